import type { Section, Table } from './paper.js';
import { shown } from './shown.js';

/** A difference between two versions of a paper, as its readers know it. */
export interface ShownChange {
  /** The section's heading. */
  section: string;
  /** Whose line it is: its first cell. */
  line: string;
  /** The title of the column; empty: the whole line. */
  column: string;
  /** As shown; null: it was not there. */
  before: string | null;
  /** As shown; null: it is not there any more. */
  after: string | null;
}

/** What differs between two versions of a paper. Charts are left out: what they draw stands in tables too. */
export function changesShown(before: readonly Section[], after: readonly Section[]): ShownChange[] {
  const [was, is] = [linesOf(before), linesOf(after)];
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((key): ShownChange[] => {
    const [old, now] = [was.get(key), is.get(key)];
    const { section, line } = (now ?? old)!;
    if (!old || !now)
      return [{ section, line, column: '', before: old ? textOf(old) : null, after: now ? textOf(now) : null }];
    return [...new Set([...now.cells.keys(), ...old.cells.keys()])]
      .map((column) => ({
        section,
        line,
        column,
        before: old.cells.get(column) ?? null,
        after: now.cells.get(column) ?? null,
      }))
      .filter((it) => it.before !== it.after);
  });
}

interface Line {
  section: string;
  line: string;
  /** By the title of the column. */
  cells: Map<string, string>;
}

const textOf = ({ cells }: Line): string =>
  [...cells].map(([column, text]) => (column === '' ? text : `${column} ${text}`)).join('，');

/** All lines of all tables and all paragraphs, by what makes them the same in another version. */
function linesOf(sections: readonly Section[]): Map<string, Line> {
  const lines = new Map<string, Line>();
  const add = (section: string, line: string, cells: Map<string, string>) => {
    let key = `${section}\n${line}`;
    // Several lines of one name are known by their order.
    while (lines.has(key)) key += '\n';
    lines.set(key, { section, line, cells });
  };
  for (const section of sections) {
    if ('table' in section)
      for (const row of section.table.rows)
        add(section.heading, nameOf(row, section.table), cellsOf(row, section.table));
    if ('paragraphs' in section)
      section.paragraphs.forEach((text, n) => {
        add(section.heading, `第${n + 1}段`, new Map([['', text]]));
      });
  }
  return lines;
}

const nameOf = (row: Table['rows'][number], { columns: [first] }: Table): string =>
  first ? shown(row[first.key], first.type) : '';

const cellsOf = (row: Table['rows'][number], { columns }: Table): Map<string, string> =>
  new Map(columns.slice(1).map(({ key, title, type }) => [title, shown(row[key], type)]));
