import type { Arrears } from './arrears.js';
import { groundsOf } from './condition.js';
import { CLOSE_OF_BUSINESS, dayOf, type Moment, momentAt } from './dates.js';
import type { LoanState } from './loan-file.js';
import { addMonths, dayIn, nextPeriod, type Period, periodOf } from './period.js';
import type { Check } from './plan/care.js';
import type { Scene } from './scene.js';
import { belongsTo } from './segment.js';
import type { Step } from './steps.js';

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
    const byTier = check.byTier !== undefined || check.for?.tiers !== undefined;
    const grounds = check.when && groundsOf(check.when, scene.seen(arrears, state));
    if (grounds === null) return [];
    const steps: Step[] = [];
    for (const { period, tier } of periodsOf(check, scene, state)) {
      const opensAt = scene.slot(dayIn(period, check.openOn));
      // A loan that came back (a reversal) or rested takes up its work from then on.
      const from = Math.max(scene.file.takenInAt, scene.floor);
      const at = Math.max(opensAt, from, byTier ? (state.tierSince ?? 0) : 0, grounds?.since ?? 0);
      const key = ['care', check.id, ...(tier === null ? [] : [tier]), period.text].join('/');
      if (at > scene.now) {
        later.push({ at, what: `${check.id} ${period.text}` });
        break;
      }
      if (at < momentAt(period.from, '00:00') || scene.did(key) || scene.held) continue;
      const why = [check.task.title ?? check.id, period.text, tier, grounds?.why].filter(Boolean).join(', ');
      const due = check.dueOn === undefined ? undefined : momentAt(dayIn(period, check.dueOn), CLOSE_OF_BUSINESS);
      if (due !== undefined && due <= at) continue;
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
  const cadence = check.every ?? check.byTier?.[tier ?? ''];
  if (cadence === undefined) return [];
  const running = periodOf(cadence, scene.today);
  return [running, nextPeriod(running)]
    .filter((period) => disbursedOn < period.from)
    .map((period) => ({ period, tier }));
}
