import type { Judged } from './targets.js';

/** The points of one branch or account manager. */
export interface UnitScore {
  key: string;
  rule: string;
  /** Of a hundred, over the targets that can be measured there, rounded to a tenth; null: none can. */
  points: number | null;
  /** The weight of the targets that can be measured there. */
  measured: number;
  judged: Judged[];
  /** In minor units, when it has too few points and the plan deducts something. */
  deduction?: number;
  /** The task to put it right, when it has too few points and the plan asks for one in this period. */
  task?: string;
}

/** A sum that the plan proposes: nothing is paid before a person has approved it. */
export interface Sum {
  key: string;
  /** A group, branch or account manager; null: the plan does not say. */
  who: string | null;
  what: string;
  rule: string;
  /** In minor units; below nought: taken off. */
  amount: number;
}

/** What a paper holds against the plan. */
export interface Judgement {
  judged: readonly Judged[];
  branches: readonly UnitScore[];
  managers: readonly UnitScore[];
  /** Null: the paper is not the one that proposes sums. */
  sums: readonly Sum[] | null;
}
