import { readFileSync, writeFileSync } from 'node:fs';
import type { Clock } from '../../activities/dependencies.js';
import type { Moment } from '../../src/domain/time/dates.js';

/**
 * Business time as a test wants it, at any hour of the real day: the real time and a shift that stands in a file, so
 * that a worker in another process lives in the same time.
 */
export interface TestClock extends Clock {
  now(): Moment;
  /** From now on it is this moment, and time goes on from there. */
  moveTo(moment: Moment): void;
}

export function testClock(file: string): TestClock {
  const shift = () => Number(readFileSync(file, 'utf8'));
  return {
    now: () => Date.now() + shift(),
    moveTo: (moment) => writeFileSync(file, String(moment - Date.now())),
    toBusiness: (time) => time + shift(),
    toWorkflow: (moment) => moment - shift(),
    atContact: () => Date.now() + shift(),
  };
}
