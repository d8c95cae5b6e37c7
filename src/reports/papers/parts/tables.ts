import { word } from '../../../domain/reason/vocabulary.js';
import { DEFINITIONS, type FigureId } from '../../figures/definitions.js';
import type { Cell, CellType, Column, Section, Table } from '../../paper/paper.js';

/** `['money', '逾期本息', 'sum']` under its key. */
type Head = readonly [CellType, string] | readonly [CellType, string, NonNullable<Column['total']>];

/** A table of rows of any kind: what each column is called and shows. */
export function table<R extends object>(
  rows: readonly R[],
  heads: Partial<Record<keyof R & string, Head>>,
  show: (row: R) => Partial<Record<keyof R & string, Cell>> = () => ({}),
): Table {
  const columns = Object.entries(heads).map(([key, head]): Column => {
    const [type, title, total] = head as Head;
    return { key, title, type, ...(total ? { total } : {}) };
  });
  return {
    columns,
    rows: rows.map((row) => {
      const cells = { ...row, ...show(row) } as Record<string, Cell>;
      return Object.fromEntries(columns.map(({ key }) => [key, cells[key] ?? null]));
    }),
  };
}

export const tableSection = <R extends object>(heading: string, ...parts: Parameters<typeof table<R>>): Section => ({
  heading,
  table: table(...parts),
});

/** A row for each branch, stage, channel …: the word for it in the first column, headed `what`. */
export const keyedSection = <R extends { key: string }>(
  heading: string,
  what: string,
  rows: readonly R[],
  heads: Partial<Record<Exclude<keyof R & string, 'key'>, Head>>,
): Section =>
  tableSection(
    heading,
    rows.map((row) => ({ ...row, key: word(row.key) })),
    { key: ['text', what], ...heads } as Parameters<typeof table<R>>[1],
  );

const CELLS = { number: 'integer', money: 'money', share: 'percent' } as const;
const HEADINGS = { share: '比率', money: '金额', number: '数量' } as const;

type Numbers = Partial<Record<FigureId, number | null>>;

/** Figures in a table for each unit, so that a workbook can go on reckoning with them. `before`: at the beginning. */
export function figureTables(heading: string, ids: readonly FigureId[], now: Numbers, before: Numbers = {}): Section[] {
  return (['share', 'money', 'number'] as const).flatMap((unit) => {
    const rows = ids
      .filter((id) => DEFINITIONS[id].unit === unit)
      .map((id) => {
        const [value, was] = [now[id] ?? null, before[id] ?? null];
        return {
          figure: DEFINITIONS[id].title,
          value,
          was,
          change: value === null || was === null ? null : value - was,
        };
      });
    if (rows.length === 0) return [];
    const type = CELLS[unit];
    const compared = rows.some((row) => row.was !== null);
    return tableSection(`${heading}：${HEADINGS[unit]}`, rows, {
      figure: ['text', '指标'],
      value: [type, compared ? '期末' : '本期'],
      ...(compared ? { was: [type, '期初'] as const, change: [type, '变动'] as const } : {}),
    });
  });
}
