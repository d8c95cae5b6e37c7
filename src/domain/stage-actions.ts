import type { Arrears } from './arrears.js';
import { groundsOf } from './condition.js';
import { addDays, dayOf, type Moment } from './dates.js';
import { CURRENT, type LoanState } from './loan-file.js';
import { formatMoney } from './money.js';
import type { Action } from './plan.js';
import type { Scene } from './scene.js';
import type { Step } from './steps.js';

/** What the present stage asks for: at its entry, some days into it, and again every so many days while it lasts. */
export function stageActions(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  later: { at: Moment; what: string }[],
): Step[] {
  const stage = scene.plan.ladder.stages.find((it) => it.stage === state.stage);
  if (!stage || state.stage === CURRENT || state.stageEnteredAt === null) return [];
  const steps: Step[] = [];
  const enteredAt = state.stageEnteredAt;
  for (const action of stage.actions) {
    for (let n = 0; n === 0 || action.everyDays !== undefined; n++) {
      const at = timeOfAction(scene, action, enteredAt, n);
      const key = `${state.delinquency}/${stage.stage}/${action.id}/${n}`;
      if (at > scene.now) {
        later.push({ at, what: `${stage.stage}: ${action.id}` });
        break;
      }
      if (at < scene.floor || scene.restsAt(at) || scene.did(key)) continue;
      if (action.when && !groundsOf(action.when, scene.seen(arrears, state))) continue;
      const rule = action.rule ?? stage.rule;
      const why = `in stage ${stage.stage} since ${dayOf(enteredAt)}, overdue ${formatMoney(arrears.overdue)}`;
      const base = { rule, why, dpd: arrears.dpd, stage: stage.stage };
      if (action.notice) steps.push(...scene.notify(key, at, base, action.notice, 'collection', null));
      // After a time of silence only the newest of the missed pieces of work is still to be done.
      const missed = action.everyDays !== undefined && timeOfAction(scene, action, enteredAt, n + 1) <= scene.now;
      if (action.task && missed) continue;
      if (action.letter) {
        steps.push(scene.letter(`${key}/letter`, at, base, action.letter, action.task ? key : null));
      }
      if (action.task) {
        steps.push({ ...scene.openTask(key, at, base, action.task), delinquency: scene.delinquency });
      }
    }
  }
  return steps;
}

/** The first action of a stage is done when it is entered, whatever the hour; later ones at the loan's own minute. */
function timeOfAction(scene: Scene, action: Action, enteredAt: Moment, n: number): Moment {
  const days = action.afterDays + n * (action.everyDays ?? 0);
  return days === 0 ? enteredAt : scene.slot(addDays(dayOf(enteredAt), days));
}
