import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

type Row = Record<string, string>;

/** Writes the part of a book that so many of its loans need: drawn evenly over the file, each with its borrower. */
export async function bookOfSome(whole: string, book: string, loans: number): Promise<void> {
  await mkdir(book, { recursive: true });
  const files = new Map<string, Row[]>();
  for (const name of await readdir(whole))
    if (name.endsWith('.csv')) files.set(name, parse(await readFile(join(whole, name)), { columns: true, bom: true }));
  const all = files.get('loans.csv')!;
  const step = Math.max(1, all.length / loans);
  const drawn = Array.from({ length: Math.min(loans, all.length) }, (_, n) => all[Math.floor(n * step)]!);
  const ids = new Set(drawn.map((it) => it.loan_id));
  const borrowers = new Set(drawn.map((it) => it.borrower_id));
  for (const [name, rows] of files) {
    const kept = rows.filter((it) =>
      it.loan_id !== undefined ? ids.has(it.loan_id) : it.borrower_id === undefined || borrowers.has(it.borrower_id),
    );
    await writeFile(join(book, name), stringify(kept, { header: true, columns: Object.keys(rows[0] ?? {}) }));
  }
}
