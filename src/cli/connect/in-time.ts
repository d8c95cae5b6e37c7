import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../store/base/connection/database.js';
import { databaseError } from './errors.js';

/** What serves is better started again than kept waiting; five seconds are promised, in which it is loaded too. */
export const AT_START_MS = 2_000;
/** Whoever runs a command waits a little longer, and does much else meanwhile. */
export const REACH_MS = 5_000;

const TICK_MS = 100;
/** Between an answer and the next question, while something is being started. */
const PAUSE_MS = 250;

/**
 * @throws an Error when it takes longer than a server that is there. Only the time counts in which an answer could have been
 * heard: a program that is loading, or that a busy machine lets wait, ticks no faster than it lives.
 */
export async function inTime<T>(asked: Promise<T>, patienceMs: number): Promise<T> {
  asked.catch(() => undefined);
  let ticks = 0;
  let ticking: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    ticking = setInterval(() => {
      ticks++;
      if (ticks * TICK_MS >= patienceMs) reject(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
    }, TICK_MS).unref();
  });
  return Promise.race([asked, late]).finally(() => clearInterval(ticking));
}

/** Something that is needed all the while. `ask` fails or hangs when it is not there. */
export interface Service {
  ask(): Promise<unknown>;
  fault(error: unknown): unknown;
}

export const databaseThere = ({ pool }: Database): Service => ({
  // One whose connections are all at work is not asked: what it does says enough, and its own question ends by itself.
  ask: async () => (pool.idleCount > 0 || pool.totalCount < pool.options.max) && pool.query('SELECT 1'),
  fault: databaseError,
});

/**
 * Work of a start that may honestly take long, as long as the services go on answering meanwhile. One that has answered
 * before and falls silent ends it as soon as one that never did. @throws Unreachable
 */
export async function whileThere<T>(services: Service[], work: () => Promise<T>): Promise<T> {
  const done = new AbortController();
  const silent = services.map(async ({ ask, fault }) => {
    while (!done.signal.aborted) {
      await inTime(ask(), AT_START_MS).catch((error: unknown) => {
        if (!done.signal.aborted) throw fault(error);
      });
      await sleep(PAUSE_MS, undefined, { ref: false });
    }
    return new Promise<never>(() => undefined);
  });
  for (const it of silent) it.catch(() => undefined);
  const working = work();
  working.catch(() => undefined);
  return Promise.race([working, ...silent]).finally(() => done.abort());
}
