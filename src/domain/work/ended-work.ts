import { type Arrears, amountOf, unpaidDueOn } from '../loan/account/arrears.js';
import type { LoanState } from '../loan/loan-file.js';
import type { Step } from '../loan/steps.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import type { Day } from '../time/dates.js';

/** The diary's key of a cancelled task: with the moment of the fact, since a task that came back may be cancelled again. */
export function cancelKey({ file, factAt }: Scene, task: string): string {
  const key = `cancel/${task}`;
  return file.done.has(key) ? `${key}/${factAt}` : key;
}

/** A call in the place of a reminder that could not be sent ends when what it would remind of is paid. */
export function remindedOfNothing(scene: Scene, arrears: Arrears, state: LoanState): Step[] {
  return scene.file.openTasks.flatMap(({ task, kind }): Step[] => {
    const paid = paidThatItRemindsOf(scene, task);
    if (paid === null) return [];
    const base = { at: scene.factAt, rule: 'S4', dpd: arrears.dpd, stage: state.stage };
    const why: Reason = { code: 'reminded-is-paid', dueOn: paid === 'then' ? null : paid };
    return [{ ...base, what: 'task.cancel', key: cancelKey(scene, task), why, task, kind }];
  });
}

/** The due day that such a call reminds of, where that is paid (`then`: it is in the schedule no more); null: it is not, or the task is none of these. */
export function paidThatItRemindsOf({ file, account, today }: Scene, task: string): Day | 'then' | null {
  const seq = /^remind\/(\d+)\//.exec(task.slice(file.loan.length + 1))?.[1];
  if (seq === undefined) return null;
  const dueOn = account.instalments.find((it) => it.seq === Number(seq))?.dueOn;
  const unpaid = dueOn === undefined ? [] : unpaidDueOn(account, dueOn, today);
  return unpaid.reduce((sum, part) => sum + amountOf(part), 0) > (account.tolerance ?? 0) ? null : (dueOn ?? 'then');
}
