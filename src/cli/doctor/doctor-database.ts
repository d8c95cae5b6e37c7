import type pg from 'pg';
import { CANCELLED, TOO_LATE } from '../../channels/message/channel.js';
import { type Calendar, endsSoon, lastKnownDay } from '../../domain/time/calendar.js';
import { addDays, dayOf, formatMoment } from '../../domain/time/dates.js';
import type { Settings } from '../../lender/settings.js';
import { rows, type Sql } from '../../store/base/connection/database.js';
import { isDirect } from '../../store/base/connection/session.js';
import type { Seal } from '../../store/base/seal.js';
import { PROVIDER_DOWN, SENDING_PAUSED, UNREADABLE } from '../../store/notices/notices.js';
import { PAUSED } from '../../store/notices/sending.js';
import { keysInUse } from '../../store/people/keys.js';
import { wrongKeys } from '../../store/people/seal-keys.js';
import { UNOWNED } from '../../store/staff/unowned.js';
import { ago } from '../connect/now.js';

/** What is wrong with the rows of the database, each as one line with its remedy. */

/** Looks whether all sealed values can be opened, before somebody needs one and its key is gone for good. */
export async function keyFaults(sql: Sql, seal: Seal): Promise<string[]> {
  const wrong = await wrongKeys(sql, seal);
  if (wrong.length > 0) return wrong;
  const uses = await keysInUse(sql, seal);
  const faults = uses
    .filter(({ state }) => state === 'unknown' || state === 'wrong')
    .map(
      ({ table, column, key, values, state }) =>
        `${values} of ${table}.${column} are under key ${key}, which ${state === 'unknown' ? 'is not configured' : 'does not open them'}: set it in POSTLOAN_KEYS_OTHER, see docs/operators.md`,
    );
  const unbound = uses.filter(({ state }) => state === 'unbound').reduce((sum, { values }) => sum + values, 0);
  if (unbound > 0) faults.push(`${unbound} values are not bound to their rows: \`postloan keys rotate\``);
  return faults;
}

/** S1: every task has one owner. A book without staff names nobody. */
export async function ownerFaults(sql: Sql): Promise<string[]> {
  const unowned = await rows<{ role: string; tasks: number }>(
    sql,
    `SELECT role, count(*)::int AS tasks FROM tasks t WHERE ${UNOWNED} GROUP BY role ORDER BY role`,
  );
  const each = unowned.map(({ role, tasks }) => `${tasks} for a ${role}`);
  return each.length === 0
    ? []
    : [
        `nobody has ${each.join(', ')}, since nobody of the role or above is here (task list --unowned): they go to the first who comes by \`staff return\` or \`staff add\``,
      ];
}

/** In SQL: a message whose time has come and that no dispatch has looked at. Those that wait for their provider or for a pause are known. */
const LATE = `status = 'reserved' AND due_at < $3 AND coalesce(reason, '') <> $2 AND NOT ${PAUSED}`;

/** Reasons of messages that were not offered to a provider at all. */
const OUR_OWN = [CANCELLED.code, TOO_LATE.code, SENDING_PAUSED];

const LATE_MS = 15 * 60_000;

export async function noticeFaults(sql: Sql): Promise<string[]> {
  const found = await rows<{
    channel: string;
    late: number;
    unreadable: number;
    unknown: number;
    since: number | null;
  }>(
    sql,
    `SELECT channel,
            count(*) FILTER (WHERE ${LATE})::int AS late,
            count(*) FILTER (WHERE reason = $1)::int AS unreadable,
            count(*) FILTER (WHERE status = 'sending' AND attempted_at < now() - interval '1 day')::int AS unknown,
            min(due_at) FILTER (WHERE ${LATE}) AS since
     FROM notices n JOIN loans l USING (loan_id) WHERE status IN ('reserved', 'sending') GROUP BY channel ORDER BY channel`,
    [UNREADABLE, PROVIDER_DOWN, new Date(ago(LATE_MS))],
  );
  const faults = found.flatMap(({ channel, late, unreadable, unknown, since }) => [
    ...(late > 0
      ? [
          `${late} messages by ${channel} are due and not looked at, the oldest since ${formatMoment(since!).slice(0, 16)}: does a worker run? \`postloan reconcile\``,
        ]
      : []),
    ...(unreadable > 0
      ? [`${unreadable} messages by ${channel} wait, since ${UNREADABLE}: \`postloan keys list\``]
      : []),
    ...(unknown > 0
      ? [`of ${unknown} messages by ${channel} it is not known for a day whether they went: does the provider answer?`]
      : []),
  ]);
  return [...faults, ...(await notTaken(sql))];
}

/** Channels whose provider has taken nothing since it last refused: it refuses us, not single messages, which merely wait. */
async function notTaken(sql: Sql): Promise<string[]> {
  const found = await rows<{ channel: string; waiting: number; code: string; at: number }>(
    sql,
    `SELECT channel, count(*)::int AS waiting, mode() WITHIN GROUP (ORDER BY a.code) AS code, max(n.attempted_at) AS at
     FROM notices n JOIN notice_attempts a ON a.notice_id = n.notice_id AND a.attempt = n.attempts AND a.outcome = 'reserved'
     WHERE n.status = 'reserved' AND a.code <> ALL($1) GROUP BY channel ORDER BY channel`,
    [OUR_OWN],
  );
  const faults: string[] = [];
  for (const { channel, waiting, code, at } of found) {
    const taken = await rows(
      sql,
      `SELECT FROM notices WHERE channel = $1 AND status = 'sent' AND attempted_at >= $2 LIMIT 1`,
      [channel, new Date(at)],
    );
    if (taken.length > 0) continue;
    const last = `${code}, last at ${formatMoment(at).slice(0, 16)}`;
    faults.push(
      `${waiting} messages by ${channel} were not taken (${last}) and wait: mend what its finding or the log says`,
    );
  }
  return faults;
}

/** So many days before, it is a fault: no deadline (three working days of a complaint, a reminder) looks further ahead. */
const AHEAD_DAYS = 30;

/** `note`: the known days end soon, which is no fault yet: a year's holidays are published in the autumn before. */
export function calendarFaults(calendar: Calendar, now: number): { faults: string[]; note: string } {
  const end = lastKnownDay(calendar);
  const said = `working days are known to ${end} only, weekends alone from then on: take in the next year's, which is announced in the autumn before: \`postloan calendar import\``;
  const today = dayOf(now);
  if (end < addDays(today, AHEAD_DAYS)) return { faults: [said], note: '' };
  return { faults: [], note: endsSoon(calendar, today) === null ? '' : said };
}

/** Why connections do not keep prepared statements; empty: they do. */
export async function statementNote(
  pool: pg.Pool,
  prepared: Settings['DATABASE_PREPARED'],
  withinMs: number,
): Promise<string> {
  if (prepared === 'yes') return '';
  if (prepared === 'no')
    return 'not kept, as DATABASE_PREPARED=no says: each costs a few milliseconds of planning more';
  const client = await pool.connect();
  try {
    if (await isDirect(client, withinMs)) return '';
  } finally {
    client.release();
  }
  return 'not kept, as a pooler stands before the database: if it looks after them (PgBouncer from 1.21 on, or session mode), set DATABASE_PREPARED=yes';
}
