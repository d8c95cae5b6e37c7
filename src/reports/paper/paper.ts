import type { Day } from '../../domain/time/dates.js';

/**
 * A paper as it is before it has a form: what stands in it, in order. `render` (render.ts) makes a workbook, a PDF, a page or
 * a CSV of it. It holds no personal data unless the paper is about that.
 */
export interface Paper {
  /** As `postloan report list` names it: `monthly-report`. */
  kind: string;
  /** As readers know it: 贷后管理月度报告. */
  title: string;
  plan: string;
  /** 2026-10, 2026-Q3 … */
  period: string;
  /** The last day whose facts are in it. */
  asOf: Day;
  /** What amounts are in, as readers are told under the title: 元. Left out: the paper says it itself. */
  unit?: string;
  sections: Section[];
}

export type Section = { heading: string } & ({ paragraphs: string[] } | { table: Table } | { chart: Chart });

/**
 * `money` is integer minor units of the paper's currency, `percent` a share of one (0.05 is 5 %), `points` a number rounded to a
 * tenth, `date` a `YYYY-MM-DD`.
 */
export type CellType = 'text' | 'integer' | 'money' | 'percent' | 'points' | 'date';

/** Null: not known, or nothing to work it out from. It is shown as a dash, not as nought. */
export type Cell = string | number | null;

export interface Column {
  key: string;
  title: string;
  type: CellType;
  /** A last line adds the column up, or has the share that one added up column is of another (keys). */
  total?: 'sum' | readonly [part: string, whole: string];
}

export interface Table {
  columns: Column[];
  rows: Record<string, Cell>[];
}

export type Chart =
  | {
      type: 'line' | 'bar';
      /** What the values are. */
      unit: 'integer' | 'money' | 'percent';
      x: string[];
      /** As many values as `x`; null: a gap. */
      series: { name: string; values: (number | null)[] }[];
      /** Bars on top of one another. */
      stacked?: boolean;
    }
  | {
      type: 'heatmap';
      unit: 'integer' | 'money' | 'percent';
      x: string[];
      y: string[];
      /** A row for each of `y`, a value for each of `x`; null: empty. */
      values: (number | null)[][];
    };
