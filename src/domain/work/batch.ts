import { z } from 'zod';
import { CHANNELS } from '../plan/plan.js';
import { addDays, isDay, type Moment, momentAt } from '../time/dates.js';

const day = z.string().refine(isDay, 'must be a day, YYYY-MM-DD');
const text = z.string().min(1).max(1000);

/** What is done to each loan of a batch. */
export const batchAction = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('retrigger').describe('the newest step of that kind in its diary once more; contact rules hold'),
    what: z.enum(['notice', 'task.open']),
    channel: z.enum(CHANNELS).optional().describe('messages on this one'),
    rule: text.optional().describe('steps by this row of the plan, P4.5'),
    since: day.optional().describe('steps from this day on'),
    unreached: z.boolean().optional().describe('messages that did not reach anybody: refused, dropped, not delivered'),
  }),
  z.strictObject({
    kind: z.literal('restart').describe('its workflow ends and begins again from the database'),
  }),
  z.strictObject({
    kind: z.literal('hold').describe('nothing goes out for it'),
    until: day.optional().describe('its last day; left out: until released'),
    reason: text.describe('dispute, bereavement, legal-stay, data-error, …'),
    everything: z.boolean().optional().describe('checks and visits rest too'),
  }),
  z.strictObject({ kind: z.literal('release').describe('its hold ends') }),
]);
export type BatchAction = z.infer<typeof batchAction>;
export type Retrigger = Extract<BatchAction, { kind: 'retrigger' }>;

const days = z.int().min(0).max(100_000);

/** Of which open loans a batch is: those of which all that is said here is true. */
export const batchFilter = z.strictObject({
  plan: text.optional(),
  branch: text.optional(),
  manager: text.optional(),
  stage: text.optional(),
  dpdFrom: days.optional().describe('days past due, at least'),
  dpdTo: days.optional().describe('at most'),
  loans: z.array(text).min(1).max(10_000).optional().describe('these alone'),
});
export type BatchFilter = z.infer<typeof batchFilter>;

/** What a batch may be called. */
export const BATCH_NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;
/** Loans a minute, where nobody says otherwise: slow enough to be stopped before much is done. */
export const USUAL_PACE = 120;
/** A batch of more loans than this begins when another person has approved it. Our own number. */
export const ALONE_UP_TO = 1000;

/** How a batch goes on: `loans` at once, and the next part so many milliseconds later. */
export function paceOf(perMinute: number): { loans: number; everyMs: number } {
  const loans = Math.ceil(perMinute / 60);
  return { loans, everyMs: Math.round((loans * 60_000) / perMinute) };
}

/** When the hold of a batch ends; null: when somebody releases it. */
export const heldUntil = ({ until }: Extract<BatchAction, { kind: 'hold' }>): Moment | null =>
  until === undefined ? null : momentAt(addDays(until, 1), '00:00');
