import {
  type CountryCode,
  getExampleNumber,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';

/** The country whose numbers are written without a country code, unless the lender says another. */
export const HOME = 'CN';

export const isCountry = (code: string): code is CountryCode => isSupportedCountry(code);

export type Read = { address: string } | { fault: string };

/** A long number as a spreadsheet shows and exports it: its last digits are lost. */
const ROUNDED = /^\d(\.\d+)?E\+?\d+$/i;
/** A number as another program keeps it: 13800000301.0, '13800000301. Groups of digits after a dot are longer: 1380000.0000. */
const KEPT_AS_NUMBER = /^'|\.0{1,2}$/g;
/** What stands between a landline and its extension, in as many ways as people write it. */
const EXTENSION = /^(?<number>.*\d.*?)\s*(?:转|轉|分机|分機|ext\.?|x|#|[,;-])\s*(?<extension>\d{1,6})$/i;
const SEVERAL = /\d{5}[\s\d-]*[/、,;，；|\n][\s+]*\d{5}/;

/**
 * A phone number as people and other systems write it, in E.164 (+8613800000001), or what is wrong with it and what would be
 * right. No fault repeats the number. @param country of a number without a country code, ISO
 */
export function readPhone(said: string, channel: 'sms' | 'voice', country: string = HOME): Read {
  const text = said.normalize('NFKC').trim().replace(KEPT_AS_NUMBER, '');
  if (ROUNDED.test(text)) return { fault: 'a number that a spreadsheet has rounded: export the column as text' };
  if (SEVERAL.test(text)) return { fault: 'more than one number: each has a row of its own' };
  const phone = parse(text, country);
  if (phone === null) {
    const direct = EXTENSION.exec(text)?.groups?.number;
    return direct !== undefined && parse(direct, country) ? { fault: EXTENDED } : { fault: notOne(country) };
  }
  if (phone.ext !== undefined) return { fault: EXTENDED };
  const type = phone.getType();
  if (channel === 'sms' && type === 'FIXED_LINE')
    return { fault: 'a landline, which takes no text messages: its channel is voice' };
  if (channel === 'sms' && SERVICE.has(type ?? ''))
    return { fault: 'a number of a hotline, which takes no text messages: its channel is voice' };
  return { address: phone.number };
}

/** 400 and 800 numbers and their like: whoever owns one is not reached by a text. */
const SERVICE: ReadonlySet<string> = new Set(['TOLL_FREE', 'SHARED_COST', 'PREMIUM_RATE', 'UAN']);

const EXTENDED =
  'has an extension, which no machine can dial: leave it out, or give a mobile number, or name it to the account manager';

function parse(text: string, country: string) {
  const phone = parsePhoneNumberFromString(text, isCountry(country) ? country : HOME);
  return phone?.isValid() ? phone : null;
}

function notOne(country: string): string {
  const example = isCountry(country) ? getExampleNumber(country, examples) : undefined;
  return `not a phone number such as ${example?.number ?? '+8613123456789'}`;
}
