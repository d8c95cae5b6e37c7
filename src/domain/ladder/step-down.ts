import { type Arrears, arrearsOn } from '../loan/account/arrears.js';
import { countUpTo, daysOf } from '../loan/account/running-sums.js';
import { endedEpisodes, ladderOf, ofEpisode } from '../loan/episode.js';
import { CURRENT, type LoanState } from '../loan/loan-file.js';
import { accountOn } from '../loan/relief/look-back.js';
import type { Step } from '../loan/steps.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import { addDays, type Day, momentAt } from '../time/dates.js';
import { cancelKey } from '../work/ended-work.js';

/**
 * The stage is that of the days of the oldest instalment now unpaid: when that is paid and a younger one is overdue, the loan goes
 * down, what the higher stage had opened ends, and the lower one is entered anew. Where a plan's stages stay until nothing is
 * overdue (`stepDown: when-cured`), only a stage is left that, as is known now, was never reached on any day: money of before was
 * booked late (S4).
 */
export function stepDown(scene: Scene, arrears: Arrears, state: LoanState): Step[] {
  const { file, plan, pursued } = scene;
  const { stages } = plan.ladder;
  const present = stages.findIndex((it) => it.stage === state.stage);
  if (present < 0 || pursued === null || state.delinquency === null) return [];
  const days = plan.ladder.stepDown === 'with-arrears' ? arrears.delinquentDays : mostDays(scene);
  const reached = stages.findLastIndex((it) => it.fromDpd <= days);
  if (reached >= present) return [];
  const from = state.stage;
  const to = stages[reached]?.stage ?? CURRENT;
  // Rules may change long after the last fact: nothing is done back in time.
  const at = Math.max(scene.factAt, momentAt(scene.today, '00:00'));
  const moved = state.delinquency !== pursued;
  const base = { at, rule: stages[present]!.rule, dpd: arrears.dpd, stage: to };
  const why: Reason = moved ? { code: 'due-is-paid', dueOn: state.delinquency } : { code: 'at-most', days };
  const again = moved ? endedEpisodes(ladderOf(file), pursued) : 0;
  const key = `cure/${state.delinquency}/${at}${again > 0 ? `/${pursued}${ofEpisode(again)}` : ''}`;
  const over = file.openTasks.filter((it) =>
    moved ? it.delinquency !== null && it.delinquency !== pursued : placeOfWork(scene, it.task) > reached,
  );
  const entered = to === CURRENT ? { stageEnteredAt: null, delinquency: null } : { delinquency: pursued };
  Object.assign(state, { stage: to, ...(moved ? { stageEnteredAt: at } : {}), ...entered });
  return [
    { ...base, why, what: 'stage', key, from, to },
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

/** Pauses are left out: a hold of days that are past undoes nothing that was done on them. */
const mostDays = (scene: Scene): number =>
  Math.max(...[...daysSince(scene.delinquency!, scene)].map((day) => delinquentDays(scene, day)));

/** Today, and the days on which most days were past due before something changed, the latest first. */
function* daysSince(begin: Day, { file, today }: Scene): Generator<Day> {
  yield today;
  const paidOn = daysOf(file.payments);
  for (let n = countUpTo(paidOn, today) - 1; n >= 0 && paidOn[n]! >= begin; n--) {
    yield paidOn[n]!;
    if (paidOn[n]! > begin) yield addDays(paidOn[n]!, -1);
  }
}
