import { recurringChecks } from './care/checks.js';
import { archiveGaps, maturitySteps, offers } from './care/occasions.js';
import { rateNotices } from './care/rates.js';
import { refusedReliefs } from './care/relief-refused.js';
import { clockTasks } from './clocks/clock-tasks.js';
import { proofsToFile } from './clocks/proofs.js';
import { bounced } from './ladder/bounced.js';
import { comesBack } from './ladder/comes-back.js';
import { demandPassed } from './ladder/demand-passed.js';
import { neverSilent } from './ladder/never-silent.js';
import { OVERPAID, overpaidSteps } from './ladder/overpaid.js';
import { promiseSteps } from './ladder/promise-steps.js';
import { instalmentReminders } from './ladder/reminders.js';
import { residueWord } from './ladder/residue.js';
import { ranOut } from './ladder/run-out.js';
import { stageActions } from './ladder/stage-actions.js';
import { stepDown } from './ladder/step-down.js';
import { takenOver } from './ladder/taken-over.js';
import { tierOf } from './ladder/tiers.js';
import { type Arrears, arrearsOn, dayOfDelinquency } from './loan/account/arrears.js';
import {
  CATEGORIES,
  CATEGORY_FROM_DPD,
  type Category,
  isNonPerforming,
  isWorse,
} from './loan/account/classification.js';
import { endedEpisodes, episodeOf, ladderOf, ofEpisode } from './loan/episode.js';
import { lastHeard } from './loan/heard.js';
import { CURRENT, type LoanFile, type LoanState } from './loan/loan-file.js';
import { observationOf } from './loan/relief/observation.js';
import { restsOf } from './loan/relief/relief.js';
import type { Step } from './loan/steps.js';
import { conditionsOf } from './plan/condition.js';
import type { Plan } from './plan/plan.js';
import type { Reason } from './reason/reason.js';
import { conditionsChangeAt } from './scene/condition.js';
import { type Scene, sceneOf } from './scene/scene.js';
import { addDays, type Day, dayOf, type Moment, momentAt } from './time/dates.js';
import { openCases } from './work/cases.js';
import { aboutNothing, cancelKey, endingOnce } from './work/ended-work.js';
import { restTasks } from './work/rest-tasks.js';
import { CATEGORY_REVIEWER } from './work/two-people.js';
import { openWarnings } from './work/warnings/warning-rules.js';

export interface Agenda {
  /** What is to be done now, in order. */
  steps: Step[];
  /** The loan once that is done. */
  state: LoanState;
  /** When the loan must be looked at next if nothing comes in; null: only when something comes in. */
  next: { at: Moment; what: string } | null;
}

/**
 * What a loan's plan asks for at a moment: everything due and not yet in the diary, and when to look again.
 * Pure: the same file, plan and moment answer the same. Taking the steps and asking again answers no steps.
 */
export function agenda(file: LoanFile, plan: Plan, now: Moment): Agenda {
  // A fact may have come in after the workflow noted its time: then the agenda is that of the fact's moment.
  const scene = sceneOf(file, plan, Math.max(now, lastHeard(file)));
  const arrears = arrearsOn(scene.account, scene.today);
  // A reversal may open a closed loan again.
  if (file.state.closedAt !== null && arrears.outstanding === 0) {
    const said = [...promiseSteps(scene, arrears, file.state, []), ...overpaidSteps(scene, arrears, file.state)];
    return { steps: said, state: file.state, next: null };
  }
  const state: LoanState = { ...file.state, closedAt: null };
  const steps: Step[] = [];
  const later: { at: Moment; what: string }[] = [];
  const taken: Taken = { scene, arrears, state, steps, later, episode: 0 };

  steps.push(...promiseSteps(scene, arrears, state, later));
  cure(taken);
  steps.push(...endingOnce(steps, aboutNothing(scene, arrears, state)));
  if (arrears.outstanding === 0) {
    classify(taken);
    close(taken);
    steps.push(...overpaidSteps(scene, arrears, state));
  } else {
    steps.push(...endingOnce(steps, stepDown(scene, arrears, state)));
    taken.episode = episodeOf(ladderOf(file), state.delinquency);
    climb(taken);
    classify(taken);
    steps.push(...overpaidSteps(scene, arrears, state));
    steps.push(...endingOnce(steps, takenOver(scene, arrears, state)), ...comesBack(scene, arrears, file.state, state));
    steps.push(...tierOf(scene, arrears, state, later));
    steps.push(...openWarnings(scene, arrears, state, later));
    steps.push(...restTasks(scene, arrears, state));
    steps.push(...openCases(scene, arrears, state, later));
    steps.push(...stageActions(scene, arrears, state, taken.episode, later));
    steps.push(...bounced(scene, arrears, state, steps), ...ranOut(scene, arrears, state, later));
    steps.push(...demandPassed(scene, arrears, state, later));
    steps.push(...neverSilent(scene, arrears, state, taken.episode, steps, later));
    steps.push(...residueWord(scene, arrears, state, later));
    steps.push(...instalmentReminders(scene, arrears, state, later));
    steps.push(...recurringChecks(scene, arrears, state, later));
    steps.push(...maturitySteps(scene, arrears, state, later));
    steps.push(...offers(scene, arrears, state, later), ...archiveGaps(scene, arrears, state, later));
    steps.push(...rateNotices(scene, arrears, state), ...refusedReliefs(scene, arrears, state));
    steps.push(...clockTasks(scene, arrears, state, later), ...proofsToFile(scene, arrears, state));
    watch(taken);
  }
  later.sort((a, b) => a.at - b.at);
  const next = state.closedAt === null ? (later[0] ?? null) : null;
  return { steps, state, next };
}

interface Taken {
  scene: Scene;
  arrears: Arrears;
  state: LoanState;
  steps: Step[];
  later: { at: Moment; what: string }[];
  /** Which episode of its delinquency the ladder is in (src/domain/loan/episode.ts). */
  episode: number;
}

/** Ends the stage and its open work as soon as nothing is overdue any more, or what is overdue belongs to another delinquency. */
function cure({ scene, arrears, state, steps }: Taken): void {
  const { delinquency, pursued, file } = scene;
  const base = { at: scene.factAt, dpd: arrears.dpd };
  // Within a delinquency a payment may move the pursued due day to a later one, which ends nothing here (stepDown does); a reversal
  // may move it back to an earlier one, which ends the work of the later.
  const isOver = (of: Day) => pursued === null || of > pursued || (of < pursued && of < delinquency!);
  const over = file.openTasks.filter((it) => it.delinquency !== null && isOver(it.delinquency));
  const ends = state.delinquency !== null && isOver(state.delinquency);
  if (!ends && over.length === 0) return;
  const rule = scene.plan.ladder.stages.find((it) => it.stage === state.stage)?.rule ?? 'S3';
  const before = (ends ? state.delinquency : over[0]!.delinquency)!;
  const why: Reason =
    pursued === null
      ? whyNothing(scene, arrears)
      : before > pursued
        ? { code: 'taken-back' }
        : { code: 'due-is-paid', dueOn: before };
  if (ends) {
    const key = `cure/${state.delinquency}/${scene.factAt}`;
    steps.push({ ...base, what: 'stage', key, rule, why, stage: CURRENT, from: state.stage, to: CURRENT });
  }
  for (const { task, kind } of over) {
    steps.push({ ...base, what: 'task.cancel', key: cancelKey(scene, task), rule, why, stage: CURRENT, task, kind });
  }
  if (ends) Object.assign(state, { stage: CURRENT, stageEnteredAt: null, delinquency: null });
}

const nothingOverdue = ({ overdue }: Arrears): Reason =>
  overdue === 0 ? { code: 'nothing-overdue' } : { code: 'within-tolerance', amount: overdue };

function whyNothing({ file, now }: Scene, arrears: Arrears): Reason {
  const extended = file.cases.findLast((it) => it.effect === 'extend' && it.approvedAt !== null && !it.undone);
  const moved = extended !== undefined && extended.approvedAt! <= now && extended.until! >= dayOf(now);
  return moved ? { code: 'relieved', kind: extended.kind, until: extended.until! } : nothingOverdue(arrears);
}

/**
 * S3: the loan enters a worse category by itself on its day, and a better one too while it performs. Out of non-performing only a
 * person may lift it (Order [2023] No. 1, art. 14), who gets a task for that. A category that people have decided stays until they
 * decide anew, but is never better than the days past due, or the observation after a relief, allow.
 */
function classify({ scene, arrears, state, steps, later }: Taken): void {
  const { file, plan, account, now } = scene;
  const { decided } = file;
  const afterRelief = plan.law?.classification.afterRelief;
  const relief = afterRelief && arrears.outstanding > 0 ? observationOf(file, account, afterRelief, now) : null;
  if (relief?.lookOn) later.push({ at: scene.slot(relief.lookOn), what: 'observation of the relief' });
  const observed = relief?.endedOn === null;
  const floor = observed ? afterRelief!.atLeast : 'normal';
  const category = [arrears.category, floor, decided?.category ?? 'normal'].reduce((a, b) => (isWorse(b, a) ? b : a));
  const byDays = category === arrears.category;
  const why: Reason = observed && !byDays ? { code: 'observed', kind: relief.of.kind } : whyOverdue(arrears);
  const base = { rule: 'S3', why, dpd: arrears.dpd, stage: state.stage };
  // When a better category begins: with the last fact, or with the end of an observation.
  const betterAt = Math.max(scene.factAt, relief?.endedOn ? scene.slot(relief.endedOn) : 0);
  const decision = `classify/decided/${decided?.id}`;
  if (decided && !scene.file.done.has(decision)) {
    const why: Reason = { code: 'decided', category: decided.category };
    const at = Math.max(decided.at, scene.file.takenInAt);
    steps.push({ ...base, what: 'classify', key: decision, at, why, from: state.category, to: category });
    state.category = category;
    return;
  }
  if (isWorse(category, state.category)) {
    const at = byDays ? scene.since(addDays(scene.oldestDueOn!, CATEGORY_FROM_DPD[category])) : scene.factAt;
    if (at > scene.now) {
      later.push({ at, what: `classify ${category}` });
      return;
    }
    const key = `classify/${category}/${at}`;
    steps.push({ ...base, what: 'classify', key, at, from: state.category, to: category });
    state.category = category;
  } else if (isWorse(state.category, category)) {
    if (betterAt > now) {
      later.push({ at: betterAt, what: `classify ${category}` });
      return;
    }
    if (isNonPerforming(state.category)) {
      // A person is asked once for each category, unless it was for a better one already, and anew after a decision.
      const anew = decided ? `/${decided.id}` : '';
      const asked = (to: Category) => `classification-review/${state.category}/${to}${anew}`;
      const known = CATEGORIES.some((it) => !isWorse(it, category) && scene.file.done.has(asked(it)));
      if (known || arrears.outstanding === 0 || observed) return;
      const key = asked(category);
      const review = { kind: 'classification-review', role: CATEGORY_REVIEWER, dueDays: 3 } as const;
      steps.push({ ...scene.openTask(key, betterAt, base, review), about: category });
    } else {
      const key = `classify/${category}/${betterAt}`;
      steps.push({ ...base, what: 'classify', key, at: betterAt, from: state.category, to: category });
      state.category = category;
    }
  }
}

/** Everything is paid: open work ends, the loan closes. */
function close({ scene, state, steps }: Taken): void {
  const why: Reason = { code: 'paid-in-full' };
  const base = { at: scene.factAt, rule: 'S4', why, dpd: 0, stage: CURRENT };
  const ends: Step[] = [];
  for (const { task, kind } of scene.file.openTasks.filter((it) => it.kind !== OVERPAID))
    ends.push({ ...base, what: 'task.cancel', key: cancelKey(scene, task), task, kind });
  steps.push(...endingOnce(steps, ends));
  const key = scene.file.done.has('close') ? `close/${scene.factAt}` : 'close';
  steps.push({ ...base, what: 'close', key, kind: 'paid' });
  state.closedAt = scene.factAt;
}

/**
 * Enters each stage on its day, at most once in a delinquency. A loan that is taken in overdue, or whose payment is reversed, enters
 * the stage of that day at once. A delinquency that comes back is a new episode, of which the borrower hears anew.
 */
function climb(taken: Taken): void {
  const { scene, arrears, state, steps, later } = taken;
  if (scene.oldestDueOn === null) return;
  const { stages } = scene.plan.ladder;
  const present = stages.findIndex((it) => it.stage === state.stage);
  const entryDay = (n: number) => dayOfDelinquency(scene.account, scene.oldestDueOn!, stages[n]!.fromDpd);
  const reached = stages.findLastIndex((_, n) => {
    const day = entryDay(n);
    return day !== null && day <= scene.today;
  });
  if (!scene.restsBesideSuit(scene.now) && scene.pursued !== null && reached > present) {
    const stage = stages[reached]!;
    const at = scene.since(entryDay(reached)!);
    if (at > scene.now) {
      later.push({ at, what: `stage ${stage.stage}` });
      return;
    }
    if (state.delinquency !== scene.pursued) taken.episode = endedEpisodes(ladderOf(scene.file), scene.pursued);
    const key = `stage/${scene.pursued}${ofEpisode(taken.episode)}/${stage.stage}`;
    steps.push({
      what: 'stage',
      key: scene.file.done.has(key) ? `${key}/again/${at}` : key,
      at,
      rule: stage.rule,
      why: whyOverdue(arrears),
      dpd: arrears.dpd,
      stage: stage.stage,
      from: state.stage,
      to: stage.stage,
    });
    Object.assign(state, { stage: stage.stage, stageEnteredAt: at, delinquency: scene.pursued });
  }
  for (let n = Math.max(present, reached) + 1; n < stages.length; n++) {
    const day = entryDay(n);
    if (day !== null && day > scene.today) {
      later.push({ at: scene.slot(day), what: `stage ${stages[n]!.stage}` });
      return;
    }
  }
}

/** Notes when else to look again because time passes: at categories, holds that begin or end, payments dated ahead. */
function watch({ scene, arrears, state, later }: Taken): void {
  if (scene.oldestDueOn !== null) {
    for (const category of CATEGORIES.filter((it) => isWorse(it, state.category))) {
      later.push({
        at: scene.slot(addDays(scene.oldestDueOn, CATEGORY_FROM_DPD[category])),
        what: `classify ${category}`,
      });
    }
  }
  for (const at of conditionsChangeAt(conditionsOf(scene.plan), scene.seen(arrears, state))) {
    later.push({ at, what: 'a condition of the plan' });
  }
  for (const { kind, from, until } of restsOf(scene.file, scene.plan, scene.now)) {
    later.push({ at: from, what: `${kind} begins` });
    if (until !== null) later.push({ at: until, what: `${kind} ends` });
  }
  for (const { paidOn } of scene.file.payments) {
    if (paidOn > scene.today) later.push({ at: momentAt(paidOn, '00:00'), what: 'payment counts' });
  }
  const ahead = later.filter((it) => it.at > scene.now);
  later.splice(0, later.length, ...ahead);
}

function whyOverdue(arrears: Arrears): Reason {
  const oldest = arrears.oldestUnpaid;
  if (!oldest || arrears.dpd === 0) return nothingOverdue(arrears);
  return { code: 'overdue', seq: oldest.seq, dueOn: oldest.dueOn, amount: arrears.overdue };
}
