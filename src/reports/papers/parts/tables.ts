import { word } from '../../../domain/reason/vocabulary.js';
import { DEFINITIONS, type FigureId } from '../../figures/definitions.js';
import type { Cell, CellType, Column, Section, Table } from '../../paper/paper.js';

/** Of the five categories: 关注类, since a tier of a plan may be called 关注 too. */
export const categoryWord = (category: string): string => `${word(category)}类`;

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

export const tableSection = <R extends object>(
  heading: string,
  ...parts: Parameters<typeof table<R>>
): Extract<Section, { table: Table }> => ({ heading, table: table(...parts) });

/** A line of a form: what is asked, and what is known of it, of its own type. */
export const item = (key: string, content: string | number | null | undefined, type: CellType = 'text') => ({
  key,
  content: { type, value: content === '' ? null : (content ?? null) },
});

export const formSection = (heading: string, rows: readonly ReturnType<typeof item>[]): Section =>
  tableSection(heading, rows, { key: ['text', '项目'], content: ['text', '情况'] });

/** A table that counts: rows of noughts are left out where it is read. */
export const countedSection = <R extends object>(heading: string, ...parts: Parameters<typeof table<R>>): Section => ({
  heading,
  table: { ...table(...parts), counts: true },
});

/** A row for each branch, stage, channel …: the word for it in the first column, headed `what`. */
export const keyedSection = <R extends { key: string }>(
  heading: string,
  what: string,
  rows: readonly R[],
  heads: Partial<Record<Exclude<keyof R & string, 'key'>, Head>>,
): Section =>
  countedSection(
    heading,
    rows.map((row) => ({ ...row, key: word(row.key) })),
    { key: [PEOPLE.has(what) ? 'staff' : 'text', what], ...heads } as Parameters<typeof table<R>>[1],
  );

const PEOPLE = new Set(['人员', '客户经理']);

const CELLS = { number: 'integer', money: 'money', share: 'percent' } as const;
type Numbers = Partial<Record<FigureId, number | null>>;

/** What has become of a figure since the period before: of a share in percentage points. Null: one of both is not known. */
export const changeOf = (type: CellType, now: number | null, before: number | null) => ({
  type: type === 'percent' ? ('percentage-points' as const) : type,
  value: now === null || before === null ? null : now - before,
});

/** Figures, each in its own unit. `before`: at the beginning. */
export function figureTable(heading: string, ids: readonly FigureId[], now: Numbers, before: Numbers = {}): Section[] {
  const rows = ids.map((id) => {
    const [value, was] = [now[id] ?? null, before[id] ?? null];
    const type = CELLS[DEFINITIONS[id].unit];
    return {
      figure: DEFINITIONS[id].title,
      value: { type, value },
      was: { type, value: was },
      change: changeOf(type, value, was),
    };
  });
  if (rows.length === 0) return [];
  const compared = rows.some((row) => row.was.value !== null);
  return [
    countedSection(heading, rows, {
      figure: ['text', '指标'],
      value: ['number', compared ? '期末' : '本期'],
      ...(compared ? { was: ['number', '期初'] as const, change: ['number', '变动'] as const } : {}),
    }),
  ];
}
