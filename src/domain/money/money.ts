/** Money is an integer number of minor units (fen, cent). It never passes through a fraction. */
export type Minor = number;

/**
 * A hundred thousand million, of one amount, and of all of a loan: more than any bank lends to one. Far below what a figure holds
 * (2^53), so that many of them can be added.
 */
export const MOST_MONEY: Minor = 10 ** 13;
/** The same of a whole book, so that no sum of its figures is larger than a number can hold. */
export const MOST_OF_A_BOOK: Minor = 4 * 10 ** 15;

const MAJOR = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/;

/**
 * Reads an amount in major units ("1060", "1060.5", "1060.00"): at most two decimals, no grouping.
 * Answers null for anything else; a sign is read, so that the caller can say "negative" and not "not a number".
 */
export function parseMoney(text: string): Minor | null {
  const match = MAJOR.exec(text);
  if (!match) return null;
  const [, sign, whole, decimals = ''] = match;
  const minor = Number(whole) * 100 + Number(decimals.padEnd(2, '0'));
  return sign && minor !== 0 ? -minor : minor;
}

/** Writes minor units as major units with two decimals: 106000 → "1060.00". */
export function formatMoney(minor: Minor): string {
  const digits = Math.abs(minor).toString().padStart(3, '0');
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
