import { spawnSync } from 'node:child_process';
import { KeyObject, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { KeyInToken, Signer } from '../../../domain/proof/envelope.js';

/** OpenSC's, which speaks to whatever has a PKCS#11 library. */
const TOOL = 'pkcs11-tool';
/** A token signs within a second, a remote one within two. Meanwhile this process does nothing else. */
const PATIENCE_MS = 5_000;
/** The tool gives a token more than this in parts, and Ed25519 signs only what it is given whole. A head has some 500 bytes. */
const MOST_BYTES = 1_024;

/** What signs: a key that we hold, or one in a token. `env`: what the token's library reads. */
export const signingBy = (key: KeyObject | KeyInToken, env: NodeJS.ProcessEnv): KeyObject | Signer =>
  key instanceof KeyObject ? key : tokenSigner(key, env);

/** Signs once an hour: a process each time is little, and holds no session of the token open. @throws where it does not sign, or with another key than is known */
const tokenSigner = ({ publicKey, module, token, object, pinFile }: KeyInToken, env: NodeJS.ProcessEnv): Signer => ({
  publicKey,
  sign: (bytes) => {
    if (bytes.length > MOST_BYTES)
      throw new Error(
        `the token ${token} signs no more than ${MOST_BYTES} bytes by ${TOOL}, these are ${bytes.length}`,
      );
    const pin = pinFile === null ? null : readFileSync(pinFile, 'utf8').trim();
    const login = pin === null ? [] : ['--login', '--pin', 'env:AUDIT_PIN'];
    const of = ['--module', module, '--token-label', token, '--label', object];
    const { error, status, stdout, stderr } = spawnSync(TOOL, [...of, ...login, '--sign', '--mechanism', 'EDDSA'], {
      input: bytes,
      timeout: PATIENCE_MS,
      env: { ...env, ...(pin !== null && { AUDIT_PIN: pin }) },
    });
    if (error) throw new Error(`the token ${token}: ${TOOL} cannot be run: ${error.message}`);
    if (status !== 0) throw new Error(`the token ${token} does not sign: ${faultIn(stderr)}`);
    if (!verify(null, bytes, publicKey, stdout))
      throw new Error(`the token ${token} signs with another key than AUDIT_KEY_PUBLIC`);
    return stdout;
  },
});

/** Its own word for it, not that it ends. */
const faultIn = (said: Buffer): string => {
  const lines = said.toString('utf8').trim().split('\n');
  return lines.find((it) => /error|fail|no slot|not found/i.test(it)) ?? lines.at(-1) ?? '';
};
