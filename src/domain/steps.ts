import type { Category } from './classification.js';
import type { Day, Moment } from './dates.js';
import type { ChannelName } from './plan.js';
import type { Role } from './roles.js';

/** One thing to do, or done, for a loan: an entry of its diary. `key` is unique within the loan's diary. */
export interface Entry {
  key: string;
  /** The moment it belongs to by the rules; when the worker was down it is carried out later. */
  at: Moment;
  /** The row of the plan it follows, `P4.5`. */
  rule: string;
  /** The figures it was decided on. */
  why: string;
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

/** `service` tells of something not yet overdue; `collection` asks for something overdue, and is capped. */
export type Purpose = 'service' | 'collection';

export interface NoticeStep extends Entry {
  what: 'notice';
  channel: ChannelName;
  template: string;
  to: 'borrower';
  purpose: Purpose;
  /** The instalment it is about; null: all that is overdue. */
  about: number | null;
  /** From this moment on it is dropped, not sent. */
  staleAt: Moment;
}

export interface TaskOpenStep extends Entry {
  what: 'task.open';
  task: string;
  kind: string;
  role: Role;
  due: Moment;
  delinquency: Day | null;
}

interface TaskCancelStep extends Entry {
  what: 'task.cancel';
  task: string;
  kind: string;
}

interface CloseStep extends Entry {
  what: 'close';
  kind: 'paid';
}

export type Step = StageStep | ClassifyStep | NoticeStep | TaskOpenStep | TaskCancelStep | CloseStep;
