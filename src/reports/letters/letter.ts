import type { Day } from '../../domain/time/dates.js';
import type { Table } from '../paper/paper.js';

/** A letter with everything filled in. */
export interface Letter {
  id: string;
  title: string;
  /** 催〔2026〕12号. */
  number: string;
  date: Day;
  addressee: string;
  /** Who seals it: the lender, or its law firm. */
  from: string;
  body: LetterBlock[];
  seal: string;
  /** Null: nobody signs for it. */
  receipt: string | null;
}

export type LetterBlock =
  | { text: string }
  | { heading: string }
  | { form: { label: string; value: string }[] }
  | { table: Table };
