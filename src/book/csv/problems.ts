import type { BookFile } from './files.js';

/** So many problems are listed; the others are only counted. */
export const MOST_LISTED = 50;

/** What is wrong with a row, and whose it is: `payments.csv:17 paid_on: not a date: 2026-13-01`. */
export interface RowFault {
  file: BookFile;
  /** Null: of no line alone. */
  line: number | null;
  field: string | null;
  fault: string;
  /** The loan or borrower it is about; null or left out: nobody can say. */
  loan?: string | null;
  borrower?: string | null;
}

export interface Problems {
  listed: string[];
  count: number;
  /** Who wants every fault by its parts; then none of a row is listed or counted. */
  onRow?: (fault: RowFault) => void;
}

/** How many of a kind a question to the database should answer, as its LIMIT; null: all. */
export const mostOf = ({ onRow }: Problems): number | null => (onRow ? null : MOST_LISTED);

export function report(problems: Problems, what: string | RowFault, times = 1): void {
  if (typeof what !== 'string' && problems.onRow) {
    problems.onRow(what);
    return;
  }
  if (problems.listed.length < MOST_LISTED) problems.listed.push(typeof what === 'string' ? what : said(what));
  problems.count += times;
}

export function said({ file, line, field, fault }: RowFault): string {
  const place = line === null ? `${file}.csv` : `${file}.csv:${line}`;
  return field === null ? `${place}${line === null ? ':' : ''} ${fault}` : `${place} ${field}: ${fault}`;
}

/** Of two lists one, no longer than one may be. */
export const together = (a: Problems, b: Problems): Problems => ({
  listed: [...a.listed, ...b.listed].slice(0, MOST_LISTED),
  count: a.count + b.count,
});
