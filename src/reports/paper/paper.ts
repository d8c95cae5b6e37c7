import type { Day } from '../../domain/time/dates.js';
import type { FigureId } from '../figures/definitions.js';
import type { LineBehind } from '../figures/list-behind.js';
import type { Only } from '../figures/narrow.js';

/**
 * A paper as it is before it has a form: what stands in it, in order. `render` (render.ts) makes a workbook, a PDF, a page or
 * a CSV of it. It holds no personal data unless the paper is about that.
 */
export interface Paper {
  /** As `postloan report list` names it: `monthly-report`. */
  kind: string;
  /** As readers know it: 贷后管理月度报告. */
  title: string;
  /** In which it is; left out: Chinese. */
  language?: 'en';
  /** Whose paper it is. Left out: nobody's, as of what is only rehearsed. */
  lender?: string;
  /** As readers know it: 个人贷款. */
  plan: string;
  /** 2026-10, 2026-Q3 … */
  period: string;
  /** The last day whose facts are in it. */
  asOf: Day;
  /** What amounts are in, as readers are told under the title: 元. Left out: the paper says it itself. */
  unit?: string;
  /** Of what was reported before under the same name. Left out: there is but one. */
  version?: number;
  sections: Section[];
}

/** Figures of one branch, one borrower, one colleague's work: `name` is that of the part, `branch/BR1`. */
export interface Behind {
  name: string;
  title: string;
  /** The part of the book it is. */
  only?: Only;
  /** Of what is counted the lines of one owner, or of one kind. */
  who?: Partial<Pick<LineBehind, 'owner' | 'what'>>;
  values: Partial<Record<FigureId, number | null>>;
}

/** What stands before a colon in the heading is the subject: `回款：按渠道` is of 回款, as other sections are. */
export type Section = {
  heading: string;
  /** Left out: what stands before the colon of the heading, or all of it. */
  subject?: string;
  /** Of the first page, which says it all. */
  front?: true;
  /** No more than a remark: on paper it stands in one line with its heading. */
  aside?: true;
  /** Only where there is room for it, in the workbook: a paper of a day is one page. */
  detail?: true;
  /** A form, which begins on a page: the line in which it is signed. */
  signed?: string;
  /** Figures that stand in it of a part of the book: what each can be asked for its list by. */
  behind?: Behind[];
} & ({ paragraphs: string[] } | { table: Table } | { chart: Chart });

/**
 * `money` is integer minor units of the paper's currency, `percent` a share of one (0.05 is 5 %), `percentage-points` by how much such a
 * share has moved (0.004 is 0.40 percentage points), `points` a number rounded to a tenth, `number` any other, `date` a `YYYY-MM-DD`. `borrower` and `staff` are ids, for whom the readers know by name (who.ts).
 */
export type CellType =
  | 'text'
  | 'integer'
  | 'money'
  | 'percent'
  | 'percentage-points'
  | 'points'
  | 'number'
  | 'date'
  | 'borrower'
  | 'staff';

type Value = string | number | null;

/** Null: not known, or nothing to work it out from. It is shown as a dash, not as nought. Of another type than its column it says so. */
export type Cell = Value | { type: CellType; value: Value };

export const valueIn = (cell: Cell | undefined): Value =>
  typeof cell === 'object' && cell !== null ? cell.value : (cell ?? null);

/** What a cell is, in a column of a type. */
export const typeIn = (cell: Cell | undefined, column: CellType): CellType =>
  typeof cell === 'object' && cell !== null ? cell.type : column;

export interface Column {
  key: string;
  title: string;
  type: CellType;
  /** A last line adds the column up, or has the mean of its shares, each weighed by what it is a share of, the column of this key. */
  total?: 'sum' | { share: string };
  /** Left empty for whoever fills it in with a pen. */
  byHand?: true;
}

export interface Table {
  columns: Column[];
  rows: Record<string, Cell>[];
  /** It counts: a row of noughts is nothing that anybody reads. */
  counts?: true;
  /** So many rows, the first, are for reading; all stand in the workbook. */
  brief?: number;
}

export type Chart = {
  /** In points; left out: as high as most. */
  height?: number;
} & (
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
    }
);
