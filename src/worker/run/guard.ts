import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Database } from '../../store/base/connection/database.js';
import { databaseFault } from '../../store/base/connection/database-faults.js';
import { clockFault, MOST_DIFFERENCE_MS, passingFaults } from '../../store/base/health.js';
import type { Identity } from '../../store/base/identity.js';
import { coalesce } from '../tell/messenger.js';
import { strangerFault, temporalClockFaults } from './namespace.js';

/** How often the guard looks whether this worker may still act. */
const LOOK_MS = 5_000;
/** How long the result of a look is trusted. Whoever adopts a namespace waits longer than this before starting anything. */
export const TRUST_MS = 15_000;
/** How often the Temporal server's clock is compared: it costs a workflow, and clocks drift slowly. */
const CLOCK_MS = 10 * 60_000;

export interface Guard {
  /** In front of every activity: nothing is decided or sent by a worker that must not act. */
  interceptor: ActivityInterceptorsFactory;
  /** Rejects when the namespace has become another database's: then this worker has to go. Never resolves. */
  lost: Promise<never>;
  stop(): Promise<void>;
}

/**
 * Looks, as long as the worker runs, whether the namespace is still of our database, the database still takes what is written,
 * and the clocks still agree. The worker has been found good when this begins.
 */
export function startGuard(
  { client, db, identity }: { client: Client; db: Database; identity: Identity },
  say: (line: string) => void,
): Guard {
  let fault: string | null = null;
  let goodAt = performance.now();
  let clockAt = performance.now();
  let lose: (why: Error) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => {
    lose = reject;
  });
  lost.catch(() => undefined);

  const look = coalesce(async () => {
    const stranger = await strangerFault(client, identity);
    const clockIsDue = performance.now() - clockAt > CLOCK_MS;
    const faults = await passingFaults(db.pool);
    if (clockIsDue) faults.push(...(await temporalClockFaults(client)));
    const found = stranger ?? faults[0] ?? null;
    if (found !== fault) say(found ?? 'all is well again: work goes on');
    fault = found;
    if (found === null) {
      goodAt = performance.now();
      if (clockIsDue) clockAt = goodAt;
    }
    if (stranger !== null) lose(new Error(stranger));
  });
  let unknown = false;
  const lookAndSay = () =>
    look().then(
      () => {
        unknown = false;
      },
      (error: unknown) => {
        if (!unknown)
          say(`${databaseFault(error) ?? 'Temporal cannot be asked'}: nothing is done until that is mended`);
        unknown = true;
      },
    );
  const timer = setInterval(() => void lookAndSay(), LOOK_MS);

  return {
    lost,
    stop: async () => clearInterval(timer),
    interceptor: () => ({
      inbound: {
        execute: async (input, next) => {
          const isOld = () => performance.now() - goodAt > TRUST_MS;
          if (isOld()) await look();
          if (fault !== null || isOld()) throw notNow(fault ?? 'whether this worker may act is not known');
          const { now } = (input.args[0] ?? {}) as { now?: unknown };
          const ahead = typeof now === 'number' ? now - Date.now() : 0;
          if (ahead > MOST_DIFFERENCE_MS) throw notNow(clockFault("the Temporal server's", ahead));
          return next(input);
        },
      },
    }),
  };
}

/** The type of the failure by which an activity is held up. */
export const NOT_NOW = 'NotNow';
const notNow = (why: string) => ApplicationFailure.retryable(why, NOT_NOW);
