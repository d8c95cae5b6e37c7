import type pg from 'pg';
import { PAID } from '../../domain/loan/relief/schedule-change.js';
import { rows } from '../../store/base/connection/database.js';
import type { BookFile } from '../csv/files.js';
import type { RowFault } from '../csv/problems.js';

/** What of a feed could not be taken, as it is told to people and programs. */
export interface Refusal {
  file: string;
  /** Null: of no line alone. */
  line: number | null;
  loan: string | null;
  field: string | null;
  fault: string;
  remedy: string;
}

/** The rows of a feed that cannot be taken, by whose they are. */
export interface Refusals {
  all: RowFault[];
  add: (fault: RowFault) => void;
  /** Those that were added since this was asked last. */
  news: () => RowFault[];
  /** How many those are. */
  pending: () => number;
}

export function newRefusals(): Refusals {
  const all: RowFault[] = [];
  let told = 0;
  return {
    all,
    add: (fault) => void all.push(fault),
    news: () => {
      const news = all.slice(told);
      told = all.length;
      return news;
    },
    pending: () => all.length - told,
  };
}

/**
 * Takes out of the staging tables what was refused: a loan whole, with its instalments, a borrower alone, a payment or an address
 * row by row: a payment that is good comes in though the loan's schedule is not, and so does a withdrawn consent.
 */
export async function dropRefused(client: pg.PoolClient, refused: readonly RowFault[]): Promise<void> {
  const of = (...files: BookFile[]) => refused.filter((it) => files.includes(it.file));
  const loans = of('loans', 'instalments').flatMap((it) => it.loan ?? []);
  for (const file of ['loans', 'instalments'])
    await client.query(`DELETE FROM stage_${file} WHERE loan_id = ANY($1)`, [loans]);
  const borrowers = of('borrowers').flatMap((it) => it.borrower ?? []);
  await client.query('DELETE FROM stage_borrowers WHERE borrower_id = ANY($1)', [borrowers]);
  for (const file of ['contacts', 'collateral', 'payments'] as const) {
    const lines = of(file).flatMap((it) => it.line ?? []);
    await client.query(`DELETE FROM stage_${file} WHERE line = ANY($1)`, [lines]);
  }
}

/** The open loans that a refused row is about, with the files of those rows. */
export async function loansOf(
  client: pg.PoolClient,
  refused: readonly RowFault[],
): Promise<Map<string, Set<BookFile>>> {
  const borrowers = [...new Set(refused.flatMap((it) => (it.loan ? [] : (it.borrower ?? []))))];
  const known = await rows<{ loan: string; borrower: string }>(
    client,
    `SELECT loan_id AS loan, borrower_id AS borrower FROM loans
     WHERE closed_at IS NULL AND (loan_id = ANY($1) OR borrower_id = ANY($2)) ORDER BY loan_id`,
    [[...new Set(refused.flatMap((it) => it.loan ?? []))], borrowers],
  );
  const byLoan = new Map<string, Set<BookFile>>();
  const open = new Set(known.map((it) => it.loan));
  const put = (loan: string, file: BookFile) => byLoan.set(loan, (byLoan.get(loan) ?? new Set()).add(file));
  const ofBorrower = new Map<string, string[]>();
  for (const it of known) ofBorrower.set(it.borrower, [...(ofBorrower.get(it.borrower) ?? []), it.loan]);
  for (const { loan, borrower, file } of refused) {
    const loans = loan ? [loan].filter((it) => open.has(it)) : borrower ? (ofBorrower.get(borrower) ?? []) : [];
    for (const it of loans) put(it, file);
  }
  return byLoan;
}

/** With what would be right. */
export const refusalOf = ({ file, line, field, fault, loan = null }: RowFault): Refusal => ({
  ...{ file: `${file}.csv`, line, loan: loan ?? null, field, fault },
  remedy: remedyOf(file, fault),
});

function remedyOf(file: BookFile, fault: string): string {
  if (fault.includes(PAID))
    return 'leave paid instalments as they were; what is owed besides comes as an instalment with a number of its own';
  if (fault.includes('no such')) return 'send it with this feed, or correct what is named';
  if (fault.includes('has another schedule by'))
    return 'enter in the core system what was agreed, or undo the case here (`postloan case`)';
  if (fault.includes('is known with another'))
    return file === 'payments'
      ? 'reverse the payment and send it under another reference'
      : 'what names a loan or borrower is not changed: send it under another id';
  if (fault.includes('no longer in the core system'))
    return 'send it again, or say what became of it: paid off, sold, written off (`postloan case open`)';
  return `correct it in the core system: the row comes in with the next feed, or with this one sent again`;
}
