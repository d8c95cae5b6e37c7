import { rows, type Sql } from './connection/database.js';

/**
 * The right to do something alone for a while, by the database's clock. It ends by itself, so that a holder who died keeps
 * nobody out for long; and each holder has a higher number, so that one who comes back too late changes nothing any more.
 */
export interface Lease {
  name: string;
  fence: number;
}

/** What was held is somebody else's by now, or has ended. */
export class LeaseLost extends Error {
  constructor({ name, fence }: Lease) {
    super(`${name} is not ours any more (number ${fence})`);
  }
}

const ends = `clock_timestamp() + $2 * interval '1 millisecond'`;

/** Null: somebody holds it. */
export async function takeLease(sql: Sql, name: string, ms: number): Promise<Lease | null> {
  const [taken] = await rows<Lease>(
    sql,
    `INSERT INTO leases AS l (name, fence, until_at) VALUES ($1, 1, ${ends})
     ON CONFLICT (name) DO UPDATE SET fence = l.fence + 1, until_at = excluded.until_at WHERE l.until_at <= clock_timestamp()
     RETURNING name, fence`,
    [name, ms],
  );
  return taken ?? null;
}

/** From now on it holds for so long. Within a transaction nobody else takes it before that ends. @throws LeaseLost */
export async function keepLease(sql: Sql, lease: Lease, ms: number): Promise<void> {
  const { rowCount } = await sql.query(
    `UPDATE leases SET until_at = ${ends} WHERE name = $1 AND fence = $3 AND until_at > clock_timestamp()`,
    [lease.name, ms, lease.fence],
  );
  if (rowCount === 0) throw new LeaseLost(lease);
}

/** Nobody holds it now, and whatever of ours still goes on has lost it. @throws LeaseLost */
export async function giveBackLease(sql: Sql, lease: Lease): Promise<void> {
  const { rowCount } = await sql.query(
    'UPDATE leases SET fence = fence + 1, until_at = clock_timestamp() WHERE name = $1 AND fence = $2',
    [lease.name, lease.fence],
  );
  if (rowCount === 0) throw new LeaseLost(lease);
}
