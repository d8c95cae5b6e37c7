import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { BOOK, type BookFile } from './files.js';

type Cells<F extends BookFile> = Partial<Record<keyof (typeof BOOK)[F]['columns'], string | number | null | undefined>>;

/** Writes a file of a book; each row names its cells by their columns. What is left out, or null, is not known. */
export function writeBookFile<F extends BookFile>(dir: string, file: F, rows: Cells<F>[]): Promise<void> {
  const columns = Object.keys(BOOK[file].columns);
  return writeFile(join(dir, `${file}.csv`), stringify(rows, { header: true, columns }));
}
