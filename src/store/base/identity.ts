import { rows, type Sql } from './connection/database.js';

/**
 * Which database this is. `id` was given to it by `db deploy` and goes with a dump; `place` is where it lies: a copy, restored
 * or moved, is the same database in another place.
 */
export interface Identity {
  id: string;
  place: string;
}

export async function identityOf(sql: Sql): Promise<Identity> {
  const [found] = await rows<{ id: string; database: number }>(
    sql,
    `SELECT id::text, oid::bigint AS database FROM database_identity, pg_database WHERE datname = current_database()`,
  );
  if (!found) throw new Error('the database has no id: run `postloan db deploy`');
  // A hosted PostgreSQL may keep this to itself; then databases are told apart by the id and their number alone.
  const system = await rows<{ system: string }>(
    sql,
    'SELECT system_identifier::text AS system FROM pg_control_system()',
  ).catch(() => []);
  return { id: found.id, place: `${system[0]?.system ?? 'server'}/${found.database}` };
}
