import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from, to } from 'pg-copy-streams';

/** All rows of all tables as of one moment, as `pg_dump --data-only` would have them. */
export type Backup = { table: string; rows: Buffer }[];

const TABLES = `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`;

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export const backUp = (url: string): Promise<Backup> =>
  connected(url, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows: tables } = await client.query<{ name: string }>(TABLES);
    const backup: Backup = [];
    for (const { name } of tables) {
      const stream = client.query(to(`COPY ${name} TO STDOUT`));
      backup.push({ table: name, rows: await buffer(stream.pipe(new PassThrough())) });
    }
    await client.query('COMMIT');
    return backup;
  });

/** As a dump has it: the next number of a table comes after those that its rows have. */
const NUMBERS_GO_ON = `DO $$ DECLARE c record; BEGIN
  FOR c IN SELECT table_name AS t, column_name AS n, pg_get_serial_sequence(quote_ident(table_name), column_name) AS s
    FROM information_schema.columns WHERE table_schema = 'public' AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL
  LOOP EXECUTE format('SELECT setval(%L, greatest((SELECT coalesce(max(%I), 0) FROM %I), nextval(%L)))', c.s, c.n, c.t, c.s); END LOOP;
END $$`;

/** The database is again what it was; numbers that were given stay given. */
export const restore = (url: string, backup: Backup): Promise<void> =>
  connected(url, async (client) => {
    await client.query('BEGIN');
    // The foreign keys hold in the whole of it.
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(`TRUNCATE ${backup.map((it) => it.table).join(', ')}`);
    for (const { table, rows } of backup)
      await pipeline(Readable.from([rows]), client.query(from(`COPY ${table} FROM STDIN`)));
    await client.query(NUMBERS_GO_ON);
    await client.query('COMMIT');
  });
