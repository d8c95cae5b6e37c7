import type { Socket } from 'node:net';
import type pg from 'pg';

/**
 * A statement of minutes hears nothing while the server works, and nothing either when the network has dropped the connection. So
 * another connection asks what the server is doing: if the server waits for us while we wait for it, the connection is dead.
 */

/** How often it is looked whether anything was sent or received. */
const LOOK_MS = 5_000;
/** After so long without a byte in either direction the server is asked. */
const QUIET_MS = 30_000;
/** So often in a row the server must be found waiting, since an answer may just be on its way. */
const LOOKS = 2;
/** After so many questions without an answer (of ten seconds each) the server has lost our statement, too. */
const MOST_UNANSWERED = 6;

/** An internal of pg. */
interface Inside {
  readyForQuery: boolean;
}

interface Other {
  /** The server has no such transaction, or waits for its next statement. */
  waits: boolean;
  /** A load balancer has sent the question to a replica, which knows nothing of the transaction. */
  replica: boolean;
}

/** Watches a transaction that has begun, until it is told to stop. One whose connection fell silent is ended on both sides. */
export async function watchSilence(pool: pg.Pool, client: pg.PoolClient): Promise<() => void> {
  const begun = await client.query<{ pid: number; began: string }>(
    'SELECT pg_backend_pid() AS pid, now()::text AS began',
  );
  const transaction = [begun.rows[0]!.pid, begun.rows[0]!.began];
  const stream = client.connection.stream as Socket;
  let moved = '';
  let movedAt = performance.now();
  let waiting = 0;
  let unanswered = 0;
  let looking = false;

  const look = async () => {
    const now = `${stream.bytesRead} ${stream.bytesWritten} ${(client as unknown as Inside).readyForQuery}`;
    if (now !== moved || (client as unknown as Inside).readyForQuery) {
      moved = now;
      movedAt = performance.now();
      waiting = unanswered = 0;
    }
    if (performance.now() - movedAt < QUIET_MS) return;
    const found = await pool.query<Other>(OTHER, transaction).catch((error: Error) => {
      if (/due to connection timeout|Query read timeout/.test(error.message)) unanswered++;
      return null;
    });
    if (found) {
      const { waits, replica } = found.rows[0]!;
      unanswered = 0;
      waiting = waits && !replica ? waiting + 1 : 0;
    }
    if (waiting < LOOKS && unanswered < MOST_UNANSWERED) return;
    clearInterval(timer);
    stream.destroy();
    // Otherwise the transaction would keep its locks until the server notices that we are gone.
    await pool.query(END, transaction).catch(() => undefined);
  };
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look().finally(() => {
      looking = false;
    });
  }, LOOK_MS).unref();
  return () => clearInterval(timer);
}

const THIS = 'pid = $1 AND xact_start = $2::timestamptz';
const OTHER = `SELECT pg_is_in_recovery() AS replica, NOT EXISTS (SELECT FROM pg_stat_activity WHERE ${THIS}
  AND state = 'active' AND wait_event_type IS DISTINCT FROM 'Client') AS waits`;
const END = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${THIS}`;
