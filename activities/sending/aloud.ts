import { log } from '@temporalio/activity';
import type { Channel, Outcome } from '../../src/channels/index.js';
import { keptBack } from './send-all.js';

/** For each channel that takes nothing, the code that was logged last; a channel that takes messages is not in it. */
const said = new WeakMap<Channel, string>();

/**
 * Logs once that a provider or mail server takes nothing, and once that it takes messages again. Otherwise nobody would notice, since
 * each message merely waits. `doctor` says it too (src/cli/ops/doctor-database.ts).
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
