import {
  dayFault,
  idFault,
  idForm,
  isCurrency,
  LARGEST_SEQ,
  lineForm,
  nameFault,
  nameForm,
  readMoney,
  readSum,
  textFault,
} from '../../domain/entry/said.js';
import type { Minor } from '../../domain/money/money.js';
import { mailAddressFault } from '../../domain/person/mail-address.js';
import { isRole, ROLES, type Role } from '../../domain/plan/roles.js';
import type { Day } from '../../domain/time/dates.js';

/** What is wrong with a cell, as it is said after `payments.csv:17 paid_on: `. */
export class Fault {
  constructor(readonly what: string) {}
}

/** Reads a cell: its value, or what is wrong with it. An empty cell is not known: null where that is allowed. */
export type Cell<T> = (text: string) => T | Fault;

const RATE = /^\d{1,6}(?:\.\d{1,10})?$/;
const MISSING = new Fault('missing');

export const id: Cell<string> = (said) => {
  const id = idForm(said);
  return idFault(id) === null ? id : fault(idFault(id)!, said);
};

/** Of a person or a firm; blanks are no name. */
export const name: Cell<string | null> = (said) => {
  const name = nameForm(said);
  return nameFault(name) === null ? name || null : fault(nameFault(name)!, said);
};

/** A word or a few, on one line: a branch, a product. */
export const words: Cell<string | null> = (said) => {
  const line = lineForm(said);
  return nameFault(line) === null ? line || null : fault(nameFault(line)!, said);
};

/** The same, where they are needed. */
export const someWords: Cell<string> = (said) => words(said) ?? MISSING;

/** Separated by spaces; each once. */
export const ids: Cell<string[]> = (said) => {
  const each = said.split(/\s+/).filter((it) => it !== '');
  const wrong = each.map(id).find((it) => it instanceof Fault);
  if (wrong instanceof Fault) return wrong;
  return each.length === 0 ? MISSING : [...new Set(each.map(idForm))].sort();
};

export const mail: Cell<string | null> = (said) => {
  const address = words(said);
  if (address === null || address instanceof Fault) return address;
  const wrong = mailAddressFault(address);
  return wrong === null ? address : fault(wrong, said);
};

/** As it was written, with breaks and tabs. */
export const text: Cell<string | null> = (said) => {
  const wrong = textFault(said);
  return wrong === null ? said || null : fault(wrong, said);
};

function fault(what: string, said: string): Fault {
  if (what === 'missing') return MISSING;
  return new Fault(`${what}: ${what.startsWith('longer') ? `${said.slice(0, 20)}…` : JSON.stringify(said)}`);
}

/** Days that were found valid: a book of a million rows has few different ones, and checking each would be slow. */
const daysSeen = new Set<Day>();

export const day: Cell<Day> = (value) => {
  if (value === '') return MISSING;
  if (daysSeen.has(value)) return value;
  const wrong = dayFault(value);
  if (wrong !== null) return new Fault(`${wrong}: ${value}`);
  daysSeen.add(value);
  return value;
};

const amount =
  (read: (said: string) => Minor | string): Cell<Minor> =>
  (value) => {
    if (value === '') return new Fault('missing: write 0.00 for nothing');
    const it = read(value);
    return typeof it === 'number' ? it : new Fault(`${it}: ${value}`);
  };

export const money = amount(readMoney);
export const sum = amount(readSum);

/** A part of an instalment that is not stated is nought: what is not known cannot be demanded. */
export const moneyIfAny: Cell<Minor> = (value) => (value === '' ? 0 : money(value));

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
  return isCurrency(value) ? value : new Fault(`not a currency such as CNY: ${value}`);
};

export const consent: Cell<boolean> = (value) => {
  const word = oneOf('yes', 'no')(value);
  return word instanceof Fault ? word : word === 'yes';
};

export const roles: Cell<Role[]> = (value) => {
  const words = value.split(' ').filter((word) => word !== '');
  const unknown = words.find((word) => !isRole(word));
  if (unknown !== undefined) return new Fault(`not one of ${ROLES.join(', ')}: ${unknown}`);
  return [...new Set(words as Role[])].sort();
};

export function oneOf<const T extends string>(...words: T[]): Cell<T> {
  return (value) => {
    if (value === '') return MISSING;
    return words.includes(value as T) ? (value as T) : new Fault(`not one of ${words.join(', ')}: ${value}`);
  };
}

/** A cell whose value is `other` when it is empty or blank. */
export function empty<T, E>(other: E, cell: Cell<T>): Cell<T | E> {
  return (value) => (value.trim() === '' ? other : cell(value));
}
