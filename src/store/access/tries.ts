import { type Moment, MS_A_DAY } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';

/** Wrong tries at a name, whether anybody has it or not: who guesses names cannot tell the one from the other. */
interface Tries {
  name: Buffer;
  /** There were too many: nothing is looked at, not even what is right. */
  waits: boolean;
}

/** So many wrong tries are slips; each further one doubles the wait, from a minute to an hour. */
const SLIPS = 5;
const waitOf = (failures: number) => (failures < SLIPS ? 0 : Math.min(60_000 * 2 ** (failures - SLIPS), MS_A_DAY / 24));
/** After so long without a wrong try they are forgotten. */
const KEPT_MS = MS_A_DAY;
const FORGOTTEN_AT_ONCE = 100;

const nameOf = (seal: Seal, staff: string) => seal.hash(`signs in as ${staff}`);

/** Until the transaction ends nobody else tries this name: many tries at once are counted one by one. */
export async function holdTries(sql: Sql, seal: Seal, staff: string, at: Moment): Promise<Tries> {
  const over = new Date(at - KEPT_MS);
  await sql.query(
    `DELETE FROM sign_in_tries WHERE ctid = ANY(ARRAY(SELECT ctid FROM sign_in_tries WHERE failed_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED))`,
    [over, FORGOTTEN_AT_ONCE],
  );
  const name = nameOf(seal, staff);
  const [known] = await rows<{ failures: number; failedAt: Moment }>(
    sql,
    `INSERT INTO sign_in_tries AS t (name_hash, failures, failed_at) VALUES ($1, 0, $2)
     ON CONFLICT (name_hash) DO UPDATE SET failures = CASE WHEN t.failed_at <= $3 THEN 0 ELSE t.failures END
     RETURNING failures, failed_at AS "failedAt"`,
    [name, new Date(at), over],
  );
  return { name, waits: at < known!.failedAt + waitOf(known!.failures) };
}

export async function noteWrongTry(sql: Sql, { name }: Tries, at: Moment): Promise<void> {
  await sql.query('UPDATE sign_in_tries SET failures = failures + 1, failed_at = $2 WHERE name_hash = $1', [
    name,
    new Date(at),
  ]);
}

/** Somebody has come in by this name, or is let in anew. */
export async function forgetTries(sql: Sql, seal: Seal, staff: string): Promise<void> {
  await sql.query('DELETE FROM sign_in_tries WHERE name_hash = $1', [nameOf(seal, staff)]);
}
