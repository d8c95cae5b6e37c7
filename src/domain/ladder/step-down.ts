import { type Arrears, arrearsOn } from '../loan/arrears.js';
import { CURRENT, type LoanState } from '../loan/loan-file.js';
import { accountOn } from '../loan/look-back.js';
import { countUpTo, daysOf } from '../loan/running-sums.js';
import type { Step } from '../loan/steps.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import { addDays, type Day } from '../time/dates.js';
import { cancelKey } from '../work/ended-work.js';

/**
 * S4: a stage that, as is known now, was never reached on any day is left, and its work ends: money of before was booked late.
 * A stage that was reached stays, whatever part is paid afterwards. Pauses are left out: a hold of days that are past undoes
 * nothing that was done on them.
 */
export function stepDown(scene: Scene, arrears: Arrears, state: LoanState): Step[] {
  const { stages } = scene.plan.ladder;
  const present = stages.findIndex((it) => it.stage === state.stage);
  if (present < 0 || scene.delinquency === null || state.delinquency !== scene.delinquency) return [];
  let days = 0;
  for (const day of daysSince(scene.delinquency, scene)) {
    days = Math.max(days, delinquentDays(scene, day));
    if (days >= stages[present]!.fromDpd) return [];
  }
  const reached = stages.findLastIndex((it) => it.fromDpd <= days);
  const from = state.stage;
  const to = stages[reached]?.stage ?? CURRENT;
  const at = scene.factAt;
  Object.assign(state, { stage: to, ...(to === CURRENT ? { stageEnteredAt: null, delinquency: null } : {}) });
  const base = { at, rule: stages[present]!.rule, dpd: arrears.dpd, stage: to };
  const why: Reason = { code: 'at-most', days };
  const over = scene.file.openTasks.filter(({ task }) => placeOfWork(scene, task) > reached);
  return [
    { ...base, why, what: 'stage', key: `down/${scene.delinquency}/${from}/${at}`, from, to },
    ...over.map(
      ({ task, kind }): Step => ({ ...base, why, what: 'task.cancel', key: cancelKey(scene, task), task, kind }),
    ),
  ];
}

/** The place in the ladder of the stage that a piece of work belongs to; below 0: to none. */
export function placeOfWork({ file, plan }: Scene, task: string): number {
  const [, stage, next] = task.slice(file.loan.length + 1).split('/');
  const name = stage?.startsWith('again-') ? next : stage;
  return plan.ladder.stages.findIndex((it) => it.stage === name);
}

const delinquentDays = ({ file, account, now }: Scene, day: Day): number =>
  arrearsOn({ ...accountOn(file, account, day, now), pauses: [] }, day).delinquentDays;

/** Today, and the days on which most days were past due before something changed, the latest first. */
function* daysSince(begin: Day, { file, today }: Scene): Generator<Day> {
  yield today;
  const paidOn = daysOf(file.payments);
  for (let n = countUpTo(paidOn, today) - 1; n >= 0 && paidOn[n]! >= begin; n--) {
    yield paidOn[n]!;
    if (paidOn[n]! > begin) yield addDays(paidOn[n]!, -1);
  }
}
