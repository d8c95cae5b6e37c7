import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { Instalment } from '../domain/loan/account/arrears.js';
import { formatMoney, type Minor } from '../domain/money/money.js';
import type { Day } from '../domain/time/dates.js';
import { BOOK, type BookFile } from './csv/files.js';

type Cells<F extends BookFile> = Partial<Record<keyof (typeof BOOK)[F]['columns'], string | number | null | undefined>>;

/** Writes a file of a book; each row names its cells by their columns. What is left out, or null, is not known. */
export function writeBookFile<F extends BookFile>(dir: string, file: F, rows: Cells<F>[]): Promise<void> {
  const columns = Object.keys(BOOK[file].columns);
  return writeFile(join(dir, `${file}.csv`), stringify(rows, { header: true, columns }));
}

interface WithContacts {
  id: string;
  contacts: readonly { whose: string; channel: string; address: string; consent: boolean }[];
}

/** A borrower's rows of contacts.csv. */
export const contactRows = ({ id, contacts }: WithContacts): Cells<'contacts'>[] =>
  contacts.map(({ consent, ...it }) => ({ borrower_id: id, ...it, consent: consent ? 'yes' : 'no' }));

interface Thing {
  id: string;
  borrower: string;
  kind: string;
  loans: readonly string[];
  value?: Minor | undefined;
  valuedOn?: Day | undefined;
}

/** A thing's row of collateral.csv. */
export const collateralRow = ({ id, borrower, kind, loans, value, valuedOn }: Thing): Cells<'collateral'> => ({
  collateral_id: id,
  borrower_id: borrower,
  kind,
  loans: loans.join(' '),
  value: value === undefined ? null : formatMoney(value),
  valued_on: valuedOn,
});

interface WithInstalments {
  id: string;
  instalments: readonly Instalment[];
}

/** A loan's rows of instalments.csv. */
export const instalmentRows = ({ id, instalments }: WithInstalments): Cells<'instalments'>[] =>
  instalments.map((it) => ({
    loan_id: id,
    seq: it.seq,
    due_on: it.dueOn,
    principal: formatMoney(it.principal),
    interest: formatMoney(it.interest),
    fee: formatMoney(it.fee),
  }));
