import { type Arrears, dayOfDelinquency } from '../loan/account/arrears.js';
import { anyEnded, ladderOf, ofEpisode } from '../loan/episode.js';
import { CURRENT, type LoanState } from '../loan/loan-file.js';
import type { Step } from '../loan/steps.js';
import type { Action } from '../plan/plan.js';
import type { LastStep, Reason } from '../reason/reason.js';
import { groundsOf } from '../scene/condition.js';
import type { Scene } from '../scene/scene.js';
import { addDays, type Day, dayOf, daysBetween, LOOK_BACK_DAYS, type Moment, momentAt } from '../time/dates.js';
import { ofPersonIf } from '../work/joined-work.js';

/**
 * What the present stage asks for: at its entry, some days into it, and again every so many days while it lasts. In a later
 * episode of a delinquency the borrower hears anew; a piece of work that was opened before has come back or is done.
 */
export function stageActions(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  episode: number,
  later: { at: Moment; what: string }[],
): Step[] {
  const stage = scene.plan.ladder.stages.find((it) => it.stage === state.stage);
  if (!stage || state.stage === CURRENT || state.stageEnteredAt === null) return [];
  const steps: Step[] = workPassedOver(scene, arrears, state, episode);
  const enteredAt = state.stageEnteredAt;
  const key = (action: Pick<Action, 'id'>, n: number, of = episode) => keyOf(state, of, stage.stage, action, n);
  for (const action of stage.actions) {
    // The first round, and of the later ones those that are not long past.
    for (
      let n = 0;
      n === 0 || action.everyDays !== undefined;
      n = Math.max(n + 1, firstAgain(scene, action, enteredAt))
    ) {
      const planned = timeOfAction(scene, action, enteredAt, n, (of) => key(of, 0));
      if (planned === null) break;
      const what = `${stage.stage}: ${action.id}`;
      if (planned > scene.now) {
        later.push({ at: planned, what });
        break;
      }
      if (scene.did(key(action, n))) continue;
      const at = takenUpAt(scene, action, planned);
      if (at !== null && at > scene.now) later.push({ at, what });
      if (at === null || at > scene.now || at < scene.floor) continue;
      if (n === 0 && action.task && openedBefore(scene, episode, (of) => key(action, 0, of))) continue;
      if (action.when && !groundsOf(action.when, scene.seen(arrears, state))) continue;
      const rule = action.rule ?? stage.rule;
      const since = dayOf(enteredAt);
      const why: Reason = { code: 'in-stage', stage: stage.stage, since, amount: arrears.overdue };
      const base = { rule, why, dpd: arrears.dpd, stage: stage.stage };
      if (action.notice) steps.push(...scene.notify(key(action, n), at, base, action.notice, 'collection', null));
      // When several rounds were missed (a rest, an outage), only the newest piece of work is still opened.
      const missed = action.everyDays !== undefined && timeOfAction(scene, action, enteredAt, n + 1)! <= scene.now;
      if (action.task && missed) continue;
      steps.push(...workOf(scene, action, key(action, n), at, base));
    }
  }
  return steps;
}

/** The number of the first of an action's rounds that may still be carried out: older ones would repeat the same work or message. */
function firstAgain({ today }: Scene, { afterDays, everyDays }: Action, enteredAt: Moment): number {
  const days = daysBetween(dayOf(enteredAt), today) - LOOK_BACK_DAYS - afterDays;
  return Math.floor(days / everyDays!);
}

/** For each action of the present stage the day on which it was last carried out; for work that is still open (`kind`), the day it is due. */
export function daysOfActions(scene: Scene, state: LoanState, episode: number): { day: Day; last: LastStep }[] {
  const { file, plan, today } = scene;
  const stage = plan.ladder.stages.find((it) => it.stage === state.stage);
  const enteredAt = state.stageEnteredAt;
  if (!stage || enteredAt === null) return [];
  return stage.actions.flatMap((action) => {
    const since = daysBetween(dayOf(enteredAt), today) - action.afterDays;
    for (let n = action.everyDays === undefined ? 0 : Math.floor(since / action.everyDays); n >= 0; n--) {
      const key = keyOf(state, episode, stage.stage, action, n);
      if (!scene.did(key)) continue;
      const open = file.openTasks.find(({ task }) => task === `${file.loan}/${key}`);
      const at = timeOfAction(scene, action, enteredAt, n, (of) => keyOf(state, episode, stage.stage, of, 0));
      const last: LastStep = open ? { is: 'open', kind: open.kind } : { is: action.notice ? 'message' : 'asked' };
      return at === null ? [] : [{ day: addDays(dayOf(at), open?.dueDays ?? 0), last }];
    }
    return [];
  });
}

/**
 * Work whose day fell into a rest is taken up when that is over; a message of that day is not made up for. Null: neither, or the
 * rest has no end as yet, or it is a suit.
 */
function takenUpAt(scene: Scene, action: Action, planned: Moment): Moment | null {
  if (!restsFor(scene, action, planned)) return planned;
  const over = action.task && !scene.suitAt(planned) ? scene.restOver(planned) : null;
  return over === null ? null : Math.max(over, scene.slot(dayOf(over)));
}

/** Whether an action rests at a moment. A suit does not stop actions `besideSuit`: pledged stock is still to be counted. */
const restsFor = (scene: Scene, { besideSuit }: Action, at: Moment): boolean =>
  besideSuit ? scene.restsBesideSuit(at) : scene.restsAt(at);

const keyOf = ({ delinquency }: LoanState, episode: number, stage: string, action: Pick<Action, 'id'>, n: number) =>
  `${delinquency}${ofEpisode(episode)}/${stage}/${action.id}/${n}`;

function openedBefore(scene: Scene, episode: number, key: (of: number) => string): boolean {
  for (let of = 0; of < episode; of++) if (scene.did(key(of))) return true;
  return false;
}

function workOf(scene: Scene, action: Action, key: string, at: Moment, base: Parameters<Scene['openTask']>[2]): Step[] {
  if (!action.task) return [];
  const letter = action.letter ? [scene.letter(`${key}/letter`, at, base, action.letter, key)] : [];
  return [
    ...letter,
    { ...scene.openTask(key, at, base, action.task), delinquency: scene.pursued, ...ofPersonIf(action.task.kind) },
  ];
}

/**
 * The work of stages whose days passed while a payment, since taken back, had ended the delinquency: it is opened now. Messages of those
 * days are not made up for.
 */
function workPassedOver(scene: Scene, arrears: Arrears, state: LoanState, episode: number): Step[] {
  const { stages } = scene.plan.ladder;
  // If a later fact has led to it, such as a payment of the oldest part of the arrears, it is dated at that fact.
  const at = Math.max(state.stageEnteredAt!, scene.factAt);
  if (episode === 0 || at < scene.floor || scene.restsBesideSuit(at) || scene.oldestDueOn === null) return [];
  const present = stages.findIndex((it) => it.stage === state.stage);
  const entry = (n: number) => dayOfDelinquency(scene.account, scene.oldestDueOn!, stages[n]!.fromDpd);
  return stages.slice(0, present).flatMap(({ stage, rule, actions }, n) => {
    const [from, until] = [entry(n), entry(n + 1)];
    if (from === null || until === null) return [];
    return actions.flatMap((action): Step[] => {
      const day = addDays(from, action.afterDays);
      const known = openedBefore(scene, episode + 1, (of) => keyOf(state, of, stage, action, 0));
      const early = scene.slot(day) < momentAt(dayOf(scene.file.takenInAt), '00:00');
      if (!action.task || action.after || known || early || day >= until) return [];
      if (restsFor(scene, action, at) || restsFor(scene, action, scene.slot(day))) return [];
      if (action.when && !groundsOf(action.when, scene.seen(arrears, state))) return [];
      const why: Reason = { code: 'passed-over', stage, amount: arrears.overdue };
      const base = { rule: action.rule ?? rule, why, dpd: arrears.dpd, stage: state.stage };
      return workOf(scene, action, keyOf(state, episode, stage, action, 0), at, base);
    });
  });
}

/**
 * When the n-th round of an action is due: on entering the stage, whatever the hour, later at the loan's own minute of the window. An
 * action `after` another (an approval after the review) is due when that one's work was done; null: it was not.
 */
function timeOfAction(
  scene: Scene,
  action: Action,
  enteredAt: Moment,
  n: number,
  keyOf: (of: Pick<Action, 'id'>) => string = ({ id }) => id,
): Moment | null {
  const days = action.afterDays + n * (action.everyDays ?? 0);
  if (action.after !== undefined) {
    const first = `${scene.file.loan}/${keyOf({ id: action.after })}`;
    const doneAt = scene.file.workDone?.find(({ task }) => task === first)?.at ?? null;
    return doneAt === null || days === 0 ? doneAt : scene.slot(addDays(dayOf(doneAt), days));
  }
  if (days > 0) return scene.slot(addDays(dayOf(enteredAt), days));
  // A borrower who was dunned this morning, paid, and whose payment bounced in the afternoon hears of it tomorrow.
  const heard = scene.file.collectedAt ?? null;
  const today = heard !== null && heard < enteredAt && dayOf(heard) === dayOf(enteredAt);
  const bounced = today && anyEnded(ladderOf(scene.file));
  // A borrower whose payment settles the oldest instalment is not dunned for the next one in the same minute.
  const pays = scene.file.payments.some((it) => it.recordedAt === enteredAt);
  return action.notice && (bounced || pays) ? scene.slot(addDays(dayOf(enteredAt), 1)) : enteredAt;
}
