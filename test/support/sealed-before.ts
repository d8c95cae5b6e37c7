import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** A value as it was sealed before values were bound to their rows. `secret` as base64. */
export function sealedBefore(secret: string, text: string, keyId = 1): Buffer {
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64'), '', 'postloan seal', 32));
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([keyId]), nonce, cipher.getAuthTag(), body]);
}
