import type { Instalment, Payment } from './arrears.js';
import type { Category } from './classification.js';
import type { Day, Moment } from './dates.js';
import type { Minor } from './money.js';
import type { NewSchedule } from './new-schedule.js';
import type { Cause } from './plan/condition.js';
import type { CaseKind, Level } from './plan/risk.js';
import type { ChannelName } from './plan.js';

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
  /** Null: none. */
  collateral: string | null;
  /** As agreed at payout, per cent a year; left out or null: not known. */
  annualRate?: string | null;
  /** In the order in which they came in; left out: none. */
  rates?: readonly RateChange[];
  profile: Profile;
  /** The borrower's time zone; left out or null: not known. */
  zone?: string | null;
  instalments: readonly Instalment[];
  payments: readonly RecordedPayment[];
  holds: readonly Hold[];
  contacts: readonly Contact[];
  state: LoanState;
  /** Keys of the diary: what has been done for this loan. */
  done: ReadonlySet<string>;
  openTasks: readonly OpenTask[];
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
  /** Of the borrower's open loans this one carries the work that is about the borrower: the oldest. */
  lead: boolean;
  /** Keys of such work in the diaries of the borrower's other loans. */
  doneForBorrower: ReadonlySet<string>;
  /** Tiers of the borrower's other open loans that are not the usual one. */
  otherTiers: readonly string[];
}

/** What is known of the borrower; null: not known. */
export interface Profile {
  kind: 'person' | 'enterprise';
  size: 'large' | 'medium' | 'small' | null;
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
}

export interface KnownWarning {
  warning: string;
  level: Level;
  indicator: string;
  openedAt: Moment;
  closedAt: Moment | null;
}

/** Relief or disposal of this loan. */
export interface KnownCase {
  case: string;
  kind: CaseKind;
  openedAt: Moment;
  /** When it was approved; null: not yet, or rejected. */
  approvedAt: Moment | null;
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

/** A promise to pay. Kept, part-kept or broken is found from the payments, once the day is over. */
export interface PromiseToPay {
  id: string;
  madeAt: Moment;
  /** The last day on which the money may come. */
  on: Day;
  amount: Minor;
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
}

export interface Contact {
  whose: 'self' | 'guarantor' | 'emergency';
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
  /** Since when nothing speaks for the tier any more; null: something does. */
  tierCalmSince: Moment | null;
  closedAt: Moment | null;
}

/** A loan for which nothing was done and nothing came in yet. */
export const UNTOUCHED = {
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
  lead: true,
  doneForBorrower: new Set<string>(),
  otherTiers: [],
} satisfies Partial<LoanFile>;

export interface OpenTask {
  task: string;
  kind: string;
  /** The delinquency it was opened for: its cure cancels the task. Null: for something else. */
  delinquency: Day | null;
}
