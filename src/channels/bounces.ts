/** Where a mail that could not be delivered comes back to: an address of its notice's own (VERP), signed as links are. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readVariables } from '../lender/environment.js';
import { asUuid } from './message/links.js';

export interface Bounces {
  /** The right-hand side of the addresses; its MX leads to us. */
  domain: string;
  /** Where `postloan api` takes what comes back. */
  host: string;
  port: number;
  /** What the notice's mail has as the sender of its envelope. */
  addressOf(noticeId: string): string;
  /** The notice that an address was made for; null: forged, or none of ours. */
  noticeOf(address: string): string | null;
}

/**
 * An id of 16 bytes and a signature of 8, in hex since some mail servers change the case of an address, and short since the part
 * before the @ has at most 64 characters. Receivers see the address, but with it they can end only mail to themselves.
 */
const ID_BYTES = 16;
const MAC_BYTES = 8;
const ADDRESS = /^bounce\+([0-9a-f]{48})@([^@]+)$/;

/**
 * Undefined: nobody takes what comes back, and it goes to the mails' sender. Set are BOUNCE_DOMAIN and BOUNCE_SMTP_PORT, both or
 * neither, and with them LINK_KEY. An empty variable counts as absent.
 * @throws BadInput that names a variable that is missing or malformed, never its value
 */
export function bouncesFrom(env: NodeJS.ProcessEnv): Bounces | undefined {
  if (!env.BOUNCE_DOMAIN && !env.BOUNCE_SMTP_PORT) return undefined;
  const {
    BOUNCE_DOMAIN: domain,
    BOUNCE_SMTP_HOST: host,
    BOUNCE_SMTP_PORT: port,
    LINK_KEY: key,
  } = readVariables(env, ['BOUNCE_DOMAIN', 'BOUNCE_SMTP_HOST', 'BOUNCE_SMTP_PORT', 'LINK_KEY']);
  const macOf = (id: Buffer) =>
    createHmac('sha256', key).update('postloan bounce ').update(id).digest().subarray(0, MAC_BYTES);
  return {
    domain,
    host,
    port,
    addressOf: (noticeId) => {
      const id = Buffer.from(noticeId.replaceAll('-', ''), 'hex');
      return `bounce+${Buffer.concat([id, macOf(id)]).toString('hex')}@${domain}`;
    },
    noticeOf: (address) => {
      const [, token, itsDomain] = ADDRESS.exec(address.toLowerCase()) ?? [];
      if (token === undefined || itsDomain !== domain.toLowerCase()) return null;
      const bytes = Buffer.from(token, 'hex');
      const id = bytes.subarray(0, ID_BYTES);
      return timingSafeEqual(bytes.subarray(ID_BYTES), macOf(id)) ? asUuid(id) : null;
    },
  };
}
