import { log } from '@temporalio/activity';
import type { Channel, Outcome } from '../../src/channels/index.js';
import { keptBack } from './send-all.js';

/** Of each channel what was said last of its taking nothing; not there: it takes what comes. */
const said = new WeakMap<Channel, string>();

/**
 * That a provider or mail server takes nothing is said once, and once that it does again: each message only waits, so nobody
 * would notice. `doctor` says it too (src/cli/ops/doctor-database.ts).
 */
export function sayAloud(way: Channel, outcomes: readonly Outcome[]): void {
  if (outcomes.some((it) => it.status === 'sent')) {
    if (said.delete(way)) log.warn(`${way.name}: messages are taken again`);
    return;
  }
  const why = outcomes.find((it) => it.status === 'not-sent' && !keptBack(it));
  if (why?.status !== 'not-sent' || said.get(way) === why.code) return;
  said.set(way, why.code);
  log.warn(`${way.name}: nothing is taken, messages wait: ${why.reason} (${why.code}); see postloan doctor`);
}
