import type { Arrears } from '../loan/account/arrears.js';
import type { EndedTask, LoanState, OpenTask } from '../loan/loan-file.js';
import type { Step } from '../loan/steps.js';
import { takesOver } from '../plan/risk.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import { cancelKey } from '../work/ended-work.js';
import { isNextStep } from './never-silent.js';
import { placeOfWork } from './step-down.js';

/**
 * S5: once a suit (or whatever else the plan lets take over) is approved, the ladder's open work ends: friendly calls, the question of
 * the cause, letters, agreements in the making, and the question which way a maturing loan will go.
 */
export function takenOver(scene: Scene, arrears: Arrears, state: LoanState): Step[] {
  const { file, plan } = scene;
  const suit = scene.suitAt(scene.now);
  if (suit === null) return [];
  const rule = plan.cases.find((it) => it.kind === suit.kind)?.rule ?? 'S5';
  const why: Reason = { code: 'taken-over', kind: suit.kind };
  const base = { at: scene.factAt, rule, why, dpd: arrears.dpd, stage: state.stage };
  return file.openTasks
    .filter((it) => isTakenOver(scene, it))
    .map(({ task, kind }) => ({ ...base, what: 'task.cancel', key: cancelKey(scene, task), task, kind }));
}

function isTakenOver(scene: Scene, { task, delinquency }: OpenTask): boolean {
  const entry = task.slice(scene.file.loan.length + 1);
  if (delinquency === null) return entry.startsWith('maturity/');
  if (isNextStep(scene, task)) return false;
  const stage = scene.plan.ladder.stages[placeOfWork(scene, task)];
  return !stage?.actions.some(({ id, besideSuit }) => besideSuit && entry.includes(`/${stage.stage}/${id}/`));
}

/** Whether a task ended because a suit took over and was not undone: such work does not come back. */
export const endedBySuit = ({ file, plan }: Scene, { endedAt }: EndedTask): boolean =>
  file.cases.some(
    ({ kind, approvedAt, closedAt, undone }) =>
      !undone &&
      takesOver(plan, kind) &&
      approvedAt !== null &&
      approvedAt <= endedAt &&
      endedAt <= (closedAt ?? Infinity),
  );
