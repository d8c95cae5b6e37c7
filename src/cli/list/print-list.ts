import type { Language } from '../../domain/plan/template.js';
import { writeColoured } from '../terminal/own-streams.js';
import { type Cell, table } from '../terminal/table.js';
import { ownSaying, type Saying } from './saying.js';

/** A column of a list: its head in each language, and what stands in it for a row. */
export interface ListColumn<Row> {
  head: Record<Language, string>;
  of: (row: Row, say: Saying) => Cell | number;
  /** Numbers stand at the right. */
  right?: true;
}

/** Rows that a terminal is shown unless it asks for all: --json and --all leave out none. */
const MOST = 200;

export interface ListOptions {
  json?: true;
  all?: true;
}

/** A list for people, or one JSON document for programs: as `document` says a row. */
export function printList<Row>(
  rows: readonly Row[],
  columns: readonly ListColumn<Row>[],
  { json, all }: ListOptions,
  document: (row: Row) => object,
): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(rows.map(document))}\n`);
    return;
  }
  const say = ownSaying();
  const chinese = say.language === 'zh-CN';
  if (rows.length === 0) {
    process.stdout.write(chinese ? '没有\n' : 'none\n');
    return;
  }
  const seen = all ? rows : rows.slice(0, MOST);
  const heads = columns.map(
    ({ head, right }) => ({ head: head[say.language], align: right ? 'right' : 'left' }) as const,
  );
  const cells = seen.map((row) =>
    columns.map(({ of }) => {
      const cell = of(row, say);
      return typeof cell === 'number' ? String(cell) : cell;
    }),
  );
  writeColoured(`${table(heads, cells)}\n`);
  if (seen.length < rows.length)
    process.stdout.write(
      chinese
        ? `共${rows.length}条，此处列前${MOST}条；--all列出全部\n`
        : `${MOST} of ${rows.length}; --all shows the others\n`,
    );
}
