import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Transform } from 'node:stream';
import { parse } from 'csv-parse';
import readWorkbook from 'read-excel-file/node';
import { BadInput } from '../../library/checked-yaml.js';
import type { FileFormat, Format, Target } from './format.js';
import type { Raw } from './values.js';

/** A row of another system: its line, or its place in the list, and its cells by their names. */
export interface ForeignRow {
  line: number;
  get: (column: string) => Raw;
}

/** The rows of a file, as they stand there. @throws BadInput for one that cannot be read */
export async function* foreignRows(
  path: string,
  name: string,
  file: Target,
  { sheet, rows }: FileFormat,
  format: Format,
): AsyncGenerator<ForeignRow> {
  if (name.endsWith('.xlsx')) yield* ofWorkbook(path, name, sheet, file);
  else if (name.endsWith('.json')) yield* ofDocuments(documentsOf(parsed(await readFile(path, 'utf8'), name)), rows);
  else if (name.endsWith('.jsonl')) yield* ofDocuments(linesOf(path, name), rows);
  else yield* ofText(path, name, format);
}

async function* ofText(path: string, name: string, { encoding, separator }: Format): AsyncGenerator<ForeignRow> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decoded = new Transform({
    transform(chunk, _, done) {
      try {
        done(null, decoder.decode(chunk, { stream: true }));
      } catch {
        done(new BadInput([`${name}: not ${encoding}: say its encoding in format.yaml (utf-8, gb18030, utf-16le)`]));
      }
    },
  });
  const delimiter = separator === 'tab' ? '\t' : separator;
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    info: true,
    skip_empty_lines: true,
    trim: true,
  });
  const source = createReadStream(path);
  for (const it of [source, decoded]) it.on('error', (error: Error) => parser.destroy(error));
  source.pipe(decoded).pipe(parser);
  let header: string[] | null = null;
  let begin = 1;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    const line = begin;
    begin = info.lines + 1;
    if (header === null) header = record;
    else yield { line, get: byName(header, record) };
  }
}

async function* ofWorkbook(
  path: string,
  name: string,
  sheet: string | undefined,
  file: Target,
): AsyncGenerator<ForeignRow> {
  const sheets = await workbookOf(path, name);
  const wanted = sheet ?? file;
  const found =
    sheets.find((it) => it.sheet === wanted) ?? (sheet === undefined && sheets.length === 1 ? sheets[0] : undefined);
  if (!found) throw new BadInput([`${name}: no sheet ${wanted} (${sheets.map((it) => it.sheet).join(', ')})`]);
  const [header, ...body] = found.data;
  if (!header) throw new BadInput([`${name}: the sheet ${found.sheet} is empty`]);
  const names = header.map((it) => String(it ?? '').trim());
  for (const [n, cells] of body.entries())
    if (cells.some((it) => it !== null)) yield { line: n + 2, get: byName(names, cells as Raw[]) };
}

const workbookOf = (path: string, name: string) =>
  readWorkbook(path).catch((error: Error) => {
    throw new BadInput([`${name}: not a workbook that can be read: ${error.message}`]);
  });

/** The names of the sheets of a workbook. @throws BadInput */
export const sheetsOf = async (path: string, name: string): Promise<string[]> =>
  (await workbookOf(path, name)).map((it) => it.sheet);

function byName(header: readonly string[], cells: readonly Raw[]): ForeignRow['get'] {
  return (column) => {
    const at = header.indexOf(column);
    return at < 0 ? undefined : cells[at];
  };
}

/** An answer of an API: one document, a list of them, or a page of one. */
function documentsOf(content: unknown): unknown[] {
  if (Array.isArray(content)) return content;
  const { pageItems, content: page } = (content ?? {}) as { pageItems?: unknown; content?: unknown };
  return Array.isArray(pageItems) ? pageItems : Array.isArray(page) ? page : [content];
}

async function* linesOf(path: string, name: string): AsyncGenerator<unknown> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY }))
    if (line.trim() !== '') yield parsed(line, name);
}

/** Without a word of what it is: that may be personal. @throws BadInput */
function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadInput([`${name}: not JSON`]);
  }
}

/** Each document is a row, or the list in it that `rows` names has some. */
async function* ofDocuments(
  documents: Iterable<unknown> | AsyncIterable<unknown>,
  rows: string | undefined,
): AsyncGenerator<ForeignRow> {
  let line = 0;
  for await (const document of documents) {
    const list = rows === undefined ? [document] : at(document, rows);
    for (const row of Array.isArray(list) ? list : []) {
      line++;
      yield {
        line,
        get: (column) => (column.startsWith('/') ? at(document, column.slice(1)) : at(row, column)) as Raw,
      };
    }
  }
}

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((it, key) => (it as Record<string, unknown> | null | undefined)?.[key], value);
