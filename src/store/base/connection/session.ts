import pg from 'pg';

/**
 * What each session is told when it begins, so that no setting of the server, the database or the role decides how moments,
 * days and texts are read: a server in Asia/Shanghai says moments with another offset, and Prisma drops it. As parameters of
 * their own, not by `options`: these are the ones that PgBouncer follows in every mode; it refuses the others.
 */
const SESSION = { TimeZone: 'UTC', DateStyle: 'ISO, MDY', standard_conforming_strings: 'on' };

/** Nobody is left waiting for a server that fell over and will never answer. */
export const ANSWER_MS = 30_000;
/** How much longer we wait than the server: as a rule it is the one to say that a statement took too long. */
export const ON_ITS_WAY_MS = 5_000;

/** What pg keeps to itself, and has no other way to change. */
interface Inside {
  getStartupConf(): Record<string, string>;
  connectionParameters: { query_timeout: number };
  query(...question: unknown[]): unknown;
}

/**
 * A connection that begins with these settings, and is destroyed by a question that got no answer in time: what is asked
 * next would wait behind it. Whoever manages the server sees by its name that it is ours.
 */
export class SessionClient extends pg.Client {
  /** Statements that have a name are kept, and planned no more. Otherwise they go without one. */
  keepsStatements = false;

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const { getStartupConf, query } = this as unknown as Inside;
    Object.assign(this, {
      getStartupConf: () => ({ ...getStartupConf.call(this), ...SESSION }),
      query: (...question: unknown[]) => {
        const answer = query.apply(this, this.keepsStatements ? question : question.map(withoutName));
        if (answer instanceof Promise)
          answer.catch((error: Error) => {
            if (error.message === 'Query read timeout') this.connection.stream.destroy();
          });
        return answer;
      },
    });
  }
}

function withoutName(part: unknown): unknown {
  if (typeof part !== 'object' || part === null || !('name' in part && 'text' in part)) return part;
  const { name, ...rest } = part;
  return rest;
}

/**
 * Whether the server itself is at the other end, which told its process when the connection began, or a pooler that may
 * give each transaction to another one: there a named statement is not found again, unless the pooler looks after them.
 */
export async function isDirect(client: pg.ClientBase, withinMs: number): Promise<boolean> {
  const question = { text: 'SELECT pg_backend_pid() AS pid', query_timeout: withinMs };
  const { rows } = await client.query<{ pid: number }>(question);
  return rows[0]!.pid === (client as unknown as { processID: number | null }).processID;
}

/** Each question from now on, by our own watch: the server's says nothing when the server is away. */
export function waitAtMost(client: pg.Client, ms: number): void {
  (client as unknown as Inside).connectionParameters.query_timeout = ms;
}

/** Shown in pg_stat_activity: `postloan worker`, `postloan import`. An application_name in DATABASE_URL wins. */
export const applicationName = (): string => {
  const command = process.argv[2] ?? '';
  return /^[a-z]+$/.test(command) ? `postloan ${command}` : 'postloan';
};

/** How long the server lets one statement, one lock and a pause between two statements take, in milliseconds. */
export interface Limits {
  statement: number;
  lock: number;
  idle: number;
  /** All statements see the database as it was at one moment. Left out: each sees what is there by then. */
  oneMoment?: true;
}

const MINUTE = 60_000;
/** What people and loans wait for. */
export const SHORT: Limits = { statement: ANSWER_MS, lock: 20_000, idle: MINUTE };
/** A book of a million rows, a report of all loans, a second import behind a first: minutes, and sixfold. */
export const LONG: Limits = { statement: 60 * MINUTE, lock: 60 * MINUTE, idle: 10 * MINUTE };
/** A step of figures is given up after twenty minutes: its statement ends before, so that none is left over. */
export const FIGURES: Limits = { ...LONG, statement: 15 * MINUTE, oneMoment: true };

/**
 * Begins a transaction with all that it needs, whatever the server's defaults are. READ COMMITTED: what waits for a row sees
 * it as it is then, instead of failing.
 */
export const beginWith = ({ statement, lock, idle, oneMoment }: Limits): string =>
  `BEGIN ISOLATION LEVEL ${oneMoment ? 'REPEATABLE READ' : 'READ COMMITTED'}; SET LOCAL statement_timeout = ${statement}; SET LOCAL lock_timeout = ${lock};
   SET LOCAL idle_in_transaction_session_timeout = ${idle}`;
