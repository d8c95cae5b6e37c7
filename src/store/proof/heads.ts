import type { KeyObject } from 'node:crypto';
import { digestOfPayload, type Envelope, signed } from '../../domain/proof/envelope.js';
import { headOf, statementOfHead } from '../../domain/proof/head.js';
import type { Moment } from '../../domain/time/dates.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import { LONG } from '../base/connection/session.js';
import { sizeOfRecord, treeOfRecord } from './append.js';

/** A place out of reach of who administers the database. */
export interface Witness {
  /** Keeps it for ever. @throws where another head of this number is kept */
  keep(number: number, head: Envelope): Promise<void>;
  /** By their numbers. */
  kept(): Promise<Map<number, Envelope>>;
}

const LOCK = 4_711_021;

/** Signs what the record holds now, unless nothing came since the last head. Answers the head's size, null: none was made. */
export async function signHead(
  db: Database,
  key: KeyObject,
  witness: Witness | null,
  at: Moment,
): Promise<number | null> {
  const made = await transaction(
    db,
    async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
      const size = await sizeOfRecord(client);
      const last = (await headsOf(client)).at(-1);
      if (size === (last ? headOf(last.envelope)?.size : 0)) return null;
      const [identity] = await rows<{ id: string }>(client, 'SELECT id FROM database_identity');
      const head = {
        database: identity!.id,
        size,
        root: (await treeOfRecord(client, size))(0, size).toString('hex'),
        at: new Date(at).toISOString(),
        previous: last ? digestOfPayload(last.envelope) : null,
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
  // One that the witness did not hear of, since it could not be reached, is brought with the next.
  if (witness) await tellWitness(db, witness);
  return made;
}

async function tellWitness({ pool }: Database, witness: Witness): Promise<void> {
  const known = await witness.kept();
  for (const { number, envelope } of await headsOf(pool)) if (!known.has(number)) await witness.keep(number, envelope);
}

/** All heads in their order; the first has number 1. */
export async function headsOf(sql: Sql): Promise<{ number: number; envelope: Envelope }[]> {
  const heads = await rows<{ envelope: Envelope }>(sql, 'SELECT envelope FROM record_heads ORDER BY head_id');
  return heads.map(({ envelope }, n) => ({ number: n + 1, envelope }));
}
