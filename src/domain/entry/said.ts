import { formatMoney, type Minor, MOST_MONEY, parseMoney } from '../money/money.js';
import { FIRST_DAY, isDay, LAST_DAY } from '../time/dates.js';

/**
 * What is said at any door, a book, a feed, a scenario, a command, has one form, and one bound. Each `…Form` answers that form of
 * what was said; each `…Fault` what is wrong with it all the same, null for nothing. No fault repeats what was said.
 */

/** Ids are parts of other ids, at most two in one, and these of workflow ids, for which Temporal allows 1,000 bytes. */
const LONGEST_ID = { signs: 200, bytes: 300 };
/** Longer than any registered name; longer ones fill a text message by themselves. */
const LONGEST_NAME = 120;
const LONGEST_TEXT = 10_000;
/** The column holds no larger number. */
export const LARGEST_SEQ = 2_147_483_647;

/** Characters that nobody sees: without width, byte order marks, direction marks. Two texts that look alike must be equal. */
const UNSEEN = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
/** Joiners and variation selectors: in names of some scripts they change what is seen, so only ids lose them. */
const IGNORED = /\p{Default_Ignorable_Code_Point}/gu;
/** Characters that count as letters but are blank. */
const FILLERS = /[\u115f\u1160\u2800\u3164\uffa0]/g;
/** What may stand between the parts of a name, or be left out: there are many kinds of middle dots. */
const BETWEEN_PARTS = /[\p{Z}\p{Default_Ignorable_Code_Point}.·•‧∙⋅・]/gu;
/** What cannot be kept, shown or written into a file: control characters, halves of a sign, no signs at all. */
const UNWRITABLE = /[\p{Cc}\p{Cs}\ufffe\uffff]/u;
/** What no database keeps as text: a NUL, half of a sign. */
export const canBeKept = (text: string): boolean => !/\0|\p{Surrogate}/u.test(text);
/** Of what has them all the same. */
export const UNKEPT = 'has signs that cannot be kept as text (NUL, or half of a sign): leave them out';
const USUAL_ID = /^[\x21-\x7e]{1,200}$/;

/** One line, without blanks at its ends, one between words, without what nobody sees; in Unicode's composed form (NFC). */
export function lineForm(said: string): string {
  return said
    .replace(UNSEEN, '')
    .replace(FILLERS, ' ')
    .normalize('NFC')
    .replace(/[\p{Zs}\u2028\u2029]+/gu, ' ')
    .trim();
}

/** '' for a text of which nothing can be seen. */
const seen = (text: string): string => (/[^\p{Default_Ignorable_Code_Point}\p{M}\s]/u.test(text) ? text : '');

/** A name: one line; a cell of two lines is read as one. Empty: there is none. */
export const nameForm = (said: string): string => seen(lineForm(said.replace(/\s+/g, ' ')));

/** The form by which a name is looked for: the same for every Unicode form of it, and whatever stands between its parts. */
export function soughtForm(name: string): string {
  const plain = nameForm(name).normalize('NFKC').toLowerCase();
  return plain.replace(BETWEEN_PARTS, '') || plain;
}

/** The form of an id or a reference of any kind. */
export function idForm(said: string): string {
  if (USUAL_ID.test(said)) return said;
  return seen(lineForm(said.replace(FILLERS, ' ').replace(IGNORED, '')));
}

export function idFault(id: string): string | null {
  if (USUAL_ID.test(id)) return null;
  if (id === '') return 'missing';
  if (UNWRITABLE.test(id)) return 'has a control character';
  if (id.length > LONGEST_ID.signs) return `longer than ${LONGEST_ID.signs} characters`;
  if (new TextEncoder().encode(id).length > LONGEST_ID.bytes)
    return `longer than ${LONGEST_ID.bytes} bytes, which are ${LONGEST_ID.bytes / 3} Chinese characters`;
  return null;
}

export function nameFault(name: string): string | null {
  if (UNWRITABLE.test(name)) return 'has a control character';
  return name.length > LONGEST_NAME ? `longer than ${LONGEST_NAME} characters` : null;
}

/** Of a text of one line or more, in which breaks and tabs may stand. */
export function textFault(text: string): string | null {
  if (UNWRITABLE.test(text.replace(/[\t\n\r]/g, ''))) return 'has a control character';
  return text.length > LONGEST_TEXT ? `longer than ${LONGEST_TEXT} characters` : null;
}

/** A text of somebody who cannot be asked to correct it (a reply, a form): unwritable characters are dropped, the rest is cut to its limit. */
export function cleaned(text: string): string {
  return [...text]
    .filter((sign) => sign === '\n' || sign === '\t' || !UNWRITABLE.test(sign))
    .join('')
    .slice(0, LONGEST_TEXT)
    .replace(/[\ud800-\udbff]$/, '');
}

/** Outside of these days lies nothing that a loan has; 9999-12-31 stands in some systems for "no end", and is left out here. */
export function dayFault(said: string): string | null {
  if (isDay(said)) return null;
  const exists = /^\d{4}-\d\d-\d\d$/.test(said) && !Number.isNaN(Date.parse(`${said}T00:00:00Z`));
  return exists && (said < FIRST_DAY || said > LAST_DAY) ? `not from ${FIRST_DAY} to ${LAST_DAY}` : 'not a date';
}

/** An amount of nought or more in minor units, or what is wrong with it. */
export function readMoney(said: string): Minor | string {
  const amount = parseMoney(said);
  if (amount === null) return 'not an amount such as 1060.00';
  if (amount > MOST_MONEY) return `more than ${formatMoney(MOST_MONEY)}`;
  return amount < 0 ? 'negative' : amount;
}

/** The same, of what is paid or promised. */
export function readSum(said: string): Minor | string {
  const amount = readMoney(said);
  return amount === 0 ? 'not above zero' : amount;
}

/** The rate that a loan changes to: from 0 to 100 per cent a year, with at most four decimals. */
export const isRate = (said: string): boolean => /^(\d{1,2}(\.\d{1,4})?|100(\.0{1,4})?)$/.test(said);

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/** A currency of ISO 4217. */
export const isCurrency = (said: string): boolean => CURRENCIES.has(said);
