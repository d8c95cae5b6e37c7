import { describe, expect, it } from 'vitest';
import { addressFault, guardedPost } from '../../src/channels/guarded-post.js';

describe('an address that somebody has given', () => {
  it.each([
    ...[
      'http://systems.example/',
      'https://127.0.0.1/',
      'https://10.1.2.3/',
      'https://169.254.169.254/latest',
      'https://[::1]/',
    ],
    ...[
      'https://[::ffff:10.0.0.1]/',
      'https://[fd00::1]/',
      'https://0x7f.1/',
      'https://2130706433/',
      'https://u:p@x.example/',
    ],
    ...['ftp://x.example/', 'file:///etc/passwd', 'https://[2002:7f00:1::]/', 'nothing'],
  ])('%s is refused', (said) => expect(addressFault(said, [])).not.toBeNull());

  it('outside is taken, and one inside that is allowed by name', () => {
    expect([
      addressFault('https://systems.example/x', []),
      addressFault('https://93.184.215.14/', []),
      addressFault('http://erp.internal:8080/', ['erp.internal']),
    ]).toEqual([null, null, null]);
  });

  it('whose name leads inside is not spoken to', async () => {
    const secure = 'https://localhost/events';
    await expect(guardedPost(secure, { headers: {}, body: '{}' }, [])).rejects.toThrow('inside the network');
  });
});
