import { type Day, isDay } from '../domain/dates.js';
import { type Minor, parseMoney } from '../domain/money.js';
import { ROLES, type Role } from '../domain/roles.js';

/** What is wrong with a cell, as it is said after `payments.csv:17 paid_on: `. */
export class Fault {
  constructor(readonly what: string) {}
}

/** Reads a cell: its value, or what is wrong with it. An empty cell is not known: null where that is allowed. */
export type Cell<T> = (text: string) => T | Fault;

const LONGEST_ID = 200;
const LARGEST_SEQ = 2_147_483_647;
const RATE = /^\d{1,6}(?:\.\d{1,10})?$/;
const CURRENCY = /^[A-Z]{3}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
// A line break or a tab may stand in a free text; PostgreSQL takes no NUL.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL_IN_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

const MISSING = new Fault('missing');

export const id: Cell<string> = (text) => {
  if (text.trim() === '') return MISSING;
  if (text.length > LONGEST_ID) return new Fault(`longer than ${LONGEST_ID} characters: ${text.slice(0, 20)}…`);
  if (CONTROL.test(text)) return new Fault(`has a control character: ${JSON.stringify(text)}`);
  return text;
};

export const text: Cell<string | null> = (value) => {
  if (CONTROL_IN_TEXT.test(value)) return new Fault(`has a control character: ${JSON.stringify(value)}`);
  return value === '' ? null : value;
};

/** A book of a million rows has few different days, and to look into the calendar takes a while. */
const daysSeen = new Set<Day>();

export const day: Cell<Day> = (value) => {
  if (value === '') return MISSING;
  if (daysSeen.has(value)) return value;
  // PostgreSQL's calendar has no year 0.
  if (!isDay(value) || value < '0001') return new Fault(`not a date: ${value}`);
  daysSeen.add(value);
  return value;
};

export const money: Cell<Minor> = (value) => {
  if (value === '') return new Fault('missing: write 0.00 for nothing');
  const amount = parseMoney(value);
  if (amount === null) return new Fault(`not an amount such as 1060.00: ${value}`);
  return amount < 0 ? new Fault(`negative: ${value}`) : amount;
};

/** A part of an instalment that is not stated is nothing: what is not known cannot be asked for. */
export const moneyIfAny: Cell<Minor> = (value) => (value === '' ? 0 : money(value));

export const amountPaid: Cell<Minor> = (value) => {
  const amount = money(value);
  return amount === 0 ? new Fault(`not above zero: ${value}`) : amount;
};

/** A decimal number, as text so that no digit is lost; without the zeros at its end, so that 4.5 and 4.50 are the same. */
export const rate: Cell<string | null> = (value) => {
  if (value === '') return null;
  if (!RATE.test(value)) return new Fault(`not a number from 0 such as 4.35: ${value}`);
  return value.includes('.') ? value.replace(/\.?0+$/, '') : value;
};

export const seq: Cell<number> = (value) => {
  if (value === '') return MISSING;
  const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  return number <= LARGEST_SEQ ? number : new Fault(`not a whole number from 0: ${value}`);
};

export const currency: Cell<string> = (value) => {
  if (value === '') return 'CNY';
  return CURRENCY.test(value) ? value : new Fault(`not a currency such as CNY: ${value}`);
};

export const consent: Cell<boolean> = (value) => {
  const word = oneOf('yes', 'no')(value);
  return word instanceof Fault ? word : word === 'yes';
};

export const roles: Cell<Role[]> = (value) => {
  const words = value.split(' ').filter((word) => word !== '');
  const unknown = words.find((word) => !(ROLES as readonly string[]).includes(word));
  if (unknown !== undefined) return new Fault(`not one of ${ROLES.join(', ')}: ${unknown}`);
  return [...new Set(words as Role[])].sort();
};

export function oneOf<const T extends string>(...words: T[]): Cell<T> {
  return (value) => {
    if (value === '') return MISSING;
    return words.includes(value as T) ? (value as T) : new Fault(`not one of ${words.join(', ')}: ${value}`);
  };
}

/** What stands for an empty cell. */
export function empty<T, E>(other: E, cell: Cell<T>): Cell<T | E> {
  return (value) => (value === '' ? other : cell(value));
}
