import type { Minor } from '../money/money.js';
import type { BorrowerKind, Size } from '../person/borrower.js';
import type { Whose } from '../person/contact.js';
import type { Cause } from '../plan/condition.js';
import type { ChannelName } from '../plan/plan.js';
import type { CaseKind, Level } from '../plan/risk.js';
import type { Role } from '../plan/roles.js';
import { type Calendar, NO_CALENDAR } from '../time/calendar.js';
import type { Day, Moment } from '../time/dates.js';
import type { Instalment, Payment } from './account/arrears.js';
import type { Category } from './account/classification.js';
import type { NewSchedule } from './account/new-schedule.js';
import type { Collateral } from './collateral.js';

/** What an account is found from: what falls due, what was paid, what was granted, what is left alone. */
export type AccountFacts = Pick<LoanFile, 'instalments' | 'payments' | 'cases' | 'tolerance'>;

/** What the rules need to know of a loan. No personal data: a contact is a channel that may or may not be used. */
export interface LoanFile {
  loan: string;
  borrower: string;
  /** From this moment on we look after the loan; what was due on earlier days is not acted out. */
  takenInAt: Moment;
  disbursedOn: Day;
  principal: Minor;
  /** Null: not known. */
  product: string | null;
  /** The kinds of what secures it, in words; null: nothing does. */
  collateral: string | null;
  /** What secures it, each thing by itself; left out: nothing. */
  collaterals?: readonly Collateral[];
  /** As agreed at payout, per cent a year; left out or null: not known. */
  annualRate?: string | null;
  /** In the order in which they came in; left out: none. */
  rates?: readonly RateChange[];
  profile: Profile;
  /** When class, size or trade last changed: work that goes by them is not dated earlier. Left out or null: never. */
  profileSince?: Moment | null;
  /** The lender's working days, as they are known now. */
  calendar: Calendar;
  /** The borrower's time zone; left out or null: not known. */
  zone?: string | null;
  instalments: readonly Instalment[];
  payments: readonly RecordedPayment[];
  /** So much that is overdue is left alone, by the plan (account/tolerance.ts); left out: every cent counts. */
  tolerance?: Minor;
  holds: readonly Hold[];
  contacts: readonly Contact[];
  state: LoanState;
  /** Keys of the diary: what has been done for this loan. */
  done: ReadonlySet<string>;
  /** The keys among them by which stages were entered and left; left out: they are picked out of `done`. */
  ofLadder?: readonly string[];
  openTasks: readonly OpenTask[];
  /** The ladder's tasks of the running delinquency that people have done; left out: none. */
  workDone?: readonly WorkDone[];
  /** The work of its cases that people have done, with the days that its record answers; left out: none. */
  caseWork?: readonly CaseWork[];
  /** What was done that a term of law hangs on, by the day on which it happened and when that was heard; left out: nothing. */
  acts?: readonly { kind: string; on: Day; at: Moment }[];
  /** Letters of the last half-year, with the work they go with (null: none); left out: none. */
  letters?: readonly { kind: string; task: string | null; at: Moment }[];
  /** Tasks that a fact, and no person, has ended; left out: none. */
  ended?: readonly EndedTask[];
  /** The moment of the latest dunning message, whether it has gone or is to go; left out or null: there was none. */
  collectedAt?: Moment | null;
  /** Figures and signals of the borrower, in the order in which they came in. */
  indicators: readonly Indicator[];
  signals: readonly Signal[];
  warnings: readonly KnownWarning[];
  /** The latest finding on why the loan is in arrears. Null: none yet. */
  cause: { kind: Cause; at: Moment } | null;
  cases: readonly KnownCase[];
  promises: readonly PromiseToPay[];
  /** The latest category that two people have decided (S3); left out or null: none. */
  decided?: { id: string; category: Category; at: Moment } | null;
  /** A person has set the tier, with a reason and until a day. */
  tierOverride: { tier: string; at: Moment; until: Day; reason: string } | null;
  /** Documents in the archive, `contract/electronic`, `contract/paper`. */
  documents: ReadonlySet<string>;
  /** The borrower's other loans that are looked after or were, of whichever plan (loans-of-borrower.ts). */
  others: readonly OtherLoan[];
}

/** What is known of a borrower's loan in the file of another. */
export interface OtherLoan extends AccountFacts {
  loan: string;
  plan: string;
  takenInAt: Moment;
  disbursedOn: Day;
  principal: Minor;
  product: string | null;
  collateral: string | null;
  /** Null: the usual one. */
  tier: string | null;
  /** Null: from the beginning. */
  tierSince: Moment | null;
  closedAt: Moment | null;
  /** The latest finding on why it is in arrears; left out or null: none. */
  cause?: LoanFile['cause'];
  /** Documents in its archive, `licence/paper`, and those that are asked for by its open tasks. */
  documents: Pick<ReadonlySet<string>, 'has'>;
  asked: Pick<ReadonlySet<string>, 'has'>;
  /** The kinds of signals about which its plan says what to do. */
  named: Pick<ReadonlySet<string>, 'has'>;
  /** Keys of its diary that are about the borrower, without work that was still open when the loan was paid off. */
  done: Pick<ReadonlySet<string>, 'has'>;
  /** Keys of that work: the loan that carries the borrower's work now takes it over. */
  handedOn: Pick<ReadonlySet<string>, 'has'>;
}

/** What is known of the borrower; null: not known. */
export interface Profile {
  kind: BorrowerKind;
  size: Size | null;
  industry: string | null;
  class: string | null;
}

/** A figure of the borrower for a period, `2026-Q3`, `2026-09`, `2026-H1`, `2026`. */
export interface Indicator {
  name: string;
  period: string;
  value: number;
  recordedAt: Moment;
}

/** From a day on another rate holds. */
export interface RateChange {
  id: string;
  /** Per cent a year, `4.35`. */
  annualRate: string;
  from: Day;
  recordedAt: Moment;
}

/** News from outside about the borrower (P1.6, P5.10, P9.3). */
export interface Signal {
  id: string;
  source: string;
  kind: string;
  at: Moment;
  /** When a person decided that the borrower may be contacted again, where it rests the ladder; null: nobody has. */
  restEndedAt?: Moment | null;
}

/** A piece of the ladder's work that people have done. */
export interface WorkDone {
  task: string;
  kind: string;
  at: Moment;
  /** A call for it was answered; left out: none was, or nobody noted how it ended. */
  answered?: true;
}

export interface KnownWarning {
  warning: string;
  level: Level;
  indicator: string;
  openedAt: Moment;
  closedAt: Moment | null;
  /** What it rests on; left out: not known. */
  facts?: readonly string[];
  /** For a warning that was closed with a reason though its condition held: when it is looked at again. Left out or null: never. */
  lookAgainAt?: Moment | null;
}

/** Relief or disposal of this loan. */
export interface KnownCase {
  case: string;
  kind: CaseKind;
  openedAt: Moment;
  /** When it was approved; null: not yet, or rejected. */
  approvedAt: Moment | null;
  /** When it was refused; left out or null: it was not, or was withdrawn or overtaken. */
  refusedAt?: Moment | null;
  /** How far the relief goes; null: no end, or no relief. */
  until: Day | null;
  effect: 'none' | 'pause' | 'extend';
  /** When it ended: rejected, undone, carried out, or run out. */
  closedAt: Moment | null;
  /** Undone: from `closedAt` on the old dates hold again. */
  undone: boolean;
  /** The schedule it was approved with; left out or null: none, only days move. */
  schedule?: NewSchedule | null;
}

/** A step of a case that was done: on which day it was, and the day that it sets for the next; null: its record says none. */
export interface CaseWork {
  task: string;
  at: Moment;
  on: Day | null;
  next: Day | null;
}

/** A promise to pay. Kept, part-kept or broken is found from the payments, once the day is over. */
export interface PromiseToPay {
  id: string;
  madeAt: Moment;
  /** The last day on which the money may be paid. */
  on: Day;
  amount: Minor;
  /** How many days after that day its payments are known, by the plan; left out: one. */
  waitDays?: number;
}

export interface RecordedPayment extends Payment {
  recordedAt: Moment;
  /** When the reversal came in; null: not reversed. */
  reversalRecordedAt: Moment | null;
}

/** Nothing goes out while a hold lasts; its days do not count towards delinquency. */
export interface Hold {
  from: Moment;
  /** Null: until released. */
  until: Moment | null;
  reason: string;
  /** Checks, visits and other care rest as well; left out: they go on. */
  everything?: boolean;
}

export interface Contact {
  whose: Whose;
  channel: ChannelName;
  consent: boolean;
}

export const CURRENT = 'current';

export interface LoanState {
  /** A stage of the plan's ladder, or `current`. */
  stage: string;
  /** When the stage was entered; its actions are counted from here. Null while current. */
  stageEnteredAt: Moment | null;
  /** Due day on which the delinquency began that the stage belongs to. Null while current. */
  delinquency: Day | null;
  category: Category;
  /** A tier of the plan; null: the usual one, or the plan has none. */
  tier: string | null;
  tierSince: Moment | null;
  /** Since when the tier has no more grounds; null: it has. */
  tierCalmSince: Moment | null;
  closedAt: Moment | null;
}

/** A loan for which nothing was done and nothing came in yet. */
export const UNTOUCHED = {
  calendar: NO_CALENDAR,
  state: {
    stage: CURRENT,
    stageEnteredAt: null,
    delinquency: null,
    category: 'normal',
    tier: null,
    tierSince: null,
    tierCalmSince: null,
    closedAt: null,
  },
  done: new Set<string>(),
  openTasks: [],
  indicators: [],
  signals: [],
  warnings: [],
  cause: null,
  cases: [],
  promises: [],
  tierOverride: null,
  documents: new Set<string>(),
  others: [],
} satisfies Partial<LoanFile>;

export interface OpenTask {
  task: string;
  kind: string;
  /** The due day of the delinquency it was opened for, whose cure cancels it. Null: it was opened for something else. */
  delinquency: Day | null;
  /** The role it was opened for, in case it comes back; left out: it will not. */
  role?: Role;
  rule?: string;
  dueDays?: number;
  due?: Moment;
  /** What its record must answer; left out or null: nothing, or not known. */
  form?: readonly string[] | null | undefined;
  /** The kind of the letter that goes with it; null: none. */
  letter?: string | null;
}

/** A task that ended because a payment, relief or other fact had ended what it was for. */
export interface EndedTask extends Required<Omit<OpenTask, 'form' | 'due'>> {
  endedAt: Moment;
}
