import type { ChannelName, TaskSpec } from '../plan/plan.js';
import type { CaseKind, Level } from '../plan/risk.js';
import type { Role } from '../plan/roles.js';
import type { FIGURES } from '../plan/template.js';
import type { Reason } from '../reason/reason.js';
import type { Day, Moment } from '../time/dates.js';
import type { Category } from './account/classification.js';

/** One thing to do, or done, for a loan: an entry of its diary. `key` is unique within the loan's diary. */
export interface Entry {
  key: string;
  /** The moment it belongs to by the rules; when the worker was down it is carried out later. */
  at: Moment;
  /** The row of the plan it follows, `P4.5`. */
  rule: string;
  /** With the figures it was decided on. */
  why: Reason;
  dpd: number;
  stage: string;
}

interface StageStep extends Entry {
  what: 'stage';
  from: string;
  to: string;
}

interface ClassifyStep extends Entry {
  what: 'classify';
  from: Category;
  to: Category;
}

/** `service` tells of something not yet overdue; `collection` asks for something overdue, and is capped; `offer` offers. */
export type Purpose = 'service' | 'collection' | 'offer';

/** Fields of a template that stand in the diary with the decision. */
export type Figures = Partial<Record<(typeof FIGURES)[number], string>>;

export interface NoticeStep extends Entry {
  what: 'notice';
  channel: ChannelName;
  template: string;
  to: 'borrower';
  purpose: Purpose;
  /** The instalment it is about; null: all that is overdue, or, of a service, no money at all. */
  about: number | null;
  /** What the words say besides, by field: the figures it was decided on. */
  figures?: Figures | undefined;
  /** From this moment on it is dropped, not sent. */
  staleAt: Moment;
}

/** The warning or the case that a piece of work belongs to. */
export interface TaskSubject {
  kind: 'warning' | 'case';
  id: string;
}

export interface TaskOpenStep extends Entry {
  what: 'task.open';
  task: string;
  /** Left out: it belongs to no warning and no case. */
  of?: TaskSubject | undefined;
  kind: string;
  /** The step of its warning; the words, by channel and template, or the category that are looked at. Left out: its kind says it all. */
  about?: string | undefined;
  role: Role;
  due: Moment;
  delinquency: Day | null;
  title?: string | undefined;
  /** What the record must answer. */
  form?: string[] | undefined;
  /** By somebody else than the borrower's account manager. */
  another?: true | undefined;
  /** It reaches the person, and is done once a day for all of the person's loans (work/joined-work.ts). */
  ofPerson?: true | undefined;
  sets?: TaskSpec['sets'];
  /** What a day off does to its due day, should the calendar change; left out: it is due on the next working day. */
  onHoliday?: TaskSpec['onHoliday'];
  /** The thing it is about, and where that secures several loans, all of them. */
  collateral?: string | undefined;
  loans?: string[] | undefined;
  /** It was open before, and the fact that had ended it was taken back. */
  again?: true;
}

interface TierStep extends Entry {
  what: 'tier';
  from: string;
  to: string;
}

interface OfferStep extends Entry {
  what: 'offer';
  kind: string;
  period: string;
}

/** A letter is due to go: the document is made from this entry. */
export interface LetterStep extends Entry {
  what: 'letter';
  kind: string;
  /** The document for reading. */
  file: string;
  /** The piece of work it goes with; left out: none. */
  task?: string;
}

export interface WarningOpenStep extends Entry {
  what: 'warning.open';
  warning: string;
  level: Level;
  indicator: string;
  source: string;
  /** Opened at once, besides the handling form. */
  measures: TaskSpec[];
  keyMonitoring: boolean;
  /** The thing whose value it is about. */
  collateral?: string;
  /** What it rests on, each once for all warnings of the borrower; left out: nothing new. */
  facts?: string[];
  again?: true;
}

/** Something further became known of what an open warning is about. */
export interface WarningJoinStep extends Entry {
  what: 'warning.join';
  warning: string;
  /** Of the warning from now on. */
  level: Level;
  indicator: string;
  source: string;
  /** How serious this is by itself. */
  found: Level;
  measures: TaskSpec[];
  keyMonitoring: boolean;
  collateral?: string;
  facts: string[];
}

export interface CaseOpenStep extends Entry {
  what: 'case.open';
  case: string;
  kind: CaseKind;
  /** As the plan calls it. */
  title?: string | undefined;
  effect: 'none' | 'pause' | 'extend';
  again?: true;
}

interface PromiseStep extends Entry {
  what: 'promise.open' | 'promise.kept' | 'promise.part-kept' | 'promise.broken';
  promise: string;
}

interface TaskCancelStep extends Entry {
  what: 'task.cancel';
  task: string;
  kind: string;
}

/** More was paid than all instalments. */
interface OverpaidStep extends Entry {
  what: 'overpaid';
  amount: string;
}

interface CloseStep extends Entry {
  what: 'close';
  kind: 'paid';
}

export type Step =
  | StageStep
  | ClassifyStep
  | TierStep
  | NoticeStep
  | OfferStep
  | LetterStep
  | TaskOpenStep
  | TaskCancelStep
  | WarningOpenStep
  | WarningJoinStep
  | CaseOpenStep
  | PromiseStep
  | OverpaidStep
  | CloseStep;
