import { idFault, idForm } from '../entry/said.js';
import { mailAddressFault } from './mail-address.js';
import { HOME, type Read, readPhone } from './phone-number.js';

/** Whose a way to reach a borrower is. Only the borrower's own are written to. */
export const WHOSE = ['self', 'guarantor', 'emergency'] as const;
export type Whose = (typeof WHOSE)[number];

/**
 * An address of a channel in the one form that it is kept, sent to and looked for in, however it was written: a number in E.164, a
 * mail address in small letters, any other as an id; or what is wrong with it and what would be right.
 * @param country of numbers without a country code: the lender's
 */
export function readAddress(channel: string, said: string, country: string = HOME): Read {
  if (channel === 'sms' || channel === 'voice') return readPhone(said, channel, country);
  const id = idForm(channel === 'email' ? mailForm(said) : said);
  const fault = idFault(id) ?? (channel === 'email' ? mailAddressFault(id) : null);
  return fault === null ? { address: id } : { fault };
}

/** In small letters, also before the @: no mail server of today tells capitals from small letters there. */
const mailForm = (said: string) =>
  said
    .normalize('NFKC')
    .trim()
    .replace(/^mailto:/i, '')
    .toLowerCase();

/** What somebody says with an address, the number in it read as one of the lender's country; what is none stays, and is refused for what it is. */
export function withNumberOf(country: string, said: unknown): unknown {
  const { channel, address } = (said ?? {}) as { channel?: unknown; address?: unknown };
  if (typeof channel !== 'string' || typeof address !== 'string') return said;
  const read = readAddress(channel, address, country);
  return 'address' in read ? { ...(said as object), ...read } : said;
}

/** The texts by which an address is looked up: its canonical form, and as it was typed, for rows of versions without such a form. */
export function soughtAddress(said: { channel: string; address: string; country?: string }): string[] {
  const read = readAddress(said.channel, said.address, said.country);
  return [...new Set([said.address, ...('address' in read ? [read.address] : [])])];
}
