import type pg from 'pg';
import { NEWS, numberEvents } from '../../../store/news/events.js';
import type { ApiContext } from '../../context.js';

/** So often it is looked whether something has changed, besides when the database says so. */
const LOOK_MS = 1_000;

/** Says to whoever waits in this process that there may be events: after each look, and as soon as the database tells of some that another process has seen. */
export interface Listening {
  /** Resolves when there may be new ones, or after a while. */
  soon(): Promise<void>;
  stop(): Promise<void>;
}

/** Looks as long as the API runs. A connection is kept for the database's own word only while somebody waits. */
export function startListening({ db, log, tell }: ApiContext): Listening {
  let waiting: (() => void)[] = [];
  let told: pg.PoolClient | null = null;
  let failing = false;
  let stopped = false;
  const wake = () => {
    const before = waiting;
    waiting = [];
    for (const go of before) go();
  };
  const hear = async () => {
    if (told !== null || stopped) return;
    const client = await db.pool.connect();
    told = client;
    const lost = () => {
      if (told === client) told = null;
    };
    client.on('notification', wake).once('error', lost).once('end', lost);
    await client.query(`LISTEN ${NEWS}`);
  };
  /** The connection is ended: another user of it would hear what is not for him. */
  const deafen = () => {
    told?.release(true);
    told = null;
  };
  const look = async () => {
    if (await numberEvents(db)) tell();
    if (waiting.length > 0) await hear();
    else deafen();
    failing = false;
  };
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = look()
      .catch(() => {
        deafen();
        if (!failing) log('warn', 'the database does not tell what is new: it is asked again');
        failing = true;
      })
      .then(wake);
  }, LOOK_MS);
  return {
    soon: () => new Promise((resolve) => waiting.push(resolve)),
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await looking;
      deafen();
      wake();
    },
  };
}
