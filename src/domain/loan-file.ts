import type { Instalment, Payment } from './arrears.js';
import type { Category } from './classification.js';
import type { Day, Moment } from './dates.js';
import type { ChannelName } from './plan.js';

/** What the rules need to know of a loan. No personal data: a contact is a channel that may or may not be used. */
export interface LoanFile {
  loan: string;
  borrower: string;
  /** From this moment on we look after the loan; what was due on earlier days is not acted out. */
  takenInAt: Moment;
  instalments: readonly Instalment[];
  payments: readonly RecordedPayment[];
  holds: readonly Hold[];
  contacts: readonly Contact[];
  state: LoanState;
  /** Keys of the diary: what has been done for this loan. */
  done: ReadonlySet<string>;
  openTasks: readonly OpenTask[];
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
  closedAt: Moment | null;
}

export interface OpenTask {
  task: string;
  kind: string;
  /** The delinquency it was opened for: its cure cancels the task. Null: for something else. */
  delinquency: Day | null;
}
