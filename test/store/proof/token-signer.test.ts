import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { signed, signedBy } from '../../../src/domain/proof/envelope.js';
import { statementOfExport } from '../../../src/domain/proof/export.js';
import { statementOfHead } from '../../../src/domain/proof/head.js';
import { auditSettings } from '../../../src/lender/audit-settings.js';
import { signingBy } from '../../../src/store/proof/heads/token-signer.js';

const dir = mkdtempSync(join(tmpdir(), 'token-'));
const own = generateKeyPairSync('ed25519');
const another = generateKeyPairSync('ed25519');
const pem = (key: typeof own.publicKey) => key.export({ type: 'spki', format: 'pem' }) as string;
const privatePem = own.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

/** In the place of OpenSC's tool with a token behind it: signs what it is given, at most 1,024 bytes, for who knows the PIN. */
writeFileSync(join(dir, 'key.pem'), privatePem);
writeFileSync(join(dir, 'pin'), '5678\n');
writeFileSync(
  join(dir, 'pkcs11-tool'),
  `#!${process.execPath}
const { createPrivateKey, sign } = require('node:crypto');
const { readFileSync } = require('node:fs');
const said = (name) => process.argv[process.argv.indexOf(name) + 1];
const good = said('--module') === '/lib/hsm.so' && said('--token-label') === 'audit' && said('--label') === 'the record' && said('--mechanism') === 'EDDSA';
if (!good || said('--pin') !== 'env:AUDIT_PIN' || process.env.AUDIT_PIN !== '5678') {
  console.error('error: PKCS11 function C_Login failed: rv = CKR_PIN_INCORRECT (0xa0)\\nAborting.');
  process.exit(1);
}
const given = readFileSync(0);
if (given.length > 1024) {
  console.error('error: PKCS11 function C_SignUpdate failed: rv = CKR_OPERATION_NOT_INITIALIZED (0x91)\\nAborting.');
  process.exit(1);
}
process.stdout.write(sign(null, given, createPrivateKey(readFileSync(${JSON.stringify(join(dir, 'key.pem'))}))));
`,
);
chmodSync(join(dir, 'pkcs11-tool'), 0o755);

const URI = `pkcs11:token=audit;object=the%20record?module-path=/lib/hsm.so&pin-source=file:${join(dir, 'pin')}`;
const signer = (env: Record<string, string>, path = dir) => {
  const { key, trusted } = auditSettings(env);
  return { signing: signingBy(key!, { PATH: path }), trusted };
};
const said = { a: 1 };

it('a key in a token signs, and what it signed is known by its public key', () => {
  const { signing, trusted } = signer({ AUDIT_KEY: URI, AUDIT_KEY_PUBLIC: pem(own.publicKey) });
  const envelope = signed(said, signing);
  expect(signedBy(envelope, trusted)).toBe(envelope.signatures[0]!.keyid);
  expect(envelope).toEqual(signed(said, own.privateKey));
});

it('the longest head and the signature of an export go into a token whole; what does not is said in words', () => {
  const { signing } = signer({ AUDIT_KEY: URI, AUDIT_KEY_PUBLIC: pem(own.publicKey) });
  const hash = 'f'.repeat(64);
  const head = statementOfHead({
    ...{ database: 'f'.repeat(36), size: Number.MAX_SAFE_INTEGER, root: hash, at: new Date(0).toISOString() },
    ...{ previous: hash, stamp: hash },
  });
  expect(signed(head, signing)).toEqual(signed(head, own.privateKey));
  const statement = statementOfExport(Buffer.alloc(10_000));
  expect(signed(statement, signing)).toEqual(signed(statement, own.privateKey));
  expect(() => signed({ a: 'a'.repeat(1_024) }, signing)).toThrow(
    'the token audit signs no more than 1024 bytes by pkcs11-tool',
  );
});

it('what was signed before by a key in a file stays good, when the key is another', () => {
  const before = signed(said, signer({ AUDIT_KEY: `file:${join(dir, 'key.pem')}` }).signing);
  const { trusted } = auditSettings({
    AUDIT_KEY: another.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    AUDIT_KEYS_BEFORE: pem(own.publicKey),
  });
  expect(signedBy(before, trusted)).not.toBeNull();
  expect(signedBy(before, trusted.slice(0, 1))).toBeNull();
});

it('a token that refuses, has another key, or cannot be asked says so', () => {
  const settings = { AUDIT_KEY: URI, AUDIT_KEY_PUBLIC: pem(own.publicKey) };
  expect(() => signed(said, signer({ ...settings, AUDIT_KEY: URI.replace('audit', 'other') }).signing)).toThrow(
    'the token other does not sign: error: PKCS11 function C_Login failed',
  );
  expect(() => signed(said, signer({ ...settings, AUDIT_KEY_PUBLIC: pem(another.publicKey) }).signing)).toThrow(
    'signs with another key than AUDIT_KEY_PUBLIC',
  );
  expect(() => signed(said, signer(settings, '/nowhere').signing)).toThrow('pkcs11-tool cannot be run');
});

it('what is no key is refused by the name of its variable', () => {
  const refused = (env: Record<string, string>) => {
    try {
      auditSettings(env);
      return '';
    } catch (error) {
      return (error as { problems?: string[] }).problems?.join() ?? '';
    }
  };
  expect(refused({ AUDIT_KEY: 'file:/nowhere.pem' })).toMatch(/^AUDIT_KEY: /);
  expect(refused({ AUDIT_KEY: 'nothing' })).toMatch(/^AUDIT_KEY: /);
  expect(refused({ AUDIT_KEY: URI })).toMatch(/^AUDIT_KEY_PUBLIC: /);
  expect(refused({ AUDIT_KEY: 'pkcs11:token=audit', AUDIT_KEY_PUBLIC: pem(own.publicKey) })).toMatch(/must say token/);
});
