import { randomBytes } from 'node:crypto';
import type { Moment } from '../../domain/time/dates.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source } from '../facts/facts.js';
import type { Event } from './events.js';

export interface ListedWebhook {
  webhook: string;
  url: string;
  kinds: string[];
  /** How many wait to be delivered, and of how many it was given up. */
  waiting: number;
  failed: number;
  ended: boolean;
}

/** What a webhook may be called. */
export const WEBHOOK_NAME = /^[a-z][a-z0-9-]{0,39}$/;
/** Of everything. */
export const ALL_KINDS = '*';
/** After a new secret the one before is good for so long. */
const BOTH_MS = 24 * 3_600_000;

const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

export const listWebhooks = (sql: Sql): Promise<ListedWebhook[]> =>
  rows(
    sql,
    `SELECT webhook, url, kinds, ended_at IS NOT NULL AS ended,
            (SELECT count(*) FROM webhook_deliveries d WHERE d.webhook = w.webhook AND state = 'waiting') AS waiting,
            (SELECT count(*) FROM webhook_deliveries d WHERE d.webhook = w.webhook AND state = 'failed') AS failed
     FROM webhooks w ORDER BY webhook`,
  );

/** From now on this address is told of events of these kinds. Answers the secret by which it knows them, which is shown once. */
export async function addWebhook(
  db: Begin,
  seal: Seal,
  { webhook, url, kinds }: { webhook: string; url: string; kinds: readonly string[] },
  source: Source,
): Promise<string> {
  const secret = newSecret();
  await transaction(db, async (client) => {
    const added = await client.query(
      `INSERT INTO webhooks (webhook, url, kinds, secret_sealed, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [webhook, url, kinds, seal.seal(secret, 'webhooks.secret_sealed', webhook), new Date(source.at), source.actor],
    );
    if (!added.rowCount) throw new FactRefused(`${webhook} is there already: choose another name`, 'webhook');
    await noteFact(client, source, 'webhook added', `webhook/${webhook}`, { host: new URL(url).host, kinds });
  });
  return secret;
}

/** Another secret; the one before is good for a day more. */
export async function newSecretOf(db: Begin, seal: Seal, webhook: string, source: Source): Promise<string> {
  const secret = newSecret();
  await transaction(db, async (client) => {
    const [known] = await rows<{ secret: Buffer | null }>(
      client,
      'SELECT secret_sealed AS secret FROM webhooks WHERE webhook = $1 AND ended_at IS NULL FOR UPDATE',
      [webhook],
    );
    if (!known) throw new FactRefused(`no webhook ${webhook}`, 'webhook');
    const before = seal.open(known.secret!, 'webhooks.secret_sealed', webhook);
    await client.query(
      'UPDATE webhooks SET secret_sealed = $2, before_sealed = $3, before_until = $4 WHERE webhook = $1',
      [
        webhook,
        seal.seal(secret, 'webhooks.secret_sealed', webhook),
        seal.seal(before, 'webhooks.before_sealed', webhook),
        new Date(source.at + BOTH_MS),
      ],
    );
    await noteFact(client, source, 'webhook secret changed', `webhook/${webhook}`, {});
  });
  return secret;
}

/** It is told of nothing more; what waits is dropped. False: it was so already. */
export async function endWebhook(db: Begin, webhook: string, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    const [known] = await rows<{ ended: boolean }>(
      client,
      'SELECT ended_at IS NOT NULL AS ended FROM webhooks WHERE webhook = $1 FOR UPDATE',
      [webhook],
    );
    if (!known) throw new FactRefused(`no webhook ${webhook}`, 'webhook');
    if (known.ended) return false;
    await client.query(
      'UPDATE webhooks SET ended_at = $2, secret_sealed = NULL, before_sealed = NULL, before_until = NULL WHERE webhook = $1',
      [webhook, new Date(source.at)],
    );
    await client.query(`DELETE FROM webhook_deliveries WHERE webhook = $1 AND state <> 'delivered'`, [webhook]);
    await noteFact(client, source, 'webhook ended', `webhook/${webhook}`, {});
    await leaveNudge(client, 'webhook', webhook, 'ended');
    return true;
  });
}

export interface ListedDelivery extends Event {
  state: 'waiting' | 'delivered' | 'failed';
  attempts: number;
  /** When it is tried next; of one that waits no more: when it was tried last. */
  due: Moment;
  last: Moment | null;
  /** What was answered last: a status, or what went wrong. */
  answer: string | null;
}

/** What became of each, the first first, after a position; `state` null: of any. */
export const listDeliveries = (
  sql: Sql,
  { webhook, state, after, limit }: { webhook: string; state: string | null; after: number; limit: number },
): Promise<ListedDelivery[]> =>
  rows(
    sql,
    `SELECT position, at, kind, about, entry, state, attempts, due_at AS due, last_at AS last, answer FROM webhook_deliveries
     WHERE webhook = $1 AND ($2::text IS NULL OR state = $2) AND position > $3 ORDER BY position LIMIT $4`,
    [webhook, state, after, limit],
  );

/** Those that were given up, or one of any state, are delivered once more. Answers how many. */
export async function redeliver(db: Begin, webhook: string, position: number | null, source: Source): Promise<number> {
  return transaction(db, async (client) => {
    const again = await client.query(
      `UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, first_at = NULL, due_at = now()
       WHERE webhook = $1 AND CASE WHEN $2::bigint IS NULL THEN state = 'failed' ELSE position = $2 END
         AND EXISTS (SELECT FROM webhooks w WHERE w.webhook = $1 AND w.ended_at IS NULL)`,
      [webhook, position],
    );
    const { rowCount: known } = await client.query('SELECT FROM webhooks WHERE webhook = $1', [webhook]);
    if (!known) throw new FactRefused(`no webhook ${webhook}`, 'webhook');
    if (!again.rowCount) throw new FactRefused(`nothing of ${webhook} to be delivered once more`, 'position');
    await noteFact(client, source, 'webhook redelivered', `webhook/${webhook}`, { position, count: again.rowCount });
    await leaveNudge(client, 'webhook', webhook, 'redeliver');
    return again.rowCount;
  });
}
