import type { ChannelName } from '../../domain/plan/plan.js';
import type { Moment } from '../../domain/time/dates.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import { leaveWake } from '../base/nudges.js';
import { lasting, NUDGE_KINDS } from '../base/subjects.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { type DoubtfulMail, doubtRestoredMails } from './restored-mails.js';

/** What is not sent while a pause holds. Null: every one. */
export interface Scope {
  channel: ChannelName | null;
  plan: string | null;
}

export interface Pause extends Scope {
  why: string;
  at: Moment;
  by: string;
}

/** Of a notice `n`: whether a pause holds it. Its loan is looked at only while there is a pause. */
export const PAUSED = `EXISTS (SELECT FROM send_pauses p WHERE p.resumed_at IS NULL AND (p.channel IS NULL OR p.channel = n.channel)
  AND (p.plan IS NULL OR p.plan = (SELECT o.plan FROM loans o WHERE o.loan_id = n.loan_id)))`;
/** Whether anything is paused at all. */
export const ANY_PAUSE = 'EXISTS (SELECT FROM send_pauses WHERE resumed_at IS NULL)';

/**
 * In SQL, for a notice `n` with its entry `d` of the diary: whether it may have gone out in the time that a restore has lost, which only
 * the provider knows.
 */
export const MAY_HAVE_GONE = `EXISTS (SELECT FROM restores r WHERE coalesce(d.at, n.due_at) < r.until_at
  AND (n.attempted_at IS NULL OR n.attempted_at < r.noted_at))`;

export async function pausesNow(sql: Sql): Promise<Pause[]> {
  return rows<Pause>(
    sql,
    `SELECT channel, plan, why, paused_at AS at, paused_by AS by FROM send_pauses WHERE resumed_at IS NULL ORDER BY pause_id`,
  );
}

/** `plan` left out: something that is of no plan, as the mails to staff. */
export const isPaused = (pauses: readonly Scope[], channel: ChannelName, plan: string | null = null): boolean =>
  pauses.some((it) => (it.channel ?? channel) === channel && (it.plan === null || it.plan === plan));

/** From now on nothing of it is handed over. False: it is paused already. */
export async function pauseSending(db: Database, scope: Scope, why: string, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    const paused = await client.query(
      `INSERT INTO send_pauses (channel, plan, why, paused_at, paused_by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [scope.channel, scope.plan, why, new Date(source.at), source.actor],
    );
    if (!paused.rowCount) return false;
    await noteFact(client, source, 'sending paused', subjectOf(scope), { ...scope, why });
    return true;
  });
}

/** Ends a pause: waiting notices go out, if they are still of use. False: exactly this scope was not paused. */
export async function resumeSending(db: Database, scope: Scope, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    const resumed = await client.query(
      `UPDATE send_pauses SET resumed_at = $3, resumed_by = $4
       WHERE resumed_at IS NULL AND channel IS NOT DISTINCT FROM $1 AND plan IS NOT DISTINCT FROM $2`,
      [scope.channel, scope.plan, new Date(source.at), source.actor],
    );
    if (!resumed.rowCount) return false;
    await noteFact(client, source, 'sending resumed', subjectOf(scope), { ...scope });
    const waiting = await rows<{ channel: string }>(
      client,
      `SELECT DISTINCT channel FROM notices WHERE status = 'reserved' AND channel = coalesce($1, channel)`,
      [scope.channel],
    );
    for (const { channel } of waiting) await leaveWake(client, channel);
    return true;
  });
}

const subjectOf = ({ channel, plan }: Scope) => `sending/${channel ?? 'all'}/${plan ?? 'all'}`;

/** What is about to go, or is being asked of its provider. */
export interface AboutToGo {
  due: Moment;
  loan: string;
  plan: string;
  channel: ChannelName;
  template: string;
  entry: string;
  status: 'reserved' | 'sending';
  /** Why it waits; null: for its time. */
  reason: string | null;
  paused: boolean;
  /** It is asked of the provider before it goes: the database was restored. */
  asked: boolean;
}

export async function aboutToGo(
  sql: Sql,
  of: Partial<Scope> & { loans?: readonly string[]; until: Moment | null },
): Promise<AboutToGo[]> {
  return rows<AboutToGo>(
    sql,
    `SELECT n.due_at AS due, n.loan_id AS loan, l.plan, n.channel, n.template, n.entry, n.status, n.reason, ${PAUSED} AS paused,
            n.status = 'reserved' AND ${MAY_HAVE_GONE} AS asked
     FROM notices n JOIN loans l USING (loan_id) LEFT JOIN loan_diary d ON d.loan_id = n.loan_id AND d.entry = n.entry
     WHERE n.status IN ('reserved', 'sending') AND ($1::text IS NULL OR n.channel = $1) AND ($2::text IS NULL OR l.plan = $2)
       AND ($3::timestamptz IS NULL OR n.due_at <= $3) AND ($4::text[] IS NULL OR n.loan_id = ANY($4))
     ORDER BY n.due_at, n.notice_id`,
    [of.channel ?? null, of.plan ?? null, of.until === null ? null : new Date(of.until), of.loans ?? null],
  );
}

/**
 * Notes that the database was restored from a backup after it had gone on until `until`. For every message of an earlier time the
 * provider is asked whether it has it, before it goes out; and every workflow looks anew. Answers how many notices that concerns, and
 * which mails to staff.
 */
export async function noteRestored(
  db: Database,
  until: Moment,
  source: Source,
): Promise<{ notices: number; mails: DoubtfulMail[] }> {
  if (until > source.at) throw new FactRefused('the moment until which the lost life went on lies ahead', 'until');
  return transaction(db, async (client) => {
    await client.query('INSERT INTO restores (until_at, noted_by) VALUES ($1, $2)', [new Date(until), source.actor]);
    await noteFact(client, source, 'restored', 'database', { until: new Date(until) });
    await client.query(
      `INSERT INTO nudges (kind, subject, reason)
       ${NUDGE_KINDS.map((kind) => `SELECT '${kind}', id, 'restored' FROM (${lasting(kind)!.open}) of`).join(' UNION ALL ')}`,
    );
    const mails = await doubtRestoredMails(client, until);
    return { notices: (await aboutToGo(client, { until: null })).filter((it) => it.asked).length, mails };
  });
}
