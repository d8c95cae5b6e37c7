import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { aboutOf } from '../../domain/facts/facts.js';
import { type Incoming, readIncoming } from '../../domain/facts/incoming.js';
import type { TaskSpec } from '../../domain/plan/plan.js';
import type { Reason } from '../../domain/reason/reason.js';
import { dayOf, type Moment } from '../../domain/time/dates.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { askUnit } from '../work/ask-unit.js';
import { enterFact } from './enter-fact.js';

/** What became of a fact that another system sent. */
export type Outcome =
  /** `known`: it came before, or stands among our facts already. */
  | { outcome: 'taken' | 'known' }
  /** Kept, and a person is told; it is tried anew when it comes again, or by `intake retry`. */
  | { outcome: 'refused'; reason: string }
  /** This id came before with another content; not kept. */
  | { outcome: 'conflict' };

type Status = 'taken' | 'known' | 'refused';

/** Takes a fact of another system once, by its id there. */
export async function receive(
  db: Database,
  seal: Seal,
  sender: string,
  fact: Incoming,
  source: Source,
): Promise<Outcome> {
  const { id, kind, said, sent } = fact;
  const key = seal.hash(JSON.stringify({ [kind]: said }));
  return transaction(db, async (client) => {
    const added = await rows<{ inbox: number }>(
      client,
      `INSERT INTO inbox (sender, fact_id, kind, content_key, content_sealed, received_at, status, reason, settled_at, settled_by, about)
       VALUES ($1, $2, $3, $4, $5, $6, 'refused', 'not tried yet', $6, $7, $8) ON CONFLICT DO NOTHING RETURNING inbox_id AS inbox`,
      [
        sender,
        id,
        kind,
        key,
        seal.seal(JSON.stringify(sent), 'inbox.content_sealed', sender, id),
        new Date(source.at),
        source.actor,
        aboutOf(fact),
      ],
    );
    if (added[0]) return settle(client, seal, { inbox: added[0].inbox, sender, fact }, source);
    const [before] = await rows<{ inbox: number; key: Buffer; content: Buffer | null; status: Status }>(
      client,
      `SELECT inbox_id AS inbox, content_key AS key, content_sealed AS content, status FROM inbox WHERE sender = $1 AND fact_id = $2 FOR UPDATE`,
      [sender, id],
    );
    const same = before!.key.equals(key) || saysTheSame(seal, sender, fact, before!.content);
    if (!same) {
      await noteFact(client, source, 'fact conflicts', `inbox/${before!.inbox}`, { sender, id });
      return { outcome: 'conflict' };
    }
    return before!.status === 'refused'
      ? settle(client, seal, { inbox: before!.inbox, sender, fact }, source)
      : { outcome: 'known' };
  });
}

/** Compares by the keyed hash; if keys were changed since, it no longer fits, and the content itself is compared. */
function saysTheSame(seal: Seal, sender: string, { id, kind, said }: Incoming, content: Buffer | null): boolean {
  const text = content && seal.tryOpen(content, 'inbox.content_sealed', sender, id);
  const before = text === null ? null : readIncoming(JSON.parse(text), id);
  return before !== null && 'said' in before && isDeepStrictEqual([before.kind, before.said], [kind, said]);
}

/** Tries a refused fact once more. Null: it is not there, or was settled already. */
export async function retryRefused(db: Database, seal: Seal, inbox: number, source: Source): Promise<Outcome | null> {
  return transaction(db, async (client) => {
    const [row] = await rows<{ sender: string; id: string; content: Buffer | null }>(
      client,
      `SELECT sender, fact_id AS id, content_sealed AS content FROM inbox WHERE inbox_id = $1 AND status = 'refused' FOR UPDATE`,
      [inbox],
    );
    if (!row) return null;
    if (row.content === null) throw new FactRefused(`what was sent as fact ${inbox} is erased`, 'inbox');
    const fact = readIncoming(JSON.parse(seal.open(row.content, 'inbox.content_sealed', row.sender, row.id)), row.id);
    if ('fault' in fact) return { outcome: 'refused', reason: fact.fault };
    return settle(client, seal, { inbox, sender: row.sender, fact }, source);
  });
}

interface Kept {
  inbox: number;
  sender: string;
  fact: Incoming;
}

async function settle(
  client: pg.PoolClient,
  seal: Seal,
  { inbox, sender, fact }: Kept,
  source: Source,
): Promise<Outcome> {
  const outcome = await transaction(client, (inner) => enterFact(fact, source, { db: inner, seal, by: sender })).then(
    (news): Outcome => ({ outcome: news ? 'taken' : 'known' }),
    (error: unknown): Outcome => {
      if (error instanceof FactRefused) return { outcome: 'refused', reason: error.message };
      throw error;
    },
  );
  const reason = outcome.outcome === 'refused' ? outcome.reason : null;
  await client.query(
    'UPDATE inbox SET status = $2, reason = $3, settled_at = $4, settled_by = $5 WHERE inbox_id = $1',
    [inbox, outcome.outcome, reason, new Date(source.at), source.actor],
  );
  await noteFact(client, source, `fact ${outcome.outcome}`, `inbox/${inbox}`, {
    sender,
    id: fact.id,
    kind: fact.kind,
    about: aboutOf(fact),
    ...(reason === null ? {} : { reason }),
  });
  if (reason !== null) await askForHelp(client, { inbox, sender }, source.at);
  return outcome;
}

/** What could not be taken is the department head's to look at: one open task for each sender, however many facts there are. */
async function askForHelp(
  client: pg.PoolClient,
  { inbox, sender }: { inbox: number; sender: string },
  now: Moment,
): Promise<void> {
  const why: Reason = { code: 'facts-refused', sender };
  await askUnit(
    client,
    { about: INTAKE, duty: sender, period: String(inbox), asOf: dayOf(now), spec: REFUSED, why },
    now,
  );
}

const REFUSED: TaskSpec = {
  kind: 'intake-refused',
  role: 'department-head',
  dueDays: 1,
  title: '外部系统报送事项未能受理',
  form: ['未受理的事项与原因', '如何处理：补录借据、更正后重报、重新受理'],
};

/** Of no plan: the unit's work about what other systems send. */
const INTAKE = 'intake';

/** A fact of the inbox as it may be shown without a reason. */
export interface InboxEntry {
  inbox: number;
  sender: string;
  id: string;
  kind: string;
  status: Status;
  /** Null: it was not refused. */
  reason: string | null;
  receivedAt: Moment;
  settledAt: Moment;
  settledBy: string;
}

/** The newest last; `limit` of the newest. */
export async function listInbox(
  sql: Sql,
  { refused, limit }: { refused: boolean; limit: number },
): Promise<InboxEntry[]> {
  const found = await rows<InboxEntry>(
    sql,
    `SELECT inbox_id AS inbox, sender, fact_id AS id, kind, status, reason, received_at AS "receivedAt",
            settled_at AS "settledAt", settled_by AS "settledBy"
     FROM inbox WHERE NOT $1 OR status = 'refused' ORDER BY inbox_id DESC LIMIT $2`,
    [refused, limit],
  );
  return found.reverse();
}

/** What was sent. The reading, with its reason, is an entry of the audit log. */
export async function readInbox(
  db: Database,
  seal: Seal,
  inbox: number,
  reason: string,
  source: Source,
): Promise<Record<string, unknown>> {
  if (reason.trim() === '') throw new FactRefused('a reason is needed to look at what was sent', 'reason');
  return transaction(db, async (client) => {
    const [row] = await rows<{ sender: string; id: string; content: Buffer | null }>(
      client,
      'SELECT sender, fact_id AS id, content_sealed AS content FROM inbox WHERE inbox_id = $1',
      [inbox],
    );
    if (!row) throw new FactRefused(`no fact ${inbox} in the inbox`, 'inbox');
    if (row.content === null) throw new FactRefused(`what was sent as fact ${inbox} is erased`, 'inbox');
    await noteFact(client, source, 'inbox read', `inbox/${inbox}`, { reason });
    return JSON.parse(seal.open(row.content, 'inbox.content_sealed', row.sender, row.id));
  });
}
