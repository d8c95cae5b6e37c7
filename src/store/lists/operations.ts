import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import { UNMADE } from '../documents/letters.js';
import { PROVIDER_DOWN } from '../notices/notices.js';
import { PAUSED } from '../notices/sending.js';
import { UNOWNED } from '../staff/unowned.js';

/** What became of the messages of the last seven days, by channel: ours, or what the provider says. */
export interface Outcomes {
  channel: string;
  became: string;
  messages: number;
}

export const outcomes = (sql: Sql, now: Moment): Promise<Outcomes[]> =>
  rows(
    sql,
    `SELECT channel, coalesce(delivery_status, status) AS became, count(*)::int AS messages FROM notices
     WHERE due_at > $1::timestamptz - interval '7 days' AND due_at <= $1 GROUP BY 1, 2 ORDER BY 1, 2`,
    [new Date(now)],
  );

/** What waits though its time has come, by channel. */
export interface Waiting {
  channel: string;
  /** Not looked at: does a worker run? */
  late: number;
  /** Until the provider, which is left in peace, answers again. */
  resting: number;
  /** Until a pause ends. */
  paused: number;
  /** Handed over, and nobody knows whether it went. */
  unknown: number;
  /** The oldest of them. */
  since: Moment;
}

const LATE_MINUTES = 15;

export const waiting = (sql: Sql, now: Moment): Promise<Waiting[]> =>
  rows(
    sql,
    `SELECT channel, count(*) FILTER (WHERE status = 'sending')::int AS unknown,
            count(*) FILTER (WHERE status = 'reserved' AND paused)::int AS paused,
            count(*) FILTER (WHERE status = 'reserved' AND NOT paused AND down)::int AS resting,
            count(*) FILTER (WHERE status = 'reserved' AND NOT paused AND NOT down)::int AS late, min(since) AS since
     FROM (SELECT n.channel, n.status, coalesce(n.reason = $2, false) AS down, ${PAUSED} AS paused, coalesce(n.attempted_at, n.due_at) AS since
           FROM notices n
           WHERE (n.status = 'reserved' AND (n.due_at < $1::timestamptz - make_interval(mins => $3) OR n.reason = $2))
              OR (n.status = 'sending' AND n.attempted_at < $1::timestamptz - make_interval(mins => $3))) w
     GROUP BY channel ORDER BY channel`,
    [new Date(now), PROVIDER_DOWN, LATE_MINUTES],
  );

/** A fact of another system that was not taken. */
export interface RefusedFact {
  sender: string;
  fact: string;
  kind: string;
  at: Moment;
  status: string;
  reason: string | null;
}

const SHOWN = 50;

export const refusedFacts = (sql: Sql): Promise<RefusedFact[]> =>
  rows(
    sql,
    `SELECT sender, fact_id AS fact, kind, received_at AS at, status, reason FROM inbox WHERE status NOT IN ('taken', 'known')
     ORDER BY inbox_id DESC LIMIT ${SHOWN}`,
  );

/** Things that wait for a person or for another system, each a number. */
export interface Counts {
  untold: number;
  unowned: number;
  unmadeLetters: number;
  unmatchedPayments: number;
  waitingReversals: number;
}

export async function counts(sql: Sql): Promise<Counts> {
  const [found] = await rows<Counts>(
    sql,
    `SELECT (SELECT count(*)::int FROM nudges WHERE created_at < now() - interval '2 minutes') AS untold,
            (SELECT count(*)::int FROM tasks t WHERE ${UNOWNED}) AS unowned,
            (SELECT count(*)::int FROM (${UNMADE}) l) AS "unmadeLetters",
            (SELECT count(*)::int FROM unmatched_payments WHERE matched_at IS NULL) AS "unmatchedPayments",
            (SELECT count(*)::int FROM waiting_reversals) AS "waitingReversals"`,
  );
  return found!;
}
