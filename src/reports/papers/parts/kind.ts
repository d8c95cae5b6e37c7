import type { Plan } from '../../../domain/plan/plan.js';
import type { Day } from '../../../domain/time/dates.js';
import type { Period, PeriodType } from '../../../domain/time/period.js';
import type { Sql } from '../../../store/base/connection/database.js';
import type { OnProgress, Scope } from '../../figures/index.js';
import type { Section } from '../../paper/paper.js';
import type { Who } from '../../paper/who.js';
import type { Judgement } from './judgement.js';

/** What a paper's figures are gathered with: the book is laid out (figures/lay-out.ts), all at one moment. */
export interface Gathering {
  sql: Sql;
  scope: Scope;
  period: Period;
  plan: Plan;
  /** The one borrower it is about; null: all. */
  borrower: string | null;
  onProgress: OnProgress;
}

/** What a paper is read as: of which time, in which money, and who stands in it. */
export interface Reading {
  period: Period;
  from: Day;
  asOf: Day;
  /** Of amounts: 元. */
  unit: string;
  who: Who;
}

/**
 * A paper that the plans name. `gather` asks the database; what it answers is frozen, so it is JSON, its lists have a `key` in
 * every row, and it holds no personal data. `sections` makes the same paper of the same figures, today and in ten years.
 */
export interface PaperKind<F extends object = object> {
  kind: string;
  title: string;
  /** Rows of plans.md that ask for it. */
  rules: readonly string[];
  periods: readonly PeriodType[];
  /** Tells of what is to come: may be made before its period has begun. */
  ahead?: true;
  /** May be made of one borrower alone. */
  perBorrower?: true;
  gather(gathering: Gathering): Promise<F>;
  sections(figures: F, reading: Reading): Section[];
  /** What of its figures somebody has to be told (follow-up.ts); left out: nothing. */
  judgement?(figures: F): Judgement;
}

/** Only a kind itself knows the type of its figures. */
export const paperKind = <F extends object>(kind: PaperKind<F>): PaperKind => kind as unknown as PaperKind;
