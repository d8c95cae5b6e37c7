import { type Arrears, amountOf, unpaidDueOn } from '../loan/account/arrears.js';
import type { LoanState } from '../loan/loan-file.js';
import { keyOfBroken, promiseOutcome } from '../loan/relief/promises.js';
import { dueDaysNow } from '../loan/relief/relief.js';
import type { Step } from '../loan/steps.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import type { Day } from '../time/dates.js';

/** The diary's key of a cancelled task: with the moment of the fact, since a task that came back may be cancelled again. */
export function cancelKey({ file, factAt }: Scene, task: string): string {
  const key = `cancel/${task}`;
  return file.done.has(key) ? `${key}/${factAt}` : key;
}

/** Of further steps those that do not end work which one of the steps ends already. */
export function endingOnce(steps: readonly Step[], further: readonly Step[]): Step[] {
  const ended = new Set(steps.flatMap((it) => (it.what === 'task.cancel' ? [it.task] : [])));
  return further.filter((it) => it.what !== 'task.cancel' || !ended.has(it.task));
}

/** Work ends when what it is about has turned out not to be so: there is nothing left to say to the borrower. */
export function aboutNothing(scene: Scene, arrears: Arrears, state: LoanState): Step[] {
  return scene.file.openTasks.flatMap(({ task, kind }): Step[] => {
    const why = whyAboutNothing(scene, task);
    if (why === null) return [];
    const base = { at: scene.factAt, rule: 'S4', dpd: arrears.dpd, stage: state.stage };
    return [{ ...base, what: 'task.cancel', key: cancelKey(scene, task), why, task, kind }];
  });
}

/**
 * Of a call in the place of a reminder that could not be sent: what it would remind of is paid. Of work about a broken promise: money that
 * was paid in time, and became known late, has kept it. Null: it is about something, or none of these.
 */
export function whyAboutNothing(scene: Scene, task: string): Reason | null {
  const paid = paidThatItRemindsOf(scene, task);
  if (paid !== null) return { code: 'reminded-is-paid', dueOn: paid === 'then' ? null : paid };
  const { file, now } = scene;
  const promise = file.promises.find((it) => task === `${file.loan}/${keyOfBroken(it)}`);
  if (!promise) return null;
  const { amount, on } = promise;
  const found = promiseOutcome(promise, file.payments, now, (at) => dueDaysNow(file, at));
  if (found.outcome !== 'kept') return null;
  return { code: 'promise-judged', amount, on, paid: found.paid, nothingDue: found.paid < amount };
}

/** The due day that such a call reminds of, where that is paid (`then`: it is in the schedule no more); null: it is not, or the task is none of these. */
function paidThatItRemindsOf({ file, account, today }: Scene, task: string): Day | 'then' | null {
  const seq = /^remind\/(\d+)\//.exec(task.slice(file.loan.length + 1))?.[1];
  if (seq === undefined) return null;
  const dueOn = account.instalments.find((it) => it.seq === Number(seq))?.dueOn;
  const unpaid = dueOn === undefined ? [] : unpaidDueOn(account, dueOn, today);
  return unpaid.reduce((sum, part) => sum + amountOf(part), 0) > (account.tolerance ?? 0) ? null : (dueOn ?? 'then');
}
