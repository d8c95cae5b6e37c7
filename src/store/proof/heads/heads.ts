import { createHash, type KeyObject } from 'node:crypto';
import { digestOfPayload, type Envelope, type Signer, signed } from '../../../domain/proof/envelope.js';
import { headOf, statementOfHead } from '../../../domain/proof/head.js';
import type { Moment } from '../../../domain/time/dates.js';
import { type Database, rows, type Sql, transaction } from '../../base/connection/database.js';
import { LONG } from '../../base/connection/session.js';
import { sizeOfRecord, treeOfRecord } from '../tree.js';

export interface KeptHead {
  id: number;
  /** The first is 1, without a gap. */
  number: number;
  at: Moment;
  envelope: Envelope;
}

const LOCK = 4_711_021;

/** Heads, and what stands beside them, are written by one process at a time. */
export const oneHeadAtATime = (sql: Sql) => sql.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);

/** Signs what the record holds now, unless nothing came since the last head. Answers the head's size, null: none was made. */
export async function signHead(db: Database, key: KeyObject | Signer, at: Moment): Promise<number | null> {
  return transaction(
    db,
    async (client) => {
      await oneHeadAtATime(client);
      const size = await sizeOfRecord(client);
      const last = await lastHead(client);
      if (size === (last ? headOf(last.envelope)?.size : 0)) return null;
      const stamp = last ? await stampOf(client, last.id) : null;
      const [identity] = await rows<{ id: string }>(client, 'SELECT id FROM database_identity');
      const head = {
        database: identity!.id,
        size,
        root: (await treeOfRecord(client, size))(0, size).toString('hex'),
        at: new Date(at).toISOString(),
        previous: last ? digestOfPayload(last.envelope) : null,
        ...(stamp && { stamp: digestOfStamp(stamp) }),
      };
      await client.query('INSERT INTO record_heads (size, at, envelope) VALUES ($1, $2, $3)', [
        size,
        new Date(at),
        JSON.stringify(signed(statementOfHead(head), key)),
      ]);
      return size;
    },
    LONG,
  );
}

/** All heads in their order. */
export const headsOf = (sql: Sql): Promise<KeptHead[]> =>
  rows(
    sql,
    'SELECT head_id AS id, row_number() OVER (ORDER BY head_id) AS number, at, envelope FROM record_heads ORDER BY head_id',
  );

/** Null: nothing was signed yet. */
export async function lastHead(sql: Sql): Promise<Omit<KeptHead, 'number'> | null> {
  const [last] = await rows<Omit<KeptHead, 'number'>>(
    sql,
    'SELECT head_id AS id, at, envelope FROM record_heads ORDER BY head_id DESC LIMIT 1',
  );
  return last ?? null;
}

/** The stamp of a head; null: it has none. */
export async function stampOf(sql: Sql, head: number): Promise<Buffer | null> {
  const [found] = await rows<{ token: Buffer }>(sql, 'SELECT token FROM record_stamps WHERE head_id = $1', [head]);
  return found?.token ?? null;
}

/** As the next head signs it: SHA-256 in hex. */
export const digestOfStamp = (token: Uint8Array): string => createHash('sha256').update(token).digest('hex');
