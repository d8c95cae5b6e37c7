import { ALL_LETTERS } from '../../domain/entry/ids.js';
import { CHANNELS } from '../../domain/plan/plan.js';

/** What a workflow is about that goes on until its subject has ended: whoever has news of that nudges it. */
interface Lasting {
  /** The workflow's type: its name in workflows/index.ts. Its id is kind and subject, `loan/L1`. */
  type: string;
  /** As `reconcile` counts those that it started. */
  many: string;
  /** In SQL: those for which a workflow must be there, as column `id`. */
  open: string;
  /** In SQL: those of the borrower `$1`, to whom their diaries belong, for export and erasure. Left out: they are about no person. */
  ofBorrower?: string;
  /** Those whose workflow may be there besides, asleep until there is work: it is told when there is some. */
  idle?: readonly string[];
  /** It works by the batch, on the queue of sending: many words to it at once are one. */
  batches?: true;
  /** What the subject is called in the workflow's input, when it is not the kind. */
  input?: string;
  /** What the workflow's summary says before the subject, when it is not the kind. */
  summary?: string;
}

/** What a workflow is about that ends by itself: a period of a plan. Its id goes on with the plan's name, `report/04-personal/…`. */
interface OfPlan {
  type: string;
  ofPlan: true;
}

/**
 * The one table of what a workflow can be about: a new kind is one entry. It stands this low because the store's nudges and restores
 * read it as well as the messenger and `reconcile` above; that each type is a workflow's, the messenger's types hold.
 */
export const SUBJECTS = {
  loan: {
    type: 'loanLifecycle',
    many: 'loans',
    open: 'SELECT loan_id AS id FROM loans WHERE closed_at IS NULL AND taken_in_at IS NOT NULL',
    ofBorrower: 'SELECT loan_id FROM loans WHERE borrower_id = $1',
  },
  task: {
    type: 'task',
    many: 'tasks',
    open: `SELECT task_id AS id FROM tasks WHERE status = 'open'`,
  },
  complaint: {
    type: 'complaint',
    many: 'complaints',
    open: 'SELECT complaint_id AS id FROM complaints WHERE surveyed_at IS NULL',
    ofBorrower: 'SELECT complaint_id FROM complaints WHERE borrower_id = $1',
  },
  warning: {
    type: 'warningCase',
    many: 'warnings',
    open: 'SELECT warning_id AS id FROM warnings WHERE closed_at IS NULL',
  },
  case: {
    type: 'disposalCase',
    many: 'cases',
    open: 'SELECT case_id AS id FROM cases WHERE closed_at IS NULL',
  },
  dispatch: {
    type: 'noticeDispatch',
    many: 'dispatchers',
    open: `SELECT DISTINCT channel AS id FROM notices WHERE status IN ('reserved', 'sending')`,
    idle: CHANNELS,
    batches: true,
    input: 'channel',
    summary: 'notices by',
  },
  letters: {
    type: 'letters',
    many: 'letters',
    open: `SELECT '${ALL_LETTERS}' AS id WHERE EXISTS (SELECT FROM unmade_letters)`,
    idle: [ALL_LETTERS],
    batches: true,
  },
  webhook: {
    type: 'webhook',
    many: 'webhooks',
    open: 'SELECT webhook AS id FROM webhooks WHERE ended_at IS NULL',
    batches: true,
    summary: 'what has changed, to',
  },
  batch: {
    type: 'batch',
    many: 'batches',
    open: 'SELECT batch AS id FROM batches WHERE ended_at IS NULL',
  },
  duty: { type: 'duty', ofPlan: true },
  report: { type: 'periodReport', ofPlan: true },
} as const satisfies Record<string, Lasting | OfPlan>;

export type Kind = keyof typeof SUBJECTS;

/** Those that are nudged. */
export type NudgeKind = { [K in Kind]: (typeof SUBJECTS)[K] extends Lasting ? K : never }[Kind];

export const NUDGE_KINDS = Object.keys(SUBJECTS).filter((kind) => lasting(kind as Kind)) as NudgeKind[];

/** Null: it ends by itself. */
export function lasting(kind: Kind): Lasting | null {
  const subject: Lasting | OfPlan = SUBJECTS[kind];
  return 'open' in subject ? subject : null;
}
