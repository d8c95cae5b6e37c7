import { createReadStream } from 'node:fs';

const [QUOTE, COMMA, NEW_LINE, RETURN, BLANK] = [0x22, 0x2c, 0x0a, 0x0d, 0x20];
const MARK = [0xef, 0xbb, 0xbf];

/** A row of a file as it stands there. `bytes` are lent: they are others after the next one. */
export interface RawRecord {
  bytes: Buffer;
  from: number;
  to: number;
  line: number;
  key1: number;
  key2: number;
  content1: number;
  content2: number;
  /** The money in the columns that were asked for, in minor units. */
  sum: number;
  /** One of them is no amount, so that the sum says nothing. */
  odd: boolean;
}

/**
 * Goes through a CSV file (RFC 4180) without making texts of it: each row's place, the hash of its id and of its content. Calls
 * `header` with the cells of the first row, which answers which column the id stands in and which are summed, and `row` with
 * each that follows; blank ones are passed over. Yields after each piece of the file.
 *
 * @param seed keeps what stands in the file from being guessed by the hashes
 */
export async function* throughRecords(
  path: string,
  seed: number,
  header: (cells: string[]) => { key: number; sums: readonly number[] },
  row: (record: RawRecord) => void,
): AsyncGenerator<void> {
  let rest: Buffer = Buffer.alloc(0);
  let asked: ReturnType<typeof header> | null = null;
  let line = 1;
  const record = {
    bytes: rest,
    from: 0,
    to: 0,
    line: 1,
    key1: 0,
    key2: 0,
    content1: 0,
    content2: 0,
    sum: 0,
    odd: false,
  };

  /** Answers how far it came: a row that is not over waits for the next piece. */
  const through = (bytes: Buffer, last: boolean): number => {
    let begin = 0;
    while (begin < bytes.length) {
      const end = readOne(bytes, begin, last);
      if (end < 0) return begin;
      begin = end;
    }
    return begin;
  };

  const readOne = (bytes: Buffer, begin: number, last: boolean): number => {
    let [content1, content2, key1, key2] = [seed | 0, ~seed, seed | 0, ~seed];
    let [at, column, lines, quoted] = [begin, 0, 0, false];
    let [sum, digits, decimals, odd] = [0, 0, -1, false];
    const { key, sums } = asked ?? { key: -1, sums: [] };
    let summed = sums.includes(0);
    const endOfCell = () => {
      if (summed) sum += decimals === -1 ? digits * 100 : decimals === 1 ? digits * 10 : digits;
      [digits, decimals] = [0, -1];
    };
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === NEW_LINE) {
        lines++;
        if (!quoted) break;
      }
      if (byte === RETURN) continue;
      content1 = Math.imul(content1 ^ byte, 0x01000193);
      content2 = Math.imul((content2 << 5) ^ (content2 >>> 27) ^ byte, 0x2c1b3c6d);
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === COMMA && !quoted) {
        endOfCell();
        column++;
        summed = sums.includes(column);
      } else {
        if (column === key && byte !== BLANK) {
          key1 = Math.imul(key1 ^ byte, 0x01000193);
          key2 = Math.imul((key2 << 5) ^ (key2 >>> 27) ^ byte, 0x2c1b3c6d);
        }
        if (summed) {
          if (byte === 0x2e) decimals = 0;
          else if (byte >= 0x30 && byte <= 0x39) {
            digits = digits * 10 + byte - 0x30;
            if (decimals >= 0) decimals++;
          } else if (byte !== BLANK) odd = true;
        }
      }
    }
    if (at === bytes.length && !last) return -1;
    endOfCell();
    const to = at > begin && bytes[at - 1] === RETURN ? at - 1 : at;
    if (asked === null) asked = header(headerCells(bytes.subarray(begin, to)));
    else if (to > begin) {
      Object.assign(record, { bytes, from: begin, to, line, sum, odd });
      record.key1 = mixed(key1);
      record.key2 = mixed(key2) || 1;
      record.content1 = mixed(content1);
      record.content2 = mixed(content2);
      row(record);
    }
    line += lines;
    return at + 1;
  };

  let first = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    let all: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (first && MARK.every((byte, n) => all[n] === byte)) all = all.subarray(3);
    first = false;
    rest = all.subarray(through(all, false));
    yield;
  }
  through(rest, true);
  yield;
}

const headerCells = (bytes: Buffer): string[] =>
  bytes
    .toString()
    .split(',')
    .map((it) => it.replaceAll('"', '').trim());

/** Spreads what the bytes came to over all bits. */
function mixed(hash: number): number {
  let it = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  it = Math.imul(it ^ (it >>> 13), 0xc2b2ae35);
  return (it ^ (it >>> 16)) >>> 0;
}

/** The hash of an id as `throughRecords` answers it. */
export function keyOf(id: string, seed: number): readonly [number, number] {
  let [key1, key2] = [seed | 0, ~seed];
  for (const byte of Buffer.from(id)) {
    if (byte === BLANK || byte === QUOTE || byte === RETURN) continue;
    key1 = Math.imul(key1 ^ byte, 0x01000193);
    key2 = Math.imul((key2 << 5) ^ (key2 >>> 27) ^ byte, 0x2c1b3c6d);
  }
  return [mixed(key1), mixed(key2) || 1];
}
