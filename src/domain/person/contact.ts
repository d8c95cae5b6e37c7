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

/** No mail server of today tells capitals before the @ from small letters. */
const mailForm = (said: string) =>
  said
    .normalize('NFKC')
    .trim()
    .replace(/^mailto:/i, '')
    .toLowerCase();

/** All by which an address may be found: its form, and as it was said, for rows of before addresses had one. */
export function soughtAddress(said: { channel: string; address: string; country?: string }): string[] {
  const read = readAddress(said.channel, said.address, said.country);
  return [...new Set([said.address, ...('address' in read ? [read.address] : [])])];
}
