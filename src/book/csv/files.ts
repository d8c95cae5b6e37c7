import { BORROWER_KINDS, SIZES } from '../../domain/person/borrower.js';
import { readAddress, WHOSE } from '../../domain/person/contact.js';
import { CHANNELS } from '../../domain/plan/plan.js';
import { LANGUAGES } from '../../domain/plan/template.js';
import * as cell from './cells.js';

type Columns = Record<string, cell.Cell<unknown>>;
type RowOf<C extends Columns> = { [K in keyof C]: Exclude<ReturnType<C[K]>, cell.Fault> };

export interface FileRules<C extends Columns> {
  required: boolean;
  columns: C;
  /** The columns that together name a row; the first of them is the one that is pointed at. */
  key: (keyof C & string)[];
  /** Checks what concerns several columns. Answers the column to point at and its fault, or else the row in its canonical form. */
  check?: (row: Record<string, unknown>, country: string) => [column: string, what: string] | Record<string, unknown>;
}

const rules = <C extends Columns>(it: FileRules<C>) => it;

/** The files of a book and their columns (docs/interfaces, "A book"), in the order in which they are read. */
export const BOOK = {
  staff: rules({
    required: false,
    columns: {
      staff_id: cell.id,
      name: cell.name,
      roles: cell.roles,
      supervisor: cell.empty(null, cell.id),
      branch: cell.words,
      email: cell.mail,
    },
    key: ['staff_id'],
    check: (row) => (row.supervisor === row.staff_id ? ['supervisor', 'nobody supervises themselves'] : row),
  }),
  borrowers: rules({
    required: false,
    columns: {
      borrower_id: cell.id,
      kind: cell.oneOf(...BORROWER_KINDS),
      name: cell.name,
      language: cell.empty('zh-CN', cell.oneOf(...LANGUAGES)),
      size: cell.empty(null, cell.oneOf(...SIZES)),
      industry: cell.words,
      class: cell.words,
      branch: cell.words,
      account_manager: cell.empty(null, cell.id),
    },
    key: ['borrower_id'],
  }),
  contacts: rules({
    required: false,
    columns: {
      borrower_id: cell.id,
      whose: cell.oneOf(...WHOSE),
      channel: cell.oneOf(...CHANNELS),
      address: cell.id,
      consent: cell.consent,
    },
    key: ['borrower_id', 'whose', 'channel', 'address'],
    check: (row, country) => {
      const read = readAddress(row.channel as string, row.address as string, country);
      return 'fault' in read ? ['address', `${read.fault}: ${JSON.stringify(row.address)}`] : { ...row, ...read };
    },
  }),
  loans: rules({
    required: true,
    columns: {
      loan_id: cell.id,
      borrower_id: cell.id,
      plan: cell.id,
      product: cell.text,
      disbursed_on: cell.day,
      principal: cell.money,
      annual_rate: cell.rate,
      penalty_rate: cell.rate,
      currency: cell.currency,
      collateral: cell.text,
    },
    key: ['loan_id'],
  }),
  collateral: rules({
    required: false,
    columns: {
      collateral_id: cell.id,
      borrower_id: cell.id,
      kind: cell.someWords,
      loans: cell.ids,
      value: cell.empty(null, cell.money),
      valued_on: cell.empty(null, cell.day),
    },
    key: ['collateral_id'],
    check: (row) =>
      (row.value === null) === (row.valued_on === null)
        ? row
        : ['valued_on', 'a value and the day of it are said together'],
  }),
  instalments: rules({
    required: true,
    columns: {
      loan_id: cell.id,
      seq: cell.seq,
      due_on: cell.day,
      principal: cell.money,
      interest: cell.moneyIfAny,
      fee: cell.moneyIfAny,
    },
    key: ['loan_id', 'seq'],
  }),
  payments: rules({
    required: false,
    columns: { reference: cell.id, loan_id: cell.id, paid_on: cell.day, amount: cell.sum },
    key: ['reference'],
  }),
};

export type BookFile = keyof typeof BOOK;
export type BookRow = { [F in BookFile]: RowOf<(typeof BOOK)[F]['columns']> };
export const BOOK_FILES = Object.keys(BOOK) as BookFile[];
