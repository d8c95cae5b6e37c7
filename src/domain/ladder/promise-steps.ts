import type { Arrears } from '../loan/account/arrears.js';
import type { LoanState } from '../loan/loan-file.js';
import { type PromiseOutcome, promiseOutcome } from '../loan/relief/promises.js';
import { dueDaysNow } from '../loan/relief/relief.js';
import type { Step } from '../loan/steps.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import type { Moment } from '../time/dates.js';

const JUDGEMENTS = ['kept', 'part-kept', 'broken', 'open'] as const;
type Said = (typeof JUDGEMENTS)[number];

/** Notes each promise, and what became of it: kept, part-kept or broken. If later payments or reversals change that, it is noted anew. */
export function promiseSteps(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  later: { at: Moment; what: string }[],
): Step[] {
  const { file, now } = scene;
  return file.promises.flatMap((promise) => {
    if (promise.madeAt > now) return [];
    const found = promiseOutcome(promise, file.payments, now, (at) => dueDaysNow(file, at));
    // A loan that is paid off is not looked at again, so its promise is judged now.
    const ends = found.outcome === 'running' && arrears.outstanding === 0;
    const inTime = scene.today <= promise.on ? 'kept' : found.paid > 0 ? 'part-kept' : 'broken';
    const { outcome, at, paid }: Pick<PromiseOutcome, 'outcome' | 'at' | 'paid'> = ends
      ? { outcome: inTime, at: Math.max(scene.factAt, promise.madeAt), paid: found.paid }
      : found;
    const said = { amount: promise.amount, on: promise.on };
    const line = (what: Said, n: number, at: Moment, why: Reason): Step => ({
      dpd: arrears.dpd,
      stage: state.stage,
      what: `promise.${what}`,
      key: keyOf(promise.id, what, n),
      at,
      rule: 'S2',
      why,
      promise: promise.id,
    });
    const last = lastSaid(file.done, promise.id);
    const steps = last ? [] : [line('open', 0, promise.madeAt, { code: 'promised', ...said })];
    const { n, what } = last ?? { n: 0, what: 'open' };
    if (outcome === 'running') later.push({ at, what: 'a promise ends' });
    const is: Said = outcome === 'running' ? 'open' : outcome;
    if (is === what) return steps;
    const nothingDue = outcome === 'kept' && paid < promise.amount;
    const when = n === 0 ? at : is === 'open' ? scene.factAt : Math.max(at, scene.factAt);
    return [...steps, line(is, n + 1, when, { code: 'promise-judged', ...said, paid, nothingDue })];
  });
}

const keyOf = (promise: string, what: Said, n: number) => `promise/${promise}/${n < 2 ? '' : `${n}/`}${what}`;

/** What the diary says last of a promise; null: nothing yet. */
function lastSaid(done: ReadonlySet<string>, promise: string): { n: number; what: Said } | null {
  if (!done.has(keyOf(promise, 'open', 0))) return null;
  let last: { n: number; what: Said } = { n: 0, what: 'open' };
  for (;;) {
    const n = last.n + 1;
    const what = JUDGEMENTS.find((it) => (n > 1 || it !== 'open') && done.has(keyOf(promise, it, n)));
    if (what === undefined) return last;
    last = { n, what };
  }
}
