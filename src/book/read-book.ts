import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLines, Unreadable } from './csv/csv-lines.js';
import { BOOK, BOOK_FILES, type BookFile, type BookRow } from './csv/files.js';
import { type Problems, report } from './csv/problems.js';
import { type ReadRow, rowReader } from './csv/row-reader.js';

/** A row, and the physical line of its file on which it begins. */
export interface Numbered<R> {
  line: number;
  row: R;
  /** False: it has a fault, and of the row only what could be read is there. */
  good?: boolean;
}

/** Of whom nothing but the id is known: there is no borrowers.csv. */
export function personNamedById(id: string): BookRow['borrowers'] {
  const unknown = { size: null, industry: null, class: null, branch: null, account_manager: null };
  return { borrower_id: id, kind: 'person', name: id, language: 'zh-CN', ...unknown };
}

export interface Book {
  has(file: BookFile): boolean;
  /** The good rows, each once, a few thousand at a time; the bad ones become problems. To be read in the order of BOOK_FILES. */
  rows<F extends BookFile>(file: F): AsyncGenerator<Numbered<BookRow[F]>[]>;
  problems: Problems;
  /** Files of which it is not known whom all their rows are about: one has no id that can be read, or a file could not be read to its end. */
  unread: Set<BookFile>;
}

/** All problems of a book that can be found without a database. */
export async function checkBook(dir: string, country?: string): Promise<Problems> {
  const book = await openBook(dir, country);
  for (const file of BOOK_FILES) {
    for await (const _ of book.rows(file)) {
      // Reading is enough: `book.problems` collects the faults.
    }
  }
  return book.problems;
}

/**
 * @param country of phone numbers that name none; left out: China
 * @param withFaulty gives rows with faults too, each with `good: false`
 */
export async function openBook(dir: string, country?: string, withFaulty = false): Promise<Book> {
  const problems: Problems = { listed: [], count: 0 };
  const names = await readdir(dir).catch(() => null);
  const has = (file: BookFile) => names?.includes(`${file}.csv`) ?? false;
  if (names === null) report(problems, `${dir}: not a folder that can be read`);
  else {
    // A misspelt file must not pass for a missing one: without payments.csv borrowers who have paid would be dunned.
    const files = BOOK_FILES.map((file) => `${file}.csv`);
    for (const name of names.filter((it) => it.toLowerCase().endsWith('.csv') && !files.includes(it)).sort()) {
      report(problems, `${name}: not a file of a book (${files.join(', ')})`);
    }
    for (const file of BOOK_FILES) if (BOOK[file].required && !has(file)) report(problems, `${file}.csv: missing`);
  }
  const unread = new Set(problems.count > 0 ? BOOK_FILES : []);

  /** Loans without an instalment so far, with their lines. */
  const bare = new Map<string, number>();
  async function* rows<F extends BookFile>(file: F): AsyncGenerator<Numbered<BookRow[F]>[]> {
    if (!has(file)) return;
    try {
      for await (const read of readRows(join(dir, `${file}.csv`), file, problems, country)) {
        for (const { line, row } of file === 'loans' || file === 'instalments' ? read : []) {
          const { loan_id: loan } = row as Partial<BookRow['loans' | 'instalments']>;
          if (loan === undefined) continue;
          if (file === 'loans') bare.set(loan, line);
          else bare.delete(loan);
        }
        const [id] = BOOK[file].key as (keyof BookRow[F])[];
        if (read.some(({ row }) => row[id!] === undefined)) unread.add(file);
        yield read.filter((it) => isNew(it) || (withFaulty && !it.good)) as (ReadRow<BookRow[F]> &
          Numbered<BookRow[F]>)[];
      }
    } catch (error) {
      unread.add(file);
      const { code } = error as NodeJS.ErrnoException;
      if (error instanceof Unreadable) report(problems, `${file}.csv:${error.line} ${error.message}`);
      else if (code === 'EISDIR' || code === 'EACCES') report(problems, `${file}.csv: cannot be read (${code})`);
      else throw error;
      return;
    }
    if (file !== 'instalments') return;
    for (const [loan, line] of bare)
      report(problems, `loans.csv:${line} loan_id: no instalment of ${loan} in instalments.csv`);
  }
  return { has, rows, problems, unread };
}

export function isNew<R>(it: ReadRow<R>): it is ReadRow<R> & Numbered<R> {
  return it.good && !it.repeated;
}

async function* readRows<F extends BookFile>(
  path: string,
  file: F,
  problems: Problems,
  country?: string,
): AsyncGenerator<ReadRow<BookRow[F]>[]> {
  let read: ReturnType<typeof rowReader<F>> | undefined;
  for await (const lines of csvLines(path)) {
    const header = read ? undefined : lines.shift();
    if (header) read = rowReader(file, header, problems, country);
    if (read) yield lines.map(read);
  }
  if (!read) throw new Unreadable(1, 'no header row');
}
