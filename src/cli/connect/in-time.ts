import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../store/base/connection/database.js';
import { databaseError } from './errors.js';

/**
 * How long the worker and the API wait for each server when they start: a supervisor starts them again. They promise to fail within
 * five seconds, loading included (docs/operators.md).
 */
export const AT_START_MS = 2_000;
/** How long a command waits for a server: somebody sits before it who would have to type it again. */
export const REACH_MS = 5_000;

/** The patience is counted in such steps. */
const TICK_MS = 100;
/** Between an answer and the next question, while something is being started. */
const PAUSE_MS = 250;

/**
 * The answer, if it comes within `patienceMs`. Counted in ticks of this process's own event loop: while the program is loading, or a
 * busy machine keeps it waiting, it could not have heard an answer, and that time does not count.
 * @throws an Error with code ETIMEDOUT
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

/** A server that is needed; `ask` fails or hangs when it is not there. */
export interface Service {
  ask(): Promise<unknown>;
  fault(error: unknown): unknown;
}

export const databaseThere = ({ pool }: Database): Service => ({
  // Not asked while all connections of the pool are busy: their statements have time limits of their own.
  ask: async () => (pool.idleCount > 0 || pool.totalCount < pool.options.max) && pool.query('SELECT 1'),
  fault: databaseError,
});

/**
 * Work of a start that may rightly take long. It ends with an error as soon as one of the services stops answering.
 * @throws Unreachable
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
