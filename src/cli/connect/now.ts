import { type Clock, REAL_CLOCK } from '../../../activities/dependencies.js';
import type { Moment } from '../../domain/time/dates.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { sampleClock } from '../../sample/sample-clock.js';
import { readRunning } from './home.js';

/** The world's clock; beside an `up` whose sample has a time of its own, the sample's (docs/decisions/0043). */
export function clockHere(): Clock {
  const time = ownEnvironment().DATABASE_URL ? null : readRunning()?.sample;
  return time ? sampleClock(time) : REAL_CLOCK;
}

/** The business moment that was so long ago by the world's time: whoever is waited for lives in it. */
export const ago = (ms: number): Moment => clockHere().toBusiness(Date.now() - ms);

/** The business moment of a command. Who has signed in, and until when, goes by the world's time. */
export const now = (): Moment => clockHere().toBusiness(Date.now());
