import Table from 'cli-table3';
import LineBreaker from 'linebreak';
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
 * @param width columns of the terminal: what does not fit beside the rest stands on a line below, a text that is wider than a line goes on in the
 *   next, and no word or amount is broken. Left out: those of standard output, where it is a terminal; else a row is one line, however long
 */
export function table(
  columns: readonly Column[] | null,
  rows: readonly (readonly Cell[])[],
  width = process.stdout.isTTY ? process.stdout.columns : undefined,
): string {
  const whole = rows.map((row) => row.map((it) => asText(it)));
  const widths = roomFor(widthsOf(columns, whole), width ?? Number.POSITIVE_INFINITY);
  const texts = width === undefined ? whole : rows.map((row) => row.map((it, n) => asText(it, widths[n])));
  const groups = groupsThatFit(widths, width ?? Number.POSITIVE_INFINITY);
  const parts = groups.map((group, n) =>
    lined(
      columns && group.map((it) => columns[it]!),
      texts.map((row) => group.map((it) => row[it] ?? '')),
    ).map((lines) => (n === 0 ? lines : lines.map((line) => `${INDENT}${line}`.trimEnd()))),
  );
  // A row that has nothing for the lines below has none there.
  return parts[0]!
    .flatMap((lines, n) => [...lines, ...parts.slice(1).flatMap((it) => it[n]!.filter((line) => line !== ''))])
    .join('\n');
}

/** The lines of the heads, and of each row. */
function lined(columns: readonly Column[] | null, rows: readonly string[][]): string[][] {
  const made = new Table({
    head: (columns ?? []).map((it) => colours.dim(it.head)),
    chars: { ...NO_LINES, middle: GAP },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: (columns ?? []).map((it) => it.align ?? 'left'),
  });
  made.push(...rows);
  const lines = made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  const heights = rows.map((row) => Math.max(1, ...row.map((it) => it.split('\n').length)));
  return [...(columns ? [1] : []), ...heights].map((height) => lines.splice(0, height));
}

const widthsOf = (columns: readonly Column[] | null, rows: readonly string[][]): number[] =>
  Array.from({ length: Math.max(columns?.length ?? 0, ...rows.map((it) => it.length)) }, (_, n) =>
    Math.max(stringWidth(columns?.[n]?.head ?? ''), ...rows.map((it) => stringWidth(it[n] ?? ''))),
  );

/** A column that is wider than a line is as wide as what comes after it leaves, where that is half a line. */
function roomFor(widths: readonly number[], width: number): number[] {
  const line = width - INDENT.length;
  return widths.map((own, n) => {
    if (own <= line) return own;
    const left = widths.slice(n + 1).reduce((room, it) => room - GAP.length - it, line);
    return left >= line / 2 ? left : line;
  });
}

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

function asText(cell: Cell, width?: number): string {
  const [text, colour] = typeof cell === 'string' ? [cell, null] : cell;
  // A line of a table is one line, but where the terminal is narrower.
  const safe = wrapped(shown(text).replace(/\s+/g, ' '), width);
  return colour === null ? safe : colours[colour](safe);
}

/** Broken where Unicode lets a line be broken (UAX 14): between words, between Chinese characters, never within a number; nor between it and its unit. */
function wrapped(text: string, width = Number.POSITIVE_INFINITY): string {
  if (stringWidth(text) <= width) return text;
  const breaker = new LineBreaker(text);
  const lines = [''];
  let from = 0;
  for (let at = breaker.nextBreak(); at !== null; at = breaker.nextBreak()) {
    if (/^\d\p{sc=Han}/u.test(text.slice(at.position - 1))) continue;
    const piece = text.slice(from, at.position);
    if (stringWidth(`${lines.at(-1)}${piece.trimEnd()}`) <= width || lines.at(-1) === '')
      lines.push(lines.pop() + piece);
    else lines.push(piece);
    from = at.position;
  }
  return lines.map((it) => it.trimEnd()).join('\n');
}
