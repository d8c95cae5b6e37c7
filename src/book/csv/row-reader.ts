import { HOME } from '../../domain/person/phone-number.js';
import { type Cell, Fault } from './cells.js';
import { type Line, Unreadable } from './csv-lines.js';
import { BOOK, type BookFile, type BookRow, type FileRules } from './files.js';
import { type Problems, report } from './problems.js';

export interface ReadRow<R> {
  line: number;
  /** The row; if it is not good, as much of it as could be read. */
  row: Partial<R>;
  /** It has no fault. */
  good: boolean;
  /** An earlier line of the file has the same row. */
  repeated: boolean;
}

/**
 * Reads and checks the rows of one file; faults are added to the problems. `country`: of phone numbers without a country code.
 * @throws Unreadable for a wrong header
 */
export function rowReader<F extends BookFile>(
  file: F,
  header: Line,
  problems: Problems,
  country: string = HOME,
): (line: Line) => ReadRow<BookRow[F]> {
  const { columns, key, check } = BOOK[file] as unknown as FileRules<Record<string, Cell<unknown>>>;
  const names = Object.keys(columns);
  checkHeader(names, header);
  const readers = names.map((name) => ({ name, read: columns[name]!, at: header.cells.indexOf(name) }));
  const others = names.filter((name) => !key.includes(name));
  const contentOf = (row: Record<string, unknown>, of: string[]) => of.map((name) => row[name]).join('\0');
  const seen = new Map<string, string>();

  return ({ line, cells }) => {
    const row: Record<string, unknown> = {};
    const answer = { line, row: row as Partial<BookRow[F]>, good: true, repeated: false };
    const fault = (field: string | null, what: string) => {
      answer.good = false;
      const { loan_id, borrower_id } = row as { loan_id?: string; borrower_id?: string };
      report(problems, { file, line, field, fault: what, loan: loan_id ?? null, borrower: borrower_id ?? null });
    };
    if (cells.length !== readers.length) {
      const counted = `${cells.length} cells where the header has ${readers.length}`;
      fault(null, `${counted}: is a comma missing, or one not within quotes?`);
      return answer;
    }
    const faults: [string, string][] = [];
    for (const { name, read, at } of readers) {
      const value = read(cells[at]!);
      if (value instanceof Fault) faults.push([name, value.what]);
      else row[name] = value;
    }
    // Once all is read that can be, so that whose it is is known.
    for (const [name, what] of faults) fault(name, what);
    if (!answer.good) return answer;
    const checked = check?.(row, country) ?? row;
    if (Array.isArray(checked)) fault(...(checked as [string, string]));
    else Object.assign(row, checked);
    const name = contentOf(row, key);
    const content = contentOf(row, others);
    const before = seen.get(name);
    answer.repeated = before === content;
    if (before === undefined) seen.set(name, content);
    else if (!answer.repeated) fault(key[0]!, `${name.replaceAll('\0', ' ')} stands above with other content`);
    return answer;
  };
}

function checkHeader(names: string[], { line, cells }: Line): void {
  const missing = names.filter((name) => !cells.includes(name));
  const unknown = cells.filter((name) => !names.includes(name)).map((name) => JSON.stringify(name));
  const twice = names.filter((name) => cells.indexOf(name) !== cells.lastIndexOf(name));
  const faults = [
    ...(missing.length > 0 ? [`missing columns: ${missing.join(', ')}`] : []),
    ...(unknown.length > 0 ? [`unknown columns: ${unknown.join(', ')}`] : []),
    ...(twice.length > 0 ? [`columns that stand twice: ${twice.join(', ')}`] : []),
  ];
  if (faults.length > 0) throw new Unreadable(line, faults.join('; '));
}
