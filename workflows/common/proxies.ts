import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.js';

type Deciding = Pick<Activities, Extract<keyof Activities, `advance${string}` | 'openDuty'>>;

/**
 * Deciding is a local activity: two statements in the database, no word to anyone outside, and it may run again at any
 * time since the diary knows what is done. It saves the server half the work of a wake-up (docs/decisions/0001).
 * A database that is away is waited for: without an end, since nothing else can be done for the loan meanwhile. Longer waits
 * are timers of the server's: a worker that waits by itself says so every eight seconds, which fills a history in two days
 * (these take a month), keeps it from stopping and, for a whole book, the server from anything else.
 */
export const deciding = proxyLocalActivities<Deciding>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '200ms', maximumInterval: '5 minutes' },
  localRetryThreshold: '5s',
});

/**
 * Sending is a regular activity. A batch of a hundred with a provider that does not answer takes at most 100 s (16 at a
 * time, 10 s each, then the look-up); a worker that dies is noticed by the missing heartbeat.
 * Letters are made for a minute at a time.
 */
export const { dispatchNotices, makeLetters } = proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '15s',
  retry: { initialInterval: '1s', maximumInterval: '1 minute' },
});

/** A hundred thousand workflows are looked through in minutes. What fails three times is done an hour later. */
export const { mendAll } = proxyActivities<Activities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '10s', maximumAttempts: 3 },
});

/** Each person takes milliseconds and is a transaction of its own. What fails three times is done the night after. */
export const { eraseDue } = proxyActivities<Activities>({
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '10s', maximumAttempts: 3 },
});

/** A second for each of the staff when the mail server is slow. The workflow tries again by itself, so three are enough. */
export const { mailWork } = proxyActivities<Activities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '1s', maximumAttempts: 3 },
});

/** A million loans are measured in minutes; a worker that dies meanwhile is noticed by the missing heartbeat. */
export const { gatherFigures, filePaper, deliverPaper } = proxyActivities<Activities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '1s', maximumInterval: '1 minute' },
});
