import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import type { Event } from './events.js';

/** Those of one queue go one after the other. */
export interface Delivery extends Event {
  id: number;
  attempts: number;
  /** When it was tried first; null: never. */
  first: Moment | null;
}

/** Where to, and the secrets that hold now, the newest first; null: nobody is told any more. */
export async function targetOf(
  sql: Sql,
  seal: Seal,
  webhook: string,
  at: Moment,
): Promise<{ url: string; secrets: string[] } | null> {
  const [known] = await rows<{ url: string; secret: Buffer | null; before: Buffer | null }>(
    sql,
    `SELECT url, secret_sealed AS secret, CASE WHEN before_until > $2 THEN before_sealed END AS before FROM webhooks
     WHERE webhook = $1 AND ended_at IS NULL`,
    [webhook, new Date(at)],
  );
  if (!known) return null;
  const before = known.before && seal.open(known.before, 'webhooks.before_sealed', webhook);
  const secrets = [seal.open(known.secret!, 'webhooks.secret_sealed', webhook), before];
  return { url: known.url, secrets: secrets.filter((it) => it !== null) };
}

/** The first of each queue, of those that are due. */
export const dueDeliveries = (sql: Sql, webhook: string, at: Moment, limit: number): Promise<Delivery[]> =>
  rows(
    sql,
    `SELECT id, position, at, kind, about, entry, attempts, first FROM (
       SELECT DISTINCT ON (queue) delivery_id AS id, position, at, kind, about, entry, attempts, first_at AS first, due_at FROM webhook_deliveries
       WHERE webhook = $1 AND state = 'waiting' ORDER BY queue, position) head
     WHERE due_at <= $2 ORDER BY position LIMIT $3`,
    [webhook, new Date(at), limit],
  );

/** When the next of them is due; null: nothing waits. */
export async function nextDelivery(sql: Sql, webhook: string): Promise<Moment | null> {
  const [next] = await rows<{ due: Moment | null }>(
    sql,
    `SELECT min(due_at) AS due FROM (
       SELECT DISTINCT ON (queue) due_at FROM webhook_deliveries WHERE webhook = $1 AND state = 'waiting' ORDER BY queue, position) head`,
    [webhook],
  );
  return next!.due;
}

/** What became of a try; `again` null: it is the last. */
export async function noteTry(
  sql: Sql,
  { id, answer, taken, at, again }: { id: number; answer: string; taken: boolean; at: Moment; again: Moment | null },
): Promise<void> {
  await sql.query(
    `UPDATE webhook_deliveries SET attempts = attempts + 1, answer = $2, last_at = $4, first_at = coalesce(first_at, $4),
       state = CASE WHEN $3 THEN 'delivered' WHEN $5::timestamptz IS NULL THEN 'failed' ELSE 'waiting' END, due_at = coalesce($5, due_at)
     WHERE delivery_id = $1 AND state = 'waiting'`,
    [id, answer, taken, new Date(at), again === null ? null : new Date(again)],
  );
}
