import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { soughtForm } from '../domain/entry/said.js';
import type { Seal } from '../store/base/seal.js';
import type { BookFile, BookRow } from './csv/files.js';

/** The files that go into the database through a table of their own; staff are few, and are not copied. */
export type StagedFile = Exclude<BookFile, 'staff'>;
type Value = string | number | boolean | Buffer | string[] | null;

interface Staged<R> {
  /** Columns of the table and of its staging table, in the order of `values`. */
  columns: string[];
  values: (row: R, seal: Seal) => Value[];
  key: string[];
  /** Columns in which a known row must agree with the database: column of the table → column of the file. */
  compared: Record<string, string>;
}

const same = (columns: string[]) => Object.fromEntries(columns.map((column) => [column, column]));

/** For a file whose columns are those of its table. */
function plain<F extends StagedFile>(columns: (keyof BookRow[F] & string)[], key: string[]): Staged<BookRow[F]> {
  return {
    columns,
    values: (row) => columns.map((column) => row[column] as Value),
    key,
    compared: same(columns.filter((column) => !key.includes(column))),
  };
}

const ABOUT_BORROWER = ['kind', 'language', 'size', 'industry', 'class', 'branch', 'account_manager'] as const;
const LOAN = ['loan_id', 'borrower_id', 'plan', 'product', 'disbursed_on', 'principal'] as const;
const TERMS = ['annual_rate', 'penalty_rate', 'currency', 'collateral'] as const;

export const STAGED: { [F in StagedFile]: Staged<BookRow[F]> } = {
  borrowers: {
    columns: ['borrower_id', ...ABOUT_BORROWER, 'name_sealed', 'name_key'],
    values: (row, seal) => {
      const name = row.name ?? row.borrower_id;
      const sealed = seal.seal(name, 'borrowers.name_sealed', row.borrower_id);
      return [row.borrower_id, ...ABOUT_BORROWER.map((column) => row[column]), sealed, seal.hash(soughtForm(name))];
    },
    key: ['borrower_id'],
    compared: { ...same([...ABOUT_BORROWER]), name_key: 'name' },
  },
  contacts: {
    columns: ['borrower_id', 'whose', 'channel', 'consent_given', 'address_sealed', 'address_key'],
    values: ({ borrower_id, whose, channel, consent, address }, seal) => {
      const key = seal.hash(address);
      const sealed = seal.seal(address, 'contacts.address_sealed', borrower_id, whose, channel, key);
      return [borrower_id, whose, channel, consent, sealed, key];
    },
    key: ['borrower_id', 'whose', 'channel', 'address_key'],
    compared: { consent_given: 'consent' },
  },
  loans: plain<'loans'>([...LOAN, ...TERMS], ['loan_id']),
  collateral: plain<'collateral'>(
    ['collateral_id', 'borrower_id', 'kind', 'loans', 'value', 'valued_on'],
    ['collateral_id'],
  ),
  instalments: plain<'instalments'>(['loan_id', 'seq', 'due_on', 'principal', 'interest', 'fee'], ['loan_id', 'seq']),
  payments: plain<'payments'>(['reference', 'loan_id', 'paid_on', 'amount'], ['reference']),
};

export const STAGED_FILES = Object.keys(STAGED) as StagedFile[];

/**
 * In SQL: whether row `s` of a staging table is in the database. A payment that was reversed meanwhile and comes again unchanged is
 * known; with another loan, day or amount it is booked anew.
 */
export function isKnown(file: StagedFile): string {
  const same = STAGED[file].key.map((column) => `t.${column} = s.${column}`);
  if (file === 'payments')
    same.push('(t.reversed_on IS NULL OR (t.loan_id, t.paid_on, t.amount) = (s.loan_id, s.paid_on, s.amount))');
  return `EXISTS (SELECT FROM ${file} t WHERE ${same.join(' AND ')})`;
}

/** Makes the staging tables: of the types of the real ones, with the line each row stands on (null: it stands on none), and whether it is good. */
export async function createStages(client: pg.PoolClient): Promise<void> {
  for (const file of STAGED_FILES) {
    const columns = STAGED[file].columns.join(', ');
    await client.query(
      `CREATE TEMP TABLE stage_${file} ON COMMIT DROP AS SELECT NULL::integer AS line, NULL::boolean AS good, ${columns} FROM ${file} WITH NO DATA`,
    );
  }
}

export async function fillStage<F extends StagedFile>(
  client: pg.PoolClient,
  seal: Seal,
  file: F,
  batches:
    | AsyncIterable<{ line: number | null; row: BookRow[F]; good?: boolean }[]>
    | Iterable<{ line: number | null; row: BookRow[F]; good?: boolean }[]>,
): Promise<void> {
  const { columns, values } = STAGED[file] as Staged<BookRow[F]>;
  async function* text() {
    for await (const batch of batches) {
      let piece = '';
      for (const { line, row, good = true } of batch)
        piece += copyLine([line, good, ...(good ? values(row, seal) : whatIsRead(row, columns))]);
      if (piece !== '') yield piece;
    }
  }
  await pipeline(
    Readable.from(text()),
    client.query(copyFrom(`COPY stage_${file} (line, good, ${columns.join(', ')}) FROM STDIN`)),
  );
  await client.query(`ANALYZE stage_${file}`);
}

/** Of a row with faults what could be read, and nothing that would be sealed. */
const whatIsRead = (row: object, columns: string[]): Value[] =>
  columns.map((column) => (row as Record<string, Value>)[column] ?? null);

/** Takes the rows with faults out again, and of their loans all: by half a schedule a loan is not judged. */
export async function dropFaulty(client: pg.PoolClient): Promise<void> {
  const faulty =
    'SELECT loan_id FROM stage_loans WHERE NOT good UNION SELECT loan_id FROM stage_instalments WHERE NOT good';
  await client.query(`WITH faulty AS MATERIALIZED (${faulty}), loans AS (
      DELETE FROM stage_loans USING faulty WHERE stage_loans.loan_id = faulty.loan_id)
    DELETE FROM stage_instalments USING faulty WHERE stage_instalments.loan_id = faulty.loan_id`);
  for (const file of STAGED_FILES) await client.query(`DELETE FROM stage_${file} WHERE NOT good`);
}

/** A row in the text format of COPY. */
function copyLine(values: Value[]): string {
  let line = '';
  for (const value of values) line += line === '' ? copyText(value) : `\t${copyText(value)}`;
  return `${line}\n`;
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function copyText(value: Value): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return value.replace(/[\\\t\n\r]/g, (char) => ESCAPES[char]!);
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
  if (Array.isArray(value)) return copyText(`{${value.map((it) => `"${it.replace(/["\\]/g, '\\$&')}"`).join(',')}}`);
  return String(value);
}
