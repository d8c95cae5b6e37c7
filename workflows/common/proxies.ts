import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.js';

type Deciding = Pick<Activities, Extract<keyof Activities, `advance${string}` | 'openDuty'>>;

/**
 * Deciding is a local activity: two statements in the database, no word to anyone outside, and it may run again at any
 * time since the diary knows what is done. It saves the server half the work of a wake-up (docs/decisions/0001).
 * A database that is away is waited for without an end, since nothing else can be done for the loan meanwhile. Between retries of
 * more than five seconds (`localRetryThreshold`) a timer of the server waits, not the worker: a waiting worker reports every eight
 * seconds, which fills a history in two days instead of a month, keeps the worker from stopping and, for a whole book, overloads the server.
 */
export const deciding = proxyLocalActivities<Deciding>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '200ms', maximumInterval: '5 minutes' },
  localRetryThreshold: '5s',
});

/**
 * Sending is a regular activity. A batch of a hundred with a provider that does not answer takes at most 100 s (16 at a
 * time, 10 s each, then the look-up); a worker that dies is noticed by the missing heartbeat.
 * Letters are made, and systems told, for a minute at a time (activities/sending/letters.ts, activities/webhooks.ts); a part of a batch is some seconds.
 */
export const { dispatchNotices, makeLetters, deliverWebhook, workBatch } = proxyActivities<Activities>({
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

/** A book that comes in is a hundred thousand entries of the record; ten years of it are compared in minutes. What fails three times is done the next time. */
export const { writeRecord, compareRecord } = proxyActivities<Activities>({
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '10s', maximumAttempts: 3 },
});

/** A first book of a hundred thousand loans takes minutes. What fails twice is looked at again by the next run. */
export const { takeBooks } = proxyActivities<Activities>({
  startToCloseTimeout: '4 hours',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '10s', maximumAttempts: 2 },
});

/** A slow mail server takes a second for each member of staff. Three attempts are enough, since the workflow itself tries again later. */
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
