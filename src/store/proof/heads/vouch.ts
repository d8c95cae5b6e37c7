import { digestOfPayload, type Envelope, signatureOf } from '../../../domain/proof/envelope.js';
import type { Moment } from '../../../domain/time/dates.js';
import { type Database, rows, type Sql, transaction } from '../../base/connection/database.js';
import { headsOf, lastHead, oneHeadAtATime, stampOf } from './heads.js';
import { LATE_MS, timeFault } from './stamp.js';
import type { Authority } from './stamp-authority.js';

/** A place out of reach of who administers the database. */
export interface Witness {
  /** As the lender calls it. */
  name: string;
  /** The numbers of the heads that it has. */
  numbers(): Promise<number[]>;
  read(number: number): Promise<Envelope>;
  /** Keeps it for ever. @throws where another head of this number is kept */
  keep(number: number, head: Envelope): Promise<void>;
}

/** Who vouches for the heads besides the key. */
export interface Vouchers {
  witnesses: readonly Witness[];
  authority: Authority | null;
}

/**
 * Has the last head stamped, and brings the witnesses what they have not. The record goes on without any of them: who does not answer is
 * asked again with the next. Answers what went wrong, a line each.
 */
export async function vouchForHeads(db: Database, { witnesses, authority }: Vouchers, now: Moment): Promise<string[]> {
  const troubles: string[] = [];
  const attempt = (who: string, what: Promise<void>) =>
    what.catch(
      (error: Error) => void troubles.push(`${who}: ${(error.cause as Error | undefined)?.message ?? error.message}`),
    );
  if (authority) await attempt('the authority of time', stampLast(db, authority, now));
  for (const it of witnesses) await attempt(`the witness ${it.name}`, tell(db, it, now));
  return troubles;
}

async function stampLast(db: Database, authority: Authority, now: Moment): Promise<void> {
  const last = await lastHead(db.pool);
  if (!last || now - last.at > LATE_MS / 2 || (await stampOf(db.pool, last.id))) return;
  const { token, at } = await authority.stamp(signatureOf(last.envelope));
  const wrong = timeFault(last.at, at);
  if (wrong !== null) throw new Error(wrong);
  await transaction(db, async (client) => {
    await oneHeadAtATime(client);
    // One that was signed meanwhile says that this has none.
    if ((await lastHead(client))?.id !== last.id) return;
    await client.query('INSERT INTO record_stamps (head_id, token) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      last.id,
      token,
    ]);
  });
}

async function tell({ pool }: Database, witness: Witness, now: Moment): Promise<void> {
  const known = new Set(await witness.numbers());
  for (const { number, envelope } of await headsOf(pool)) if (!known.has(number)) await witness.keep(number, envelope);
  await pool.query(
    'INSERT INTO record_witnesses (witness, at) VALUES ($1, $2) ON CONFLICT (witness) DO UPDATE SET at = $2',
    [witness.name, new Date(now)],
  );
}

/** When each witness was last reached and had every head, by what we noted: what it has is asked of it alone. */
export const witnessedAt = (sql: Sql): Promise<{ witness: string; at: Moment }[]> =>
  rows(sql, 'SELECT witness, at FROM record_witnesses ORDER BY witness');

/** @throws where the witness has another */
export async function checkSame(witness: Witness, number: number, head: Envelope): Promise<void> {
  if (digestOfPayload(await witness.read(number)) !== digestOfPayload(head))
    throw new Error(`it has another head ${number}`);
}

/** The number of a head by the name of its file; null: it is none. */
export function numberIn(file: string): number | null {
  const [, number] = /^head-(\d{8})\.json$/.exec(file) ?? [];
  return number === undefined ? null : Number(number);
}

export const fileOf = (number: number): string => `head-${String(number).padStart(8, '0')}.json`;
