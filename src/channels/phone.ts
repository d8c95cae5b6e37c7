/** Which numbers Twilio may reach: a channel has a table of countries, because what is allowed differs by country. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** ISO country codes that are allowed, `'*'` for all, or undefined for the default: all but those below. */
export type Countries = readonly string[] | '*' | undefined;

/**
 * Twilio's rules for mainland China forbid messages about loans and let no reply come back, and carriers there block
 * calls from abroad. Whoever has an arrangement that allows it says so in the settings.
 */
const NOT_BY_DEFAULT: ReadonlySet<string> = new Set(['CN']);

/** Whether an address is a valid number in E.164, of an allowed country, and for sms also not a landline. */
export function carriesNumber(address: string, channel: 'sms' | 'voice', countries: Countries): boolean {
  const phone = parsePhoneNumberFromString(address);
  // A number written in any other way would not be found again when the provider is asked by number.
  if (!phone?.isValid() || phone.number !== address) return false;
  if (channel === 'sms' && phone.getType() === 'FIXED_LINE') return false;

  const country = phone.country ?? '';
  if (countries === '*') return true;
  return countries ? countries.includes(country) : !NOT_BY_DEFAULT.has(country);
}
