import type { Moment } from '../../domain/time/dates.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import { inSight, type Sight } from '../lists/filter.js';

/** Something has changed: kind and ids, nothing of persons. */
export interface Event {
  /** By which who listens goes on where he was. */
  position: number;
  at: Moment;
  /** As the audit log has it: `payment`, `task done`; of the steps of a loan `notice`, `task.open`, `stage` … */
  kind: string;
  /** `loan/L1`, `task/L1/…`. */
  about: string;
  /** Of a step: its entry in the diary. */
  entry: string | null;
}

/** Said by the database to whoever listens: there are new ones. May be lost; whoever waits also looks by himself. */
export const NEWS = 'postloan_events';
const LOCK = 4_711_021;
const AT_ONCE = 5_000;
/** So long somebody may be away and miss nothing. */
const KEPT_DAYS = 7;
/** So long it is kept what became of a delivery that was taken. */
const LOGGED_DAYS = 30;

const of = (kind: string, select: string) => `WHEN '${kind}' THEN (${select} LIMIT 1)`;

/** Gives those that have none a position, in the order in which they were seen to be there. One process at a time does it. Who subscribed to them
 * is told by his workflow. Answers whether one is to be told. */
export async function numberEvents(db: Database): Promise<boolean> {
  const [waiting] = await rows(db.pool, 'SELECT FROM events WHERE position IS NULL LIMIT 1');
  if (!waiting) return false;
  return transaction(db, async (client) => {
    const [{ ours } = { ours: false }] = await rows<{ ours: boolean }>(
      client,
      'SELECT pg_try_advisory_xact_lock($1) AS ours',
      [LOCK],
    );
    if (!ours) return false;
    const { last } = await positionsOfEvents(client);
    await client.query(
      `WITH new AS (
         SELECT event_id, split_part(about, '/', 1) AS kind, substr(about, strpos(about, '/') + 1) AS id
         FROM events WHERE position IS NULL ORDER BY event_id LIMIT $1
       ), placed AS (
         SELECT event_id, kind, id, row_number() OVER (ORDER BY event_id) AS n, CASE kind WHEN 'loan' THEN id
           ${of('payment', 'SELECT loan_id FROM payments WHERE reference = id')}
           ${of('task', 'SELECT loan_id FROM tasks WHERE task_id = id')}
           ${of('case', 'SELECT loan_id FROM cases WHERE case_id = id')}
           ${of('warning', 'SELECT loan_id FROM warnings WHERE warning_id = id')} END AS loan_id
         FROM new
       )
       UPDATE events e SET position = n + (SELECT coalesce(max(position), 0) FROM events), loan_id = p.loan_id,
         borrower_id = coalesce((SELECT borrower_id FROM loans l WHERE l.loan_id = p.loan_id), CASE p.kind WHEN 'borrower' THEN p.id
           ${of('complaint', 'SELECT borrower_id FROM complaints WHERE complaint_id = p.id')}
           ${of('task', 'SELECT borrower_id FROM tasks JOIN complaints USING (complaint_id) WHERE task_id = p.id')}
           ${of('collateral', 'SELECT borrower_id FROM collateral WHERE collateral_id = p.id')} END)
       FROM placed p WHERE e.event_id = p.event_id`,
      [AT_ONCE],
    );
    const told = await client.query(
      `WITH told AS (
         INSERT INTO webhook_deliveries (webhook, position, at, kind, about, entry, queue, due_at)
         SELECT w.webhook, e.position, e.at, e.kind, e.about, e.entry, coalesce(e.loan_id, e.about), now()
         FROM events e JOIN webhooks w ON w.ended_at IS NULL AND w.kinds && ARRAY[e.kind, '*'] WHERE e.position > $1 RETURNING webhook
       )
       INSERT INTO nudges (kind, subject, reason) SELECT DISTINCT 'webhook', webhook, 'events' FROM told`,
      [last],
    );
    await client.query(
      `DELETE FROM webhook_deliveries WHERE delivery_id = ANY(ARRAY(
         SELECT delivery_id FROM webhook_deliveries WHERE state = 'delivered' AND last_at < now() - $1 * interval '1 day' LIMIT $2))`,
      [LOGGED_DAYS, AT_ONCE],
    );
    // The last one stays, since positions go on from it.
    await client.query(
      `DELETE FROM events WHERE event_id = ANY(ARRAY(
         SELECT event_id FROM events WHERE position < (SELECT max(position) FROM events) AND noted_at < now() - $1 * interval '1 day'
         ORDER BY position LIMIT $2))`,
      [KEPT_DAYS, AT_ONCE],
    );
    await client.query('SELECT pg_notify($1, $2)', [NEWS, '']);
    return (told.rowCount ?? 0) > 0;
  });
}

/** The last position there is, and the first that is still kept; 0: none. */
export async function positionsOfEvents(sql: Sql): Promise<{ first: number; last: number }> {
  const [found] = await rows<{ first: number; last: number }>(
    sql,
    'SELECT coalesce(min(position), 0) AS first, coalesce(max(position), 0) AS last FROM events',
  );
  return found!;
}

/** Those in sight after a position, and where the next part begins; `last` null: nothing more is there. */
export async function eventsAfter(
  sql: Sql,
  after: number,
  { scope, of }: Sight,
  limit: number,
): Promise<{ events: Event[]; last: number | null }> {
  const found = await rows<Event & { seen: boolean }>(
    sql,
    `SELECT coalesce(e.position, 0) AS position, e.at, e.kind, e.about, e.entry,
            ($2::text IS NULL AND ${scope === 'all'}) OR (b.borrower_id IS NOT NULL AND ${inSight(scope, '$2')}) AS seen
     FROM (SELECT * FROM events WHERE position > $1 ORDER BY position LIMIT $3) e LEFT JOIN borrowers b USING (borrower_id)
     ORDER BY e.position`,
    [after, of ?? null, limit],
  );
  const events = found.filter((it) => it.seen).map(({ seen: _, ...it }) => it);
  return { events, last: found.at(-1)?.position ?? null };
}
