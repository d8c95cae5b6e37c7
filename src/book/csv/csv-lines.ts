import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import type { TransformOptions } from 'node:stream';
import { type CsvError, type Options, parse } from 'csv-parse';

const NEW_LINE = 0x0a;
/** Characters. No row of a book comes near this: a longer one has a quote that is not closed. */
const LONGEST_ROW = 1_000_000;
/** Bytes read from the file at a time. */
const CHUNK_BYTES = 256 * 1024;
/** Bytes that a character takes in UTF-8 at most. */
const MOST_BYTES_OF_CHARACTER = 4;
const FORMAT: Options & TransformOptions = {
  bom: true,
  record_delimiter: ['\r\n', '\n'],
  relax_column_count: true,
  max_record_size: LONGEST_ROW,
  // All rows of a chunk are handed over at once, so that those before a broken row are not lost with it.
  readableHighWaterMark: Number.MAX_SAFE_INTEGER,
};

/** A row and the physical line on which it begins; the header is line 1. */
export interface Line {
  line: number;
  cells: string[];
}

/** From this line on the file cannot be read. */
export class Unreadable extends Error {
  constructor(
    readonly line: number,
    what: string,
  ) {
    super(what);
  }
}

const BROKEN: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened here and not closed',
  CSV_INVALID_CLOSING_QUOTE: 'something stands after a closing quote (a quote within quotes is written twice)',
  INVALID_OPENING_QUOTE: 'a quote stands within a field that does not begin with one',
  CSV_MAX_RECORD_SIZE: `a row longer than ${LONGEST_ROW} characters: is a quote not closed?`,
};

/** Some rows of a file, in pieces that end with a row, and the lines on which they begin. */
export interface Picked {
  pieces: AsyncIterable<Buffer>;
  /** Of each row of the pieces that have come. */
  lines: number[];
}

/**
 * Reads a CSV file (RFC 4180; LF or CRLF; blank lines are passed over), a few thousand rows at a time. `picked`: only these of its rows.
 * @throws Unreadable for bytes that are not UTF-8 and for broken quoting, after the rows before it
 */
export async function* csvLines(path: string, picked?: Picked): AsyncGenerator<Line[]> {
  const parser = parse(FORMAT);
  // `write` reports the same error; without a listener it would end the process.
  parser.on('error', () => undefined);
  let line = 1;
  let row = 0;
  const parsed = () => {
    const lines: Line[] = [];
    for (let cells: string[] | null = parser.read(); cells !== null; cells = parser.read()) {
      if (picked) line = picked.lines[row++]!;
      if (cells.length > 1 || cells[0] !== '') lines.push({ line, cells });
      // The parser's own count is wrong: it counts a CRLF within quotes twice.
      line += 1 + cells.reduce((sum, cell) => (cell.includes('\n') ? sum + cell.split('\n').length - 1 : sum), 0);
    }
    return lines;
  };
  const told = (error: Error | null | undefined) => {
    if (error) throw new Unreadable(line, BROKEN[(error as CsvError).code] ?? error.message);
  };
  let bad: Unreadable | undefined;
  for await (const piece of picked?.pieces ?? wholeLines(path)) {
    if (piece instanceof Unreadable) {
      bad = piece;
      break;
    }
    const error = await new Promise<Error | null | undefined>((resolve) => parser.write(piece, resolve));
    yield parsed();
    told(error);
  }
  // The parser holds the last row back until it sees what follows it.
  const error = await new Promise<Error | null | undefined>((resolve) => parser.end(resolve));
  yield parsed();
  if (bad) throw bad;
  told(error);
}

/** The file in pieces of whole lines. At the first line that is not UTF-8 it ends, with an Unreadable. */
async function* wholeLines(path: string): AsyncGenerator<Buffer | Unreadable> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  const checked = function* (text: Buffer): Generator<Buffer | Unreadable, boolean> {
    const good = isUtf8(text) ? text : text.subarray(0, startOfBadLine(text));
    line += countLines(good);
    if (good.length > 0) yield good;
    if (good !== text) yield new Unreadable(line, 'not UTF-8: save the file as UTF-8');
    return good === text;
  };
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    const all = Buffer.concat([rest, chunk]);
    const end = all.lastIndexOf(NEW_LINE) + 1;
    rest = all.subarray(end);
    if (!(yield* checked(all.subarray(0, end)))) return;
    if (rest.length > MOST_BYTES_OF_CHARACTER * LONGEST_ROW) {
      yield new Unreadable(line, BROKEN.CSV_MAX_RECORD_SIZE!);
      return;
    }
  }
  yield* checked(rest);
}

function startOfBadLine(text: Buffer): number {
  for (let from = 0; ; ) {
    const end = text.indexOf(NEW_LINE, from) + 1;
    if (end === 0 || !isUtf8(text.subarray(from, end))) return from;
    from = end;
  }
}

function countLines(text: Buffer): number {
  let lines = 0;
  for (let at = text.indexOf(NEW_LINE); at !== -1; at = text.indexOf(NEW_LINE, at + 1)) lines++;
  return lines;
}
