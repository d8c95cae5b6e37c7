import Table from 'cli-table3';
import stringWidth from 'string-width';
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

/** What does not fit beside the rest begins here. */
const INDENT = '    ';
const GAP = '  ';

/**
 * Columns under their heads (`columns` null: without heads), without rules, so that it can be copied and searched. Widths as on a terminal.
 * @param width columns of the terminal: what does not fit beside the rest stands on a line below, and nothing is broken in the middle. Left out:
 *   those of standard output, where it is a terminal; else a row is one line, however long
 */
export function table(
  columns: readonly Column[] | null,
  rows: readonly (readonly Cell[])[],
  width = process.stdout.isTTY ? process.stdout.columns : undefined,
): string {
  const texts = rows.map((row) => row.map(asText));
  const groups = groupsThatFit(widthsOf(columns, texts), width ?? Number.POSITIVE_INFINITY);
  const parts = groups.map((group, n) =>
    lined(
      columns && group.map((it) => columns[it]!),
      texts.map((row) => group.map((it) => row[it] ?? '')),
    ).map((line) => (n === 0 ? line : `${INDENT}${line}`.trimEnd())),
  );
  // A row that has nothing for the lines below has none there.
  return parts[0]!.map((line, n) => [line, ...parts.slice(1).flatMap((it) => it[n] || [])].join('\n')).join('\n');
}

function lined(columns: readonly Column[] | null, rows: readonly string[][]): string[] {
  const made = new Table({
    head: (columns ?? []).map((it) => colours.dim(it.head)),
    chars: { ...NO_LINES, middle: GAP },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: (columns ?? []).map((it) => it.align ?? 'left'),
  });
  made.push(...rows);
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

const widthsOf = (columns: readonly Column[] | null, rows: readonly string[][]): number[] =>
  Array.from({ length: Math.max(columns?.length ?? 0, ...rows.map((it) => it.length)) }, (_, n) =>
    Math.max(stringWidth(columns?.[n]?.head ?? ''), ...rows.map((it) => stringWidth(it[n] ?? ''))),
  );

/** Columns by number, as many on each line as fit; one that is wider than the terminal has a line for itself. */
function groupsThatFit(widths: readonly number[], width: number): number[][] {
  const groups: number[][] = [[]];
  let left = width;
  for (const [n, own] of widths.entries()) {
    const group = groups.at(-1)!;
    const taken = own + (group.length > 0 ? GAP.length : 0);
    if (taken <= left || group.length === 0) {
      group.push(n);
      left -= taken;
    } else {
      groups.push([n]);
      left = width - INDENT.length - own;
    }
  }
  return groups;
}

function asText(cell: Cell): string {
  const [text, colour] = typeof cell === 'string' ? [cell, null] : cell;
  // A line of a table is one line.
  const safe = shown(text).replace(/\s+/g, ' ');
  return colour === null ? safe : colours[colour](safe);
}
