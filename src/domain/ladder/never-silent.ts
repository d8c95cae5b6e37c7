import type { Arrears } from '../loan/account/arrears.js';
import type { LoanState } from '../loan/loan-file.js';
import { restsOf } from '../loan/relief/relief.js';
import type { Step } from '../loan/steps.js';
import type { LastStep, Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import { addDays, type Day, dayOf, type Moment } from '../time/dates.js';
import { stepsOfCase } from '../work/cases.js';
import { cancelKey } from '../work/ended-work.js';
import { daysOfPassed } from './demand-passed.js';
import { ownerOf } from './owner.js';
import { daysOfActions } from './stage-actions.js';

const SILENT = 'silent/';

/** Whether a task was opened by `neverSilent`; such work goes on during a suit, too. */
export const isNextStep = ({ file }: Scene, task: string): boolean => task.startsWith(`${file.loan}/${SILENT}`);

/**
 * S2: an overdue loan always has a next action by somebody. When nothing was asked of anybody for `neverSilentDays`, whoever has the
 * stage is asked what comes next; when that is still open as many days later, the head of department is. A case that runs, such as a suit,
 * has its steps: until the last of them with a deadline is due nobody else is asked, and then about the suit. A ladder that rests until a
 * known day is left alone till then; for one that rests without an end, the account manager says whether the reason still holds.
 */
export function neverSilent(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  episode: number,
  steps: readonly Step[],
  later: { at: Moment; what: string }[],
): Step[] {
  const { file, plan, now, today } = scene;
  if (scene.pursued === null) return [];
  const rests = restsOf(file, plan, now).filter((it) => it.kind !== 'suit' && it.from <= now);
  const running = rests.filter((it) => it.until === null || it.until > now);
  const endless = running.filter((it) => it.until === null);
  if (running.length > 0 && endless.length === 0) return [];
  // Before the first stage the plan itself waits, until the day on which that begins.
  if (endless.length === 0 && state.stageEnteredAt === null) return [];
  const silentDays = plan.ladder.neverSilentDays;
  const entered = state.stageEnteredAt;
  const suit = scene.suitAt(now);
  const work = stepsAhead(scene);
  const moments = [
    file.takenInAt,
    // A stage that is entered while the ladder rests (in a suit) asks nobody for anything, so it does not count.
    entered !== null && scene.restsAt(entered) ? null : entered,
    // During a hold without an end, the end of another rest starts nothing, so it does not count.
    ...(endless.length > 0 ? endless : rests).map((it) => (it.until !== null && it.until <= now ? it.until : it.from)),
    ...file.cases.flatMap((it) => [it.openedAt, it.approvedAt, it.closedAt]),
    ...steps.filter(({ what }) => what === 'task.open' || what === 'notice').map((it) => it.at),
  ];
  const own = Array.from({ length: silentDays + 1 }, (_, n) => addDays(today, -n)).find((day) =>
    scene.did(SILENT + day),
  );
  const asked = (day: Day) => ({ day, last: { is: 'asked' } as LastStep });
  const days = [
    asked(addDays(scene.pursued, 1)),
    ...moments.filter((it): it is Moment => it !== null && it <= now).map((it) => asked(dayOf(it))),
    ...(own === undefined ? [] : [stateOf(scene, SILENT + own, own, NEXT.kind)]),
    ...daysOfPassed(scene).map(({ day, kind, key }) => stateOf(scene, key, day, kind)),
    ...daysOfActions(scene, state, episode),
    ...byKind(file.workDone ?? []).map(({ kind, at }) => ({ day: dayOf(at), last: { is: 'done', kind } as LastStep })),
    // Until it is due; an approval that nobody gives is nobody's next action.
    ...byKind(file.openTasks).flatMap(({ task, kind, due }) =>
      task.startsWith(`${file.loan}/case/`) ? [{ day: dayOf(due ?? now), last: { is: 'open', kind } as LastStep }] : [],
    ),
    ...work,
  ];
  // Of several on one day, that of which most is known; of those the last by its kind, in whichever order they came.
  const { day: since, last } = days.reduce((latest, it) => (it.day >= latest.day ? it : latest));
  const due = addDays(since, silentDays);
  const day = [due, today].toSorted().at(-1)!;
  const at = scene.slot(day);
  later.push({ at: at > now ? at : scene.slot(addDays(day, silentDays)), what: 'a next step' });
  if (at > now) return [];
  const rule = plan.ladder.stages.find((it) => it.stage === state.stage)?.rule ?? 'S2';
  const amount = arrears.overdue;
  const why: Reason =
    suit && endless.length === 0
      ? { code: 'suit-silent', kind: suit.kind, since, amount, ...(last.is === 'open' ? { step: last.kind } : {}) }
      : { code: 'silent', since, amount, last };
  const base = { at, rule, why, dpd: arrears.dpd, stage: state.stage };
  const stale = file.openTasks.filter((it) => isNextStep(scene, it.task));
  const task =
    endless.length > 0
      ? { ...REST, role: stale.length > 0 ? ('department-head' as const) : ('account-manager' as const) }
      : { ...(suit ? SUIT : NEXT), role: stale.length > 0 ? ('department-head' as const) : ownerOf(scene, state) };
  return [
    ...stale.map(({ task, kind }): Step => ({ ...base, what: 'task.cancel', key: cancelKey(scene, task), task, kind })),
    { ...scene.openTask(SILENT + day, at, base, task), delinquency: scene.pursued },
  ];
}

const NEXT = {
  kind: 'next-step',
  dueDays: 3,
  title: '逾期未结：下一步措施 next step',
  form: ['目前进展', '未还原因', '下一步措施与日期', '负责人'],
};

const SUIT = {
  ...NEXT,
  title: '诉讼进行中：下一步 next step of the suit',
  form: ['案件目前进展', '未办结的步骤与原因', '下一步与期限', '负责人'],
};

const REST = {
  kind: 'rest-review',
  dueDays: 3,
  title: '暂停催收是否仍有必要 is the hold still right',
  form: ['暂停的原因', '是否仍然成立', '预计结束日期', '下一步措施'],
};

const byKind = <T extends { kind: string }>(all: readonly T[]): T[] =>
  all.toSorted((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0));

/** Of the steps of cases that run, the day on which each was done; the day until which one that is not done, or is yet to come, has time. */
const stepsAhead = ({ file, plan }: Scene): { day: Day; last: LastStep }[] =>
  file.cases
    .filter(({ closedAt }) => closedAt === null)
    .flatMap((it) => stepsOfCase(file, plan, it))
    .map(({ spec, due, doneAt }) => {
      const { kind } = spec.task;
      return doneAt === null
        ? { day: dayOf(due), last: { is: 'open', kind } }
        : { day: dayOf(doneAt), last: { is: 'done', kind } };
    });

/** How a piece of work stands that was asked for on a day. */
function stateOf({ file }: Scene, key: string, day: Day, kind: string): { day: Day; last: LastStep } {
  const open = file.openTasks.some(({ task }) => task === `${file.loan}/${key}`);
  return { day, last: open ? { is: 'open', kind } : { is: 'asked' } };
}
