import type { Arrears } from '../loan/arrears.js';
import type { LoanState } from '../loan/loan-file.js';
import type { Step } from '../loan/steps.js';
import type { Check } from '../plan/care.js';
import type { Reason } from '../reason/reason.js';
import { groundsOf } from '../scene/condition.js';
import type { Scene } from '../scene/scene.js';
import { belongsTo } from '../scene/segment.js';
import { CLOSE_OF_BUSINESS, dayOf, type Moment, momentAt } from '../time/dates.js';
import { addMonths, dayIn, nextPeriod, type Period, periodOf } from '../time/period.js';

/**
 * Work that comes round: checks, visits, follow-ups (P1.2, P4.2, P4.3, P8.5). One of each in a period; the first period
 * is the first whole one after the loan was paid out. What a period has missed is not made up for in the next.
 */
export function recurringChecks(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  later: { at: Moment; what: string }[],
): Step[] {
  return scene.plan.checks.flatMap((check) => {
    if (check.per === 'borrower' && !scene.file.lead) return [];
    const standing = check.per === 'borrower' ? scene.careTier(state) : scene.tierName(state);
    if (!belongsTo(check.for, scene.file, standing)) return [];
    const ofBorrower = check.per === 'borrower';
    const byTier = check.byTier !== undefined || check.for?.tiers !== undefined;
    const tierSince = ofBorrower ? scene.careTierSince(state) : (state.tierSince ?? 0);
    const grounds = check.when && groundsOf(check.when, scene.seen(arrears, state));
    if (grounds === null) return [];
    const steps: Step[] = [];
    for (const { period, tier } of periodsOf(check, scene, state)) {
      const opensAt = scene.slot(dayIn(period, check.openOn));
      // A loan that came back (a reversal) or rested takes up its work from then on.
      const from = Math.max(scene.file.takenInAt, scene.floor, ofBorrower ? scene.leadFloor : 0);
      const at = Math.max(opensAt, from, byTier ? tierSince : 0, grounds?.since ?? 0);
      const key = ['care', check.id, ...(tier === null ? [] : [tier]), period.text].join('/');
      if (at > scene.now) {
        later.push({ at, what: `${check.id} ${period.text}` });
        break;
      }
      if (at < momentAt(period.from, '00:00') || scene.did(key) || scene.held) continue;
      const title = check.task.title ?? check.id;
      const why: Reason = { code: 'check', title, period: period.text, tier, because: grounds?.why ?? null };
      const dueOn = check.dueOn === undefined ? undefined : momentAt(dayIn(period, check.dueOn), CLOSE_OF_BUSINESS);
      const tooLate = dueOn !== undefined && dueOn <= at;
      // What was open when the loan that carried it was paid off is still to be done, with a time of its own.
      if (tooLate && !scene.file.handedOn?.has(key)) continue;
      const due = tooLate ? undefined : dueOn;
      const base = { rule: check.rule, why, dpd: arrears.dpd, stage: state.stage };
      steps.push(scene.openTask(key, at, base, check.task, due));
      if (check.letter) steps.push(scene.letter(`${key}/letter`, at, base, check.letter, key));
    }
    return steps;
  });
}

/** The running period and the next one, each with the tier whose cadence it is. */
function periodsOf(check: Check, scene: Scene, state: LoanState): { period: Period; tier: string | null }[] {
  const { disbursedOn } = scene.file;
  if (check.once !== undefined) {
    const period = periodOf('month', addMonths(disbursedOn, 1));
    return period.to < dayOf(scene.file.takenInAt) ? [] : [{ period, tier: null }];
  }
  const tier = check.byTier ? scene.careTier(state) : null;
  const byTier = new Map(Object.entries(check.byTier ?? {}));
  const cadence = check.every ?? byTier.get(tier ?? '');
  if (cadence === undefined) return [];
  const running = periodOf(cadence, scene.today);
  return [running, nextPeriod(running)]
    .filter((period) => disbursedOn < period.from)
    .map((period) => ({ period, tier }));
}
