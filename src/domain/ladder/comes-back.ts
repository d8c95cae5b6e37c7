import type { Arrears } from '../loan/account/arrears.js';
import { letterStep } from '../loan/letters.js';
import type { EndedTask, LoanState } from '../loan/loan-file.js';
import { restsByNews } from '../loan/relief/relief.js';
import type { Step } from '../loan/steps.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import { dueAfter } from '../time/calendar.js';
import { whyAboutNothing } from '../work/ended-work.js';
import { isNextStep } from './never-silent.js';
import { placeOfWork } from './step-down.js';
import { endedBySuit } from './taken-over.js';

/**
 * Opens again the work that a fact had ended, when that fact is taken back (a payment, a relief, a decision): the delinquency runs
 * again, or something of a closed loan is outstanding again. Work that people had done stays done.
 */
export function comesBack(scene: Scene, arrears: Arrears, before: LoanState, state: LoanState): Step[] {
  const { file } = scene;
  const at = scene.factAt;
  const why: Reason = { code: 'taken-back' };
  const base = { at, why, dpd: arrears.dpd, stage: state.stage };
  const withTheLoan = (endedAt: number | null) => before.closedAt !== null && endedAt === before.closedAt;
  const present = scene.plan.ladder.stages.findIndex((it) => it.stage === state.stage);
  const suit = scene.suitAt(scene.now);
  // While news of a death rests the ladder nobody calls: what it ended comes back when a person has decided that it may.
  const nobodyCalls = restsByNews(file, scene.plan, scene.now);
  const back = (it: EndedTask) =>
    it.delinquency === null
      ? withTheLoan(it.endedAt)
      : it.delinquency === scene.pursued &&
        placeOfWork(scene, it.task) <= present &&
        !suit &&
        !isNextStep(scene, it.task);
  // Work about the borrower, or about what secures several loans, that another loan has taken over stays with that loan.
  const ofLoan = (key: string) => scene.plan.checks.some((it) => it.per === 'loan' && key.startsWith(`care/${it.id}/`));
  const sharing = [...file.others, ...(file.collaterals ?? []).flatMap((it) => it.loans)];
  const elsewhere = (key: string) => !ofLoan(key) && sharing.some((it) => it.done.has(key));
  const own = (it: EndedTask) => !elsewhere(it.task.slice(file.loan.length + 1));
  const tasks = (file.ended ?? [])
    .filter((it) => !(nobodyCalls && it.kind === 'call'))
    .filter((it) => back(it) && own(it) && !endedBySuit(scene, it) && whyAboutNothing(scene, it.task) === null)
    .flatMap((it): Step[] => {
      const { task, kind, role, rule, delinquency, letter } = it;
      const key = `reopen/${task}/${at}`;
      const due = dueAfter(file.calendar, at, it.dueDays);
      return [
        { ...base, what: 'task.open', key, rule, task, kind, role, due, delinquency, again: true },
        // A letter that goes with it is written anew, with today's figures.
        ...(letter ? [letterStep(file.loan, { ...base, rule, key: `${key}/letter` }, letter, task)] : []),
      ];
    });
  const cases = file.cases
    .filter((it) => withTheLoan(it.closedAt) && !it.undone)
    .map((it): Step => {
      const key = `case/${it.case}/case.open/again/${at}`;
      return {
        ...base,
        what: 'case.open',
        key,
        rule: 'S5',
        case: it.case,
        kind: it.kind,
        effect: it.effect,
        again: true,
      };
    });
  const warnings = file.warnings
    .filter((it) => withTheLoan(it.closedAt) && !elsewhere(`care/warning/${it.warning}`))
    .map((it): Step => {
      const { warning, level, indicator } = it;
      const key = `warning/${warning}/warning.open/again/${at}`;
      const opened = { warning, level, indicator, source: 'arrears', measures: [], keyMonitoring: false };
      return { ...base, ...opened, what: 'warning.open', key, rule: 'S2', again: true };
    });
  return [...tasks, ...cases, ...warnings];
}
