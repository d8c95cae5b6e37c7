import type { Channels } from '../src/channels/index.js';
import type { Links } from '../src/channels/links.js';
import type { Templates } from '../src/channels/words.js';
import type { ContactRules } from '../src/domain/contact-rules.js';
import type { Day, Moment } from '../src/domain/dates.js';
import type { Plan } from '../src/domain/plan.js';
import type { Retention } from '../src/domain/retention.js';
import type { Role } from '../src/domain/roles.js';
import type { Database } from '../src/store/database.js';
import type { NudgeKind } from '../src/store/nudges.js';
import type { Seal } from '../src/store/seal.js';

/** What activities act with; made once by the worker. */
export interface Dependencies {
  db: Database;
  seal: Seal;
  channels: Channels;
  templates: Templates;
  /** Absent: messages carry no links. */
  links?: Links | undefined;
  rules: ContactRules;
  retention: Retention;
  planOf(name: string): Promise<Plan>;
  clock: Clock;
  messenger: Messenger;
  /** What `postloan reconcile` does; answers how much of what was mended. */
  mend(): Promise<Record<string, number>>;
  /** `account`: where letters say to pay; empty or left out: what the contract says. */
  lender: { name: string; hotline: string; account?: string };
}

/**
 * Workflows pass their own time, and wait by it. In a rehearsal of the past or the future that time is shifted against the
 * lender's; only this place knows. Everywhere else the two are the same.
 */
export interface Clock {
  toBusiness(workflowTime: number): Moment;
  toWorkflow(moment: Moment): number;
  /**
   * The moment at which something is sent for a workflow that asked at its time: later, when the activity had to wait for a
   * worker. Left out: there is no time but the workflow's.
   */
  atContact?(workflowTime: number): Moment;
}

export const REAL_CLOCK: Clock = {
  toBusiness: (time) => time,
  toWorkflow: (moment) => moment,
  atContact: (time) => Math.max(time, Date.now()),
};

/** Speaks to workflows from outside. Each call is done when the server has taken it. */
export interface Messenger {
  /** The loan's or the task's facts have changed. Starts the workflow if it is not there. */
  nudge(kind: NudgeKind, subject: string): Promise<void>;
  /** A paper is to be made; one that was made or is being made stays as it is. */
  startReport(report: { plan: string; kind: string; period: string; asOf: Day; to: Role[] }): Promise<void>;
  /** Notices wait on these channels. */
  wakeDispatch(channels: string[]): Promise<void>;
}
