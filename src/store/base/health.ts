import { type Database, rows, type Sql } from './connection/database.js';

/** How much two clocks may differ; with NTP they differ by milliseconds. */
export const MOST_DIFFERENCE_MS = 5_000;

/** What this program asks of the tables of its schema; docs/operators.md says how to grant it. */
const NEEDED = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
const NAMED_AT_MOST = 3;

interface State {
  replica: boolean;
  readOnly: boolean;
  encoding: string;
  role: string;
  schema: string | null;
  there: boolean;
  found: boolean;
}

/** What keeps a worker or the API from working with this database, each as one line with its remedy; none: all is well. Throws when it does not answer. */
export async function databaseFaults(db: Pick<Database, 'pool'>): Promise<string[]> {
  const [state] = await rows<State>(
    db.pool,
    `SELECT pg_is_in_recovery() AS replica, current_setting('transaction_read_only') = 'on' AS "readOnly",
            current_setting('server_encoding') AS encoding, current_user::text AS role, current_schema()::text AS schema,
            to_regclass('public.loans') IS NOT NULL AS there, coalesce(to_regclass('loans') = to_regclass('public.loans'), false) AS found`,
  );
  const faults = readOnlyFaults(state!);
  const { encoding, role, there, found } = state!;
  if (encoding !== 'UTF8')
    faults.push(
      `the database's encoding is ${encoding}: make it anew with ENCODING 'UTF8', names cannot be kept in this one`,
    );
  if (!there) faults.push('the database has no schema yet: run `postloan db deploy`');
  else if (!found)
    faults.push(
      `the search_path of ${role} does not lead to the schema public, where the tables are: ALTER ROLE "${role}" SET search_path = public`,
    );
  else faults.push(...(await missingGrants(db.pool, role)));
  return [...faults, ...(await clockFaults(db.pool))];
}

function readOnlyFaults({ replica, readOnly }: Pick<State, 'replica' | 'readOnly'>): string[] {
  if (replica)
    return ['the database is a replica, where nothing can be written: let DATABASE_URL point to the primary'];
  if (readOnly)
    return [
      'the database is read-only (default_transaction_read_only): let DATABASE_URL point to the primary, or take the setting back',
    ];
  return [];
}

/** The two that may change while we run: a node fails over, a clock is set. */
export async function passingFaults(sql: Sql): Promise<string[]> {
  const [state] = await rows<Pick<State, 'replica' | 'readOnly'>>(
    sql,
    `SELECT pg_is_in_recovery() AS replica, current_setting('transaction_read_only') = 'on' AS "readOnly"`,
  );
  return [...readOnlyFaults(state!), ...(await clockFaults(sql))];
}

async function missingGrants(sql: Sql, role: string): Promise<string[]> {
  const lacking = await rows<{ name: string; lacks: string }>(
    sql,
    `SELECT relname::text AS name, string_agg(privilege, ', ' ORDER BY n) AS lacks
     FROM pg_class JOIN unnest($1::text[]) WITH ORDINALITY AS needed (privilege, n) ON NOT has_table_privilege(pg_class.oid, privilege)
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations'
       -- another program's tables may stand there too
       AND relowner = (SELECT relowner FROM pg_class WHERE oid = 'database_identity'::regclass) GROUP BY relname ORDER BY relname`,
    [NEEDED],
  );
  if (lacking.length === 0) return [];
  const named = lacking.slice(0, NAMED_AT_MOST).map(({ name, lacks }) => `${lacks} on ${name}`);
  const more = lacking.length > NAMED_AT_MOST ? ` and more on ${lacking.length - NAMED_AT_MOST} others` : '';
  return [`the role ${role} lacks ${named.join('; ')}${more}: grant it what docs/operators.md lists under Roles`];
}

/** The database's own time, in milliseconds. */
export async function databaseNow(sql: Sql): Promise<number> {
  const [now] = await rows<{ at: number }>(sql, 'SELECT clock_timestamp() AS at');
  return now!.at;
}

/** Another clock against this machine's, in milliseconds: above nought it is ahead. What the question took is no difference. */
export async function differenceTo(ask: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  // The longer an answer takes, the less exact is the comparison: the quickest of three counts.
  for (let n = 0; n < 3; n++) {
    const before = Date.now();
    const there = await ask();
    const after = Date.now();
    const difference = there > after ? there - after : there < before ? there - before : 0;
    if (Math.abs(difference) < Math.abs(least)) least = difference;
    if (Math.abs(least) <= MOST_DIFFERENCE_MS) break;
  }
  return least;
}

export async function clockFaults(sql: Sql): Promise<string[]> {
  const difference = await differenceTo(() => databaseNow(sql));
  return Math.abs(difference) > MOST_DIFFERENCE_MS ? [clockFault("the database's", difference)] : [];
}

/** `whose`: "the database's", "the Temporal server's". */
export function clockFault(whose: string, difference: number): string {
  const seconds = Math.round(Math.abs(difference) / 1000);
  return `this machine's clock is ${seconds} s ${difference > 0 ? 'behind' : 'ahead of'} ${whose}: set the clocks right (NTP); until then nothing is started or sent`;
}
