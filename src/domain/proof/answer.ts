import type { Moment } from '../time/dates.js';

/** What auditors ask of one loan. */
export const QUESTIONS = ['why', 'why-not', 'known-at', 'rule', 'approved', 'looked', 'owed'] as const;
export type Question = (typeof QUESTIONS)[number];

export interface Said {
  zh: string;
  en: string;
}

/** One thing of an answer, and the entries of the record that it rests on, named as `audit check` and an export name them. */
export interface AnswerLine {
  /** Null: it is of no moment. */
  at: Moment | null;
  says: Said;
  entries: string[];
}

/** `entryName('notices', 7)`: `notices [7]` */
export const entryName = (table: string, ...key: (string | number)[]): string =>
  `${table} [${key.map((it) => JSON.stringify(it)).join(', ')}]`;
