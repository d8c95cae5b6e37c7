import Table from 'cli-table3';
import { type Colour, colours } from './colours.js';
import { shown } from './shown.js';

/** A column: its head, and where its text stands. */
export interface Column {
  head: string;
  align?: 'left' | 'right';
}

/** A cell, with its colour where it has one. */
export type Cell = string | readonly [text: string, colour: Colour];

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'mid', 'right', 'left-mid', 'mid-mid', 'right-mid'].flatMap((it) =>
    ['', '-mid', '-left', '-right'].map((end) => [`${it}${end}`, '']),
  ),
);

/** Columns under their heads (`columns` null: without heads), without rules, so that it can be copied and searched. Widths as on a terminal. */
export function table(columns: readonly Column[] | null, rows: readonly (readonly Cell[])[]): string {
  const made = new Table({
    head: (columns ?? []).map((it) => colours.dim(it.head)),
    chars: { ...NO_LINES, middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: (columns ?? []).map((it) => it.align ?? 'left'),
  });
  made.push(...rows.map((row) => row.map(asText)));
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function asText(cell: Cell): string {
  const [text, colour] = typeof cell === 'string' ? [cell, null] : cell;
  // A line of a table is one line.
  const safe = shown(text).replace(/\s+/g, ' ');
  return colour === null ? safe : colours[colour](safe);
}
