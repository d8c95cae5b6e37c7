import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
    ...['https://127.1/', 'https://0177.0.0.1/', 'https://127.0.0.1./', 'https://[::]/', 'https://[fe80::1]/'],
    ...['https://[64:ff9b::7f00:1]/', 'https://[64:ff9b:1::1]/', 'https://[2001:0:7f00:1::1]/', 'https://[::7f00:1]/'],
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
    for (const name of ['https://localhost./', 'https://LOCALHOST/', 'https://sub.localhost/'])
      await expect(guardedPost(name, { headers: {}, body: '{}' }, [])).rejects.toThrow();
  });

  it('that sends elsewhere is not followed, and of what it answers nothing is waited for', async () => {
    let followed = 0;
    const server = createServer((request, answer) => {
      if (request.url === '/inside') followed += 1;
      // It never ends.
      answer.writeHead(request.url === '/inside' ? 200 : 307, { location: '/inside' }).write('x'.repeat(100_000));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const at = `http://127.0.0.1:${port}/events`;
    expect(await guardedPost(at, { headers: {}, body: '{}' }, ['127.0.0.1'])).toBe(307);
    expect(followed).toBe(0);
    server.closeAllConnections();
    server.close();
  });
});
