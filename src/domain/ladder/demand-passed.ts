import type { Arrears } from '../loan/account/arrears.js';
import type { LoanState } from '../loan/loan-file.js';
import type { Step } from '../loan/steps.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import { addDays, type Day, dayOf, momentAt } from '../time/dates.js';
import { ownerOf } from './owner.js';

const PASSED = 'demand-passed';

/**
 * S2: a demand gave the borrower so many days (P4.5 the lawyer's letter, P7.6 the written notice with its deadline). On the day after the
 * last of them whoever has the stage says what comes next. What was not handed over has no term that could pass: its work is
 * overdue by itself. While such a question is open another demand asks no second one.
 */
export function demandPassed(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  later: { at: number; what: string }[],
): Step[] {
  const { file, plan, delinquency, now, today } = scene;
  if (delinquency === null) return [];
  const passed = demandsOf(scene, delinquency).flatMap(({ kind, task, until, key }): Step[] => {
    const waits = [...file.openTasks, ...(file.ended ?? [])].some((it) => it.task === task || it.kind === PASSED);
    if (scene.did(key) || waits || scene.restsAt(now)) return [];
    const at = Math.max(scene.since(addDays(until, 1)), momentAt(today, '00:00'));
    if (at > now) {
      later.push({ at, what: key });
      return [];
    }
    const why: Reason = { code: PASSED, kind, until, amount: arrears.overdue };
    const rule = plan.ladder.stages.find((it) => it.stage === state.stage)?.rule ?? 'S2';
    const base = { rule, why, dpd: arrears.dpd, stage: state.stage };
    const opened = scene.openTask(key, at, base, { ...TASK, role: ownerOf(scene, state) });
    return [{ ...opened, delinquency: scene.pursued }];
  });
  return passed.slice(-1);
}

/** Each demand in a delinquency, until when it gave time, and the key of the work when that was over. */
function demandsOf({ file, plan, now }: Scene, delinquency: Day) {
  const letters = (file.letters ?? []).filter(({ at }) => at <= now && dayOf(at) > delinquency);
  return letters.flatMap(({ kind, task, at }) => {
    const days = plan.demands?.[kind];
    if (days === undefined) return [];
    const until = addDays(dayOf(at), days);
    return [{ kind, task, until, key: `${PASSED}/${kind}/${until}` }];
  });
}

/** The days on which somebody was asked what comes after a demand, and the work that it was. */
export const daysOfPassed = (scene: Scene): { day: Day; kind: string; key: string }[] =>
  scene.delinquency === null
    ? []
    : demandsOf(scene, scene.delinquency).flatMap(({ key, until }) =>
        scene.did(key) ? [{ day: addDays(until, 1), kind: PASSED, key }] : [],
      );

const TASK = {
  kind: PASSED,
  dueDays: 3,
  title: '催告期限已过未还：下一步措施 term of the demand is over',
  form: ['送达与签收情况', '客户答复', '下一步：继续催收、保全、诉讼或缓释', '负责人与期限'],
};
