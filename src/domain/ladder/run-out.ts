import type { Arrears } from '../loan/account/arrears.js';
import type { KnownCase, LoanState } from '../loan/loan-file.js';
import { keyOfBroken, promiseOutcome } from '../loan/relief/promises.js';
import { dueDaysNow, endOf } from '../loan/relief/relief.js';
import type { Step } from '../loan/steps.js';
import type { TaskSpec } from '../plan/plan.js';
import type { Reason } from '../reason/reason.js';
import type { Scene } from '../scene/scene.js';
import { addDays, type Day, dayOf, type Moment, momentAt } from '../time/dates.js';
import { caseSpec } from '../work/cases.js';
import { ownerOf } from './owner.js';

/**
 * S2: when a grace runs out unpaid, an extension or a new schedule is not kept to, or a promise is broken, whoever proposed it, or has
 * the stage, gets work to decide what comes next: once for each of them, as long as the same delinquency lasts.
 */
export function ranOut(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  later: { at: Moment; what: string }[],
): Step[] {
  const { file, plan, delinquency, now } = scene;
  const broken = (key: string, from: Day, rule: string, why: Reason, task: TaskSpec): Step[] => {
    if (scene.did(key) || scene.restsAt(now)) return [];
    const at = Math.max(scene.since(from), momentAt(scene.today, '00:00'));
    if (at > now) {
      later.push({ at, what: key });
      return [];
    }
    const base = { rule, why, dpd: arrears.dpd, stage: state.stage };
    return [{ ...scene.openTask(key, at, base, task), delinquency: scene.pursued }];
  };
  if (delinquency === null) return [];
  const reliefs = file.cases.flatMap((it) => {
    const from = brokenOn(it, delinquency, now);
    if (from === null) return [];
    const { rule, proposer } = caseSpec(plan, it.kind);
    const why: Reason = { code: 'ran-out', kind: it.kind, until: it.until!, amount: arrears.overdue };
    const task = {
      kind: 'relief-ran-out',
      role: proposer,
      dueDays: 3,
      title: '缓释到期未还：下一步处置 relief ran out unpaid',
    };
    return broken(`run-out/${it.case}/${delinquency}`, from, rule, why, { ...task, form: FORM });
  });
  const promises = file.promises.flatMap((it) => {
    if (it.madeAt > now || delinquency > it.on) return [];
    const { outcome, at, paid } = promiseOutcome(it, file.payments, now, (then) => dueDaysNow(file, then));
    if (outcome !== 'broken' && outcome !== 'part-kept') return [];
    const why: Reason = { code: 'promise-judged', amount: it.amount, on: it.on, paid, nothingDue: false };
    const task = {
      kind: 'broken-promise',
      role: ownerOf(scene, state),
      dueDays: 1,
      title: '承诺未兑现：联系客户 promise not kept',
    };
    return broken(keyOfBroken(it), dayOf(at), 'S2', why, { ...task, form: FORM });
  });
  return [...reliefs, ...promises];
}

const FORM = ['未按期归还的原因', '客观困难或恶意拖欠', '建议：再次缓释、继续催收、诉讼', '负责人与期限'];

/** The first day on which a relief is known to be broken, in the delinquency that began on a due day; null: it is not. */
function brokenOn(
  { effect, approvedAt, until, closedAt, undone, schedule }: KnownCase,
  began: Day,
  now: Moment,
): Day | null {
  if (effect === 'none' || approvedAt === null || until === null || undone || approvedAt > now || began > until)
    return null;
  const ended = closedAt !== null && closedAt < endOf(until);
  // A new schedule is broken with the first of its parts, and ended before its time only by being undone.
  if (effect === 'extend') return began < dayOf(approvedAt) ? null : addDays(schedule ? began : until, 1);
  return ended ? null : addDays(until, 1);
}
