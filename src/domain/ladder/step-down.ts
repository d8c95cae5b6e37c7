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
 * The stage follows the days past due of the oldest unpaid instalment: when that is paid and a younger one is still overdue, the loan
 * steps down, the work of the higher stage ends, and the lower one is entered anew. Where a plan's stages stay until nothing is
 * overdue (`stepDown: when-cured`), the loan leaves only a stage that it turns out never to have reached, because an earlier payment
 * was booked late (S4).
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
  // A new version of a plan may come long after the last fact: then the step is dated today.
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

/** The index in the ladder of the stage that a piece of work belongs to; -1: it belongs to none. */
export function placeOfWork({ file, plan }: Scene, task: string): number {
  const [, stage, next] = task.slice(file.loan.length + 1).split('/');
  const name = stage?.startsWith('again-') ? next : stage;
  return plan.ladder.stages.findIndex((it) => it.stage === name);
}

const delinquentDays = ({ file, account, now }: Scene, day: Day): number =>
  arrearsOn({ ...accountOn(file, account, day, now), pauses: [] }, day).delinquentDays;

/** The most days past due since the delinquency began. Pauses are left out, since a hold for past days undoes nothing done on them. */
const mostDays = (scene: Scene): number =>
  Math.max(...[...daysSince(scene.delinquency!, scene)].map((day) => delinquentDays(scene, day)));

/** Today, and the days of payments and those before them, latest first: between these days the days past due only grow. */
function* daysSince(begin: Day, { file, today }: Scene): Generator<Day> {
  yield today;
  const paidOn = daysOf(file.payments);
  for (let n = countUpTo(paidOn, today) - 1; n >= 0 && paidOn[n]! >= begin; n--) {
    yield paidOn[n]!;
    if (paidOn[n]! > begin) yield addDays(paidOn[n]!, -1);
  }
}
