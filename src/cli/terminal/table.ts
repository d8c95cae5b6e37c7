import Table from 'cli-table3';
import colours from 'picocolors';

/** A column: its head, how wide it may be at most (signs of a Chinese text are two wide), and where its text stands. */
export interface Column {
  head: string;
  most?: number;
  align?: 'left' | 'right';
}

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'mid', 'right', 'left-mid', 'mid-mid', 'right-mid'].flatMap((it) =>
    ['', '-mid', '-left', '-right'].map((end) => [`${it}${end}`, '']),
  ),
);

/** Columns under their heads, without lines between, so that it can be read, copied and searched. Colour only on a terminal. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const made = new Table({
    head: columns.map((it) => colours.dim(it.head)),
    chars: { ...NO_LINES, middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: columns.map((it) => it.align ?? 'left'),
    colWidths: columns.map((it) => it.most ?? null),
  });
  made.push(...rows.map((row) => [...row]));
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
