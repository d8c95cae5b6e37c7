import { word } from '../../domain/reason/vocabulary.js';
import type { Cell, CellType, Column, Section } from './paper.js';
import { typeIn, valueIn } from './paper.js';

/** Who stands in a paper, as its readers know them: what is frozen knows ids alone. */
export interface Who {
  /** In which the paper is read; left out: Chinese. */
  language?: 'en';
  /** What the plan calls things in that language, by the Chinese. */
  titles?: ReadonlyMap<string, string>;
  /** Left out: not said. */
  lender?: string;
  /** The plan's title; left out: its id stands. */
  plan?: string;
  borrower(id: string): string;
  /** One of the staff, or a role in which nobody in particular is. */
  staff(id: string): string;
}

/** Where names are nobody's business. */
export const BY_ID: Who = { borrower: (id) => id, staff: word };

/** The same sections, with names in place of ids. */
export function named(sections: readonly Section[], who: Who): Section[] {
  return sections.map((section) => {
    if (!('table' in section)) return section;
    const { columns, rows } = section.table;
    const people = columns.filter(({ type }) => isWho(type));
    const name = (cell: Cell | undefined, column: Column): Cell => {
      const [type, value] = [typeIn(cell, column.type), valueIn(cell)];
      if (!isWho(type) || typeof value !== 'string') return cell ?? null;
      const text = who[type](value);
      const role = / ?[（(]([^（()）]+)[）)]$/.exec(text);
      // The head of the column says the role already.
      if (role?.[1]?.toLowerCase() === column.title.toLowerCase()) return text.slice(0, role.index);
      return typeof cell === 'object' ? { type: 'text', value: text } : text;
    };
    const mixed = rows.some((row) => Object.values(row).some((it) => isWho(typeIn(it, 'text'))));
    if (people.length === 0 && !mixed) return section;
    return {
      ...section,
      table: {
        ...section.table,
        columns: columns.map((it) => (isWho(it.type) ? { ...it, type: 'text' as const } : it)),
        rows: rows.map((row) => ({
          ...row,
          ...Object.fromEntries(columns.map((column) => [column.key, name(row[column.key], column)])),
        })),
      },
    };
  });
}

const isWho = (type: CellType): type is 'borrower' | 'staff' => type === 'borrower' || type === 'staff';
