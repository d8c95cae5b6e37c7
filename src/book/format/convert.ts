import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { BadInput, checkedYaml } from '../../library/checked-yaml.js';
import { projectPath } from '../../library/project-path.js';
import {
  AS_OURS,
  COLUMNS,
  type FileFormat,
  type Format,
  formatSchema,
  type SaidFormat,
  type Source,
  TARGETS,
  type Target,
} from './format.js';
import { type ForeignRow, foreignRows, sheetsOf } from './rows.js';
import { cellAs, ENDINGS, namesOf, summed } from './values.js';

/** A folder of ours made of one of another system. */
export interface Converted {
  dir: string;
  /** Where a row of ours stood: the file of theirs, and its line there. */
  placeOf: (file: string, line: number) => { file: string; line: number };
  remove: () => Promise<void>;
}

interface Asked {
  /** A file, for `format.yaml` beside the files. */
  format?: string | undefined;
  /** A mapping that ships, or a file. */
  mapping?: string | undefined;
  /** The files came from elsewhere: a mapping of theirs lies beside them, and none of this machine's is read. */
  ofOthers?: boolean | undefined;
}

export const FORMAT = 'format.yaml';
/** Whose sheets are called as our files are. */
const WORKBOOK = 'book.xlsx';

/** Null: the folder is as ours is. @throws BadInput for a format that is none, and for files that cannot be read */
export async function converted(dir: string, asked: Asked): Promise<Converted | null> {
  const names = await readdir(dir).catch(() => [] as string[]);
  const path = asked.format ?? (names.includes(FORMAT) ? join(dir, FORMAT) : undefined);
  if (path === undefined && asked.mapping === undefined && !names.some((it) => it.endsWith('.xlsx'))) return null;
  const format = await readFormat(path, asked.mapping, asked.ofOthers ? dir : null);
  const sheets = names.includes(WORKBOOK) ? await sheetsOf(join(dir, WORKBOOK), WORKBOOK) : [];
  const sources = TARGETS.flatMap((file) => {
    const inBook = sheets.includes(format.files[file]?.sheet ?? file);
    const of = namesFor(file, format.files[file], inBook ? names : names.filter((it) => it !== WORKBOOK));
    return of.length > 0 ? [{ file, names: of }] : [];
  });
  if (sources.length === 0) throw new BadInput([`${asked.ofOthers ? '' : `${dir}: `}no file that the format names`]);
  const to = await mkdtemp(join(tmpdir(), 'postloan-feed-'));
  const remove = () => rm(to, { recursive: true, force: true });
  try {
    const places = new Map<string, Places>();
    for (const { file, names } of sources) places.set(file, await write(dir, to, file, names, format));
    if (names.includes('manifest.csv')) await copyFile(join(dir, 'manifest.csv'), join(to, 'manifest.csv'));
    const placeOf = (file: string, line: number) => places.get(file.replace(/\.csv$/, ''))?.(line) ?? { file, line };
    return { dir: to, placeOf, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The format, on the ground of the mapping that it names; what it says itself stands before what that says. */
async function readFormat(path: string | undefined, mapping: string | undefined, only: string | null): Promise<Format> {
  const own = path === undefined ? formatSchema.parse({}) : await readYaml(path, only);
  const base = mapping ?? own.mapping;
  if (base === undefined) return { ...AS_OURS, ...own };
  const ground = await readYaml(placeOfMapping(base, only), only);
  const files = { ...ground.files };
  for (const [name, said] of Object.entries(own.files)) {
    const file = name as Target;
    files[file] = { ...files[file], ...said, columns: { ...files[file]?.columns, ...said.columns } };
  }
  return { ...AS_OURS, ...ground, ...own, files, words: { ...ground.words, ...own.words } };
}

/** One that ships, by its name, or a file; where `only` is said, one in that folder. @throws BadInput */
function placeOfMapping(base: string, only: string | null): string {
  if (!/[./\\]/.test(base)) return projectPath(`plans/mappings/${base}.yaml`);
  if (only === null) return base;
  if (basename(base) !== base)
    throw new BadInput([`mapping: one that ships, or a file beside the others, by its name`]);
  return join(only, base);
}

async function readYaml(path: string, only: string | null): Promise<SaidFormat> {
  const name = only === null ? path : basename(path);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new BadInput([`${name}: no such format or mapping`]);
  });
  return checkedYaml(text, formatSchema, name);
}

/** Their files that one of ours is made of, in order. */
function namesFor(file: Target, said: FileFormat | undefined, names: readonly string[]): string[] {
  const wanted = said?.from;
  const known = names.filter((it) => ENDINGS.some((ending) => it.toLowerCase().endsWith(`.${ending}`))).sort();
  if (wanted === undefined) return known.filter((it) => [...namesOf(file), WORKBOOK].includes(it)).slice(0, 1);
  const pattern = new RegExp(
    `^${wanted
      .split('*')
      .map((it) => it.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    'iu',
  );
  return known.filter((it) => pattern.test(it));
}

type Places = (line: number) => { file: string; line: number };

/** A file of ours may stand beside theirs: it has our header, with commas. */
async function isOurs(path: string, file: Target): Promise<boolean> {
  for await (const piece of createReadStream(path, { end: 999, encoding: 'latin1' })) {
    const [header = ''] = String(piece)
      .replace(/^\u00ef\u00bb\u00bf/, '')
      .split(/\r?\n/);
    return [...header.split(',')].sort().join() === [...COLUMNS[file]].sort().join();
  }
  return false;
}

/** Row by row, so that a file of any size takes no memory; of each only its line is kept. */
async function write(dir: string, to: string, file: Target, names: string[], format: Format): Promise<Places> {
  if (format.files[file] === undefined && (await isOurs(join(dir, names[0]!), file))) {
    await copyFile(join(dir, names[0]!), join(to, `${file}.csv`));
    return (line) => ({ file: names[0]!, line });
  }
  const said = format.files[file] ?? {};
  const columns = COLUMNS[file];
  const made = makerOf(columns, said, format);
  const lines: number[] = [];
  const begins: { name: string; from: number }[] = [];
  async function* pieces(): AsyncGenerator<string> {
    yield stringify([columns]);
    for (const name of names) {
      begins.push({ name, from: lines.length });
      let batch: string[][] = [];
      for await (const row of foreignRows(join(dir, name), name, file, said, format)) {
        const cells = made(row);
        if (cells === null) continue;
        lines.push(row.line);
        batch.push(cells);
        if (batch.length === 1_000) {
          yield stringify(batch);
          batch = [];
        }
      }
      if (batch.length > 0) yield stringify(batch);
    }
  }
  await pipeline(Readable.from(pieces()), createWriteStream(join(to, `${file}.csv`)));
  return (line) => {
    const n = line - 2;
    return { file: begins.findLast((it) => it.from <= n)?.name ?? names[0]!, line: lines[n] ?? line };
  };
}

/** A row of ours; null: theirs is none of those that are meant. */
function makerOf(columns: string[], said: FileFormat, format: Format): (row: ForeignRow) => string[] | null {
  const above = new Map<string, unknown>();
  const counts = new Map<string, number>();
  const where = Object.entries(said.where ?? {});
  return (row) => {
    for (const column of said.down ?? []) if (String(row.get(column) ?? '') !== '') above.set(column, row.get(column));
    const get: ForeignRow['get'] = (column) =>
      (said.down?.includes(column) && String(row.get(column) ?? '') === ''
        ? above.get(column)
        : row.get(column)) as never;
    const fits = ([column, words]: (typeof where)[number]) => {
      const is = String(get(column) ?? '');
      return words === 'any' ? is !== '' : [words].flat().includes(is);
    };
    if (!where.every(fits)) return null;
    const read = (column: string, of: string) => cellAs(column, get(of), format);
    const cellOf = (column: string, source: Source | undefined): string => {
      if (source === undefined) return said.columns ? '' : read(column, column);
      if (typeof source === 'string') return read(column, source);
      if ('is' in source) return source.is;
      if ('first' in source) return source.first.map((it) => read(column, it)).find((it) => it !== '') ?? '';
      if ('sum' in source) return summed(source.sum.map((it) => read(column, it)));
      if ('prefix' in source) return read(column, source.of) === '' ? '' : source.prefix + read(column, source.of);
      return '';
    };
    const cells = new Map(columns.map((column) => [column, cellOf(column, said.columns?.[column])]));
    for (const [column, source] of Object.entries(said.columns ?? {})) {
      if (typeof source !== 'object' || !('countBy' in source)) continue;
      const key = cells.get(source.countBy) ?? '';
      counts.set(key, (counts.get(key) ?? 0) + 1);
      cells.set(column, String(counts.get(key)));
    }
    return columns.map((column) => {
      const cell = cells.get(column)!;
      return said.words?.[column]?.[cell] ?? format.words[column]?.[cell] ?? cell;
    });
  };
}
