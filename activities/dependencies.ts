import type { KeyObject } from 'node:crypto';
import type pg from 'pg';
import type { Channels } from '../src/channels/index.js';
import type { Links } from '../src/channels/message/links.js';
import type { Templates } from '../src/channels/message/words.js';
import type { Retention } from '../src/domain/person/retention.js';
import type { ContactRules } from '../src/domain/plan/contact-rules.js';
import type { Role } from '../src/domain/plan/roles.js';
import type { Language } from '../src/domain/plan/template.js';
import type { Signer } from '../src/domain/proof/envelope.js';
import type { Day, Moment } from '../src/domain/time/dates.js';
import type { Database } from '../src/store/base/connection/database.js';
import type { Seal } from '../src/store/base/seal.js';
import type { NudgeKind } from '../src/store/base/subjects.js';
import type { PlanReader } from '../src/store/loans/plans.js';
import type { Vouchers } from '../src/store/proof/heads/vouch.js';

/** What activities act with; made once by the worker. */
export interface Dependencies {
  db: Database;
  /** Connections that only read loans' files and write what a wake-up did. Left out: those of `db`. */
  wakes?: pg.Pool | undefined;
  seal: Seal;
  channels: Channels;
  templates: Templates;
  /** Absent: messages carry no links. */
  links?: Links | undefined;
  rules: ContactRules;
  retention: Retention;
  planOf: PlanReader;
  clock: Clock;
  messenger: Messenger;
  /** Hosts inside the network that webhooks may reach, by name. Left out: none. */
  webhookHosts?: readonly string[] | undefined;
  /** What `postloan reconcile` does; answers how much of what was mended, and what could not be. `step`: something was done. */
  mend(step: () => void): Promise<{ counted: Record<string, number>; failed: Failure[] }>;
  /** Keeps the history of each run that has ended; left out: none is kept. */
  keepHistories?(step: () => void): Promise<number>;
  /** `account`: where letters say to pay; empty or left out: what the contract says. `language`: in which papers are filed; left out: Chinese. */
  lender: { name: string; hotline: string; account?: string; language?: Language };
  /** The daily book; left out: people import it, and dunning goes by the usual age. */
  book?:
    | {
        /** Reads what has arrived, and puts it away; answers how much. Null: none arrives by itself. */
        take: ((now: Moment, step: () => void) => Promise<Record<string, number>>) | null;
        /** `missingBook`: how old it may be. */
        atMost: number | null;
      }
    | undefined;
  /** Left out: the record is written, and not signed. */
  record?: ({ key: KeyObject | Signer | null; trusted: KeyObject[] } & Vouchers) | undefined;
}

/** In which papers are filed, and mails written to whoever has chosen none. */
export const lendersLanguage = ({ language = 'zh-CN' }: Dependencies['lender']): Language => language;

/**
 * Translates between a workflow's own time, by which it waits, and the lender's. They differ in a rehearsal of the past or the
 * future alone, and only here is that known.
 */
export interface Clock {
  toBusiness(workflowTime: number): Moment;
  toWorkflow(moment: Moment): number;
  /**
   * The moment at which a message really goes out, for a workflow that asked at `workflowTime`: later than that when the activity
   * had to wait for a free worker. Left out: the workflow's own time holds.
   */
  atContact?(workflowTime: number): Moment | Promise<Moment>;
  /** False: Temporal's Schedules, which go by the server's time, would start what recurs on the wrong days, and rest. */
  schedules?: false;
}

/** The clock of a test, in which no activity waits for a free worker. A worker in production has `serverClock`. */
export const REAL_CLOCK: Clock = {
  toBusiness: (time) => time,
  toWorkflow: (moment) => moment,
};

/** What could not be mended, and why. */
export interface Failure {
  /** The workflow's id, or the subject whose workflow could not be told. */
  what: string;
  why: string;
}

/** Speaks to workflows from outside. Each call is done when the server has taken it. */
export interface Messenger {
  /**
   * The subject's facts have changed, or notices wait on the channel. Starts the workflow if it is not there. `begins`: it is not there yet, as far as is
   * known; one that has just been started looks by itself, and is told nothing.
   */
  nudge(kind: NudgeKind, subject: string, begins?: boolean): Promise<void>;
  /** Ends the workflow of a loan and starts it again from the database; one that this batch has started stays. `batch` null: in any case. */
  restart(loan: string, batch: string | null): Promise<void>;
  /** A paper is to be made; one that was made or is being made stays as it is. */
  startReport(report: { plan: string; kind: string; period: string; asOf: Day; to: Role[] }): Promise<void>;
}
