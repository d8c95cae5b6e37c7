/** Links that let whoever got a message answer it: signed, expiring, and without anything personal in the address. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Moment, MS_A_DAY } from '../../domain/time/dates.js';
import { readVariables } from '../../lender/environment.js';

/** A link stops messages or opens the page. A mail program follows the first by itself, so it must not open the second. */
type Purpose = 'page' | 'unsubscribe';

export interface Links {
  /** The address of the page for a notice that is of use until `staleAt`; always the same, so that a message sent again has the same words. */
  page(noticeId: string, staleAt: Moment): string;
  unsubscribe(noticeId: string, sentAt: Moment): string;
  /** The notice that a token was made for; null: forged, or of another purpose; or its time is over. */
  noticeOf(purpose: Purpose, token: string, now: Moment): string | 'expired' | null;
}

/** Longer than a promise may reach ahead, so that who promised can come back. */
const PAGE_DAYS = 45;
/** Mails are kept, and who opens one months later may still be rid of them. */
const UNSUBSCRIBE_DAYS = 365;

/** Short, since every character of an SMS costs: 16 bytes of the notice's id, 2 of the last day, 12 of the signature are 40 letters. */
const ID_BYTES = 16;
const SIGNED_BYTES = ID_BYTES + 2;
const MAC_BYTES = 12;
const TOKEN = /^[\w-]{40}$/;

/**
 * Undefined: links are not configured, which needs both PUBLIC_URL and LINK_KEY.
 * @throws BadInput that names a malformed variable, never its value
 */
export function linksFrom(env: NodeJS.ProcessEnv): Links | undefined {
  if (!env.PUBLIC_URL || !env.LINK_KEY) return undefined;
  const { PUBLIC_URL, LINK_KEY } = readVariables(env, ['PUBLIC_URL', 'LINK_KEY']);
  return createLinks(PUBLIC_URL, LINK_KEY);
}

function createLinks(publicUrl: string, key: Buffer): Links {
  const base = publicUrl.replace(/\/$/, '');
  const macOf = (purpose: Purpose, signed: Buffer) =>
    createHmac('sha256', key).update(`postloan ${purpose} `).update(signed).digest().subarray(0, MAC_BYTES);

  const tokenOf = (purpose: Purpose, noticeId: string, until: Moment) => {
    const signed = Buffer.alloc(SIGNED_BYTES);
    Buffer.from(noticeId.replaceAll('-', ''), 'hex').copy(signed);
    signed.writeUInt16BE(Math.ceil(until / MS_A_DAY), ID_BYTES);
    return Buffer.concat([signed, macOf(purpose, signed)]).toString('base64url');
  };

  return {
    page: (noticeId, staleAt) => `${base}/l/${tokenOf('page', noticeId, staleAt + PAGE_DAYS * MS_A_DAY)}`,
    unsubscribe: (noticeId, sentAt) =>
      `${base}/u/${tokenOf('unsubscribe', noticeId, sentAt + UNSUBSCRIBE_DAYS * MS_A_DAY)}`,
    noticeOf: (purpose, token, now) => {
      if (!TOKEN.test(token)) return null;
      const bytes = Buffer.from(token, 'base64url');
      const signed = bytes.subarray(0, SIGNED_BYTES);
      if (!timingSafeEqual(bytes.subarray(SIGNED_BYTES), macOf(purpose, signed))) return null;
      if (now >= signed.readUInt16BE(ID_BYTES) * MS_A_DAY) return 'expired';
      return asUuid(signed.subarray(0, ID_BYTES));
    },
  };
}

/** The notice's id as the database writes it, of its 16 bytes. */
export const asUuid = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
