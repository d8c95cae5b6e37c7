import type { Moment } from './dates.js';
import { formatMoney } from './money.js';
import { promiseOutcome } from './promises.js';
import type { Scene } from './scene.js';
import type { Entry, Step } from './steps.js';

/** The promise is noted, and by itself what became of it; while it runs the ladder rests. */
export function promiseSteps(
  scene: Scene,
  base: Pick<Entry, 'dpd' | 'stage'>,
  later: { at: Moment; what: string }[],
): Step[] {
  return scene.file.promises.flatMap((promise) => {
    if (promise.madeAt > scene.now) return [];
    const { outcome, at, paid } = promiseOutcome(promise, scene.file.payments, scene.now);
    const said = `promised ${formatMoney(promise.amount)} by ${promise.on}`;
    const line = (what: 'open' | Exclude<typeof outcome, 'running'>, when: Moment, why: string): Step => ({
      ...base,
      what: `promise.${what}`,
      key: `promise/${promise.id}/${what}`,
      at: when,
      rule: 'S2',
      why,
      promise: promise.id,
    });
    const steps = [line('open', promise.madeAt, said)];
    if (outcome === 'running') later.push({ at, what: 'a promise ends' });
    else steps.push(line(outcome, at, `${said}, came ${formatMoney(paid)}`));
    return steps.filter((step) => !scene.file.done.has(step.key));
  });
}
