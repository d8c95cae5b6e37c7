/** Which numbers a gateway may reach. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { type Gateway, gatewaysFor } from './gateways.js';

/** ISO country codes that are allowed, `'*'` for all, or undefined for the default: all that need not be named. */
export type Countries = readonly string[] | '*' | undefined;

interface Known {
  country: string;
  landline: boolean;
}

/** Numbers that are remembered, some batches' worth: before a message is sent its number is asked about six times. */
const known = new Map<string, Known | null>();
const KEPT = 1_000;

function knownNumber(address: string): Known | null {
  const found = known.get(address);
  if (found !== undefined) return found;
  const phone = parsePhoneNumberFromString(address);
  // A number written in any other way would not be found again when the provider is asked by number.
  const asKept = phone?.isValid() && phone.number === address ? phone : null;
  const read = asKept && { country: asKept.country ?? '', landline: asKept.getType() === 'FIXED_LINE' };
  if (known.size >= KEPT) known.clear();
  known.set(address, read);
  return read;
}

/** The number's country, `''` if it has none; null: no valid number in E.164, or for sms a landline. */
export function countryOf(address: string, channel: 'sms' | 'voice'): string | null {
  const number = knownNumber(address);
  if (number === null || (channel === 'sms' && number.landline)) return null;
  return number.country;
}

/** Whether a gateway may reach an address: its form, its kind, and its country by the table and by the settings. */
export function carriesNumber(
  address: string,
  channel: 'sms' | 'voice',
  countries: Countries,
  gateway: Gateway = 'twilio',
): boolean {
  const country = countryOf(address, channel);
  if (country === null) return false;
  const rule = gatewaysFor(channel, country).find((it) => it.gateway === gateway);
  if (!rule) return false;
  if (countries === '*') return true;
  return countries ? countries.includes(country) : !rule.named;
}
