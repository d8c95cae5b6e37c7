import pg from 'pg';

/**
 * What each session is told when it begins, so that no setting of the server, the database or the role decides how moments,
 * days and texts are read: a server in Asia/Shanghai says moments with another offset, and Prisma drops it. As parameters of
 * their own, not by `options`: these are the ones that PgBouncer follows in every mode; it refuses the others.
 */
const SESSION = { TimeZone: 'UTC', DateStyle: 'ISO, MDY', standard_conforming_strings: 'on' };

/** The longest that a usual statement may take: a server that fell over will never answer. */
export const ANSWER_MS = 30_000;
/** How much longer we wait than the server's own limit, so that as a rule the server ends a statement that takes too long. */
export const ON_ITS_WAY_MS = 5_000;

/** Internals of pg for which it has no public interface. */
interface Inside {
  getStartupConf(): Record<string, string>;
  connectionParameters: { query_timeout: number };
  query(...question: unknown[]): unknown;
}

/**
 * A connection that begins with the settings of SESSION. It is destroyed when a statement gets no answer in time, since the next one
 * would wait behind it.
 */
export class SessionClient extends pg.Client {
  /** Whether the server keeps named statements prepared; if not, they are sent without their names. */
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
 * Whether the server itself is at the other end: it told its process id when the connection began. A pooler may give each transaction
 * to another server process, which does not know the named statements of this one, unless the pooler cares for that.
 */
export async function isDirect(client: pg.ClientBase, withinMs: number): Promise<boolean> {
  const question = { text: 'SELECT pg_backend_pid() AS pid', query_timeout: withinMs };
  const { rows } = await client.query<{ pid: number }>(question);
  return rows[0]!.pid === (client as unknown as { processID: number | null }).processID;
}

/** Limits every statement from now on to `ms`, measured here: the server's own limit does not help when the server is away. */
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
/** For statements that people or loans wait for. */
export const SHORT: Limits = { statement: ANSWER_MS, lock: 20_000, idle: MINUTE };
/** For a book of a million rows, a report of all loans, an import that waits for another: they take minutes, and get six times that. */
export const LONG: Limits = { statement: 60 * MINUTE, lock: 60 * MINUTE, idle: 10 * MINUTE };
/** For figures, whose activity gives up a step after twenty minutes (activities/reports.ts): the statement ends earlier. */
export const FIGURES: Limits = { ...LONG, statement: 15 * MINUTE, oneMoment: true };

/**
 * Begins a transaction with its limits, whatever the server's defaults are. READ COMMITTED, since a statement that had to wait for a
 * locked row then sees its new state instead of failing.
 */
export const beginWith = ({ statement, lock, idle, oneMoment }: Limits): string =>
  `BEGIN ISOLATION LEVEL ${oneMoment ? 'REPEATABLE READ' : 'READ COMMITTED'}; SET LOCAL statement_timeout = ${statement}; SET LOCAL lock_timeout = ${lock};
   SET LOCAL idle_in_transaction_session_timeout = ${idle}`;
