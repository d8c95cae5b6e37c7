import { type Arrears, arrearsOn } from '../loan/account/arrears.js';
import type { LoanState } from '../loan/loan-file.js';
import { accountOn } from '../loan/relief/look-back.js';
import type { Step } from '../loan/steps.js';
import type { Condition } from '../plan/condition.js';
import type { Reason } from '../reason/reason.js';
import { groundsOf } from '../scene/condition.js';
import type { Scene } from '../scene/scene.js';
import { addDays, dayOf, type Moment, MS_A_DAY, momentAt } from '../time/dates.js';
import { cancelKey } from '../work/ended-work.js';

/**
 * The tier of a loan: a worse one is entered at once, a better one when nothing has spoken for the worse one for so many
 * days as the plan says. What a person has set holds until its day, whatever the figures say.
 */
export function tierOf(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  later: { at: Moment; what: string }[],
): Step[] {
  const { tiers } = scene.plan;
  if (!tiers) return [];
  const usual = tiers.levels.at(-1)!.tier;
  const place = (tier: string) => {
    const n = tiers.levels.findIndex((it) => it.tier === tier);
    return n < 0 ? tiers.levels.length - 1 : n;
  };
  const present = state.tier ?? usual;
  const change = (to: string, since: Moment, why: Reason): Step[] => {
    // What is known of the borrower may be older than the loan.
    const at = Math.max(since, scene.file.takenInAt);
    Object.assign(state, { tier: to === usual ? null : to, tierSince: at, tierCalmSince: null });
    const key = `tier/${to}/${at}`;
    const rule = tiers.levels[place(to)]!.rule ?? tiers.rule;
    return [{ what: 'tier', key, at, rule, why, dpd: arrears.dpd, stage: state.stage, from: present, to }];
  };

  const override = scene.file.tierOverride;
  if (override && override.at <= scene.now && override.until >= scene.today) {
    later.push({ at: momentAt(addDays(override.until, 1), '00:00'), what: 'tier set by hand ends' });
    const why: Reason = { code: 'set-by-hand', text: override.reason };
    return override.tier === present ? [] : change(override.tier, override.at, why);
  }

  // What a person had set held until its day: the figures decide from then on, however long they have stood.
  const free = override === null ? Number.NEGATIVE_INFINITY : momentAt(addDays(override.until, 1), '00:00');
  for (const { tier, when } of tiers.levels) {
    if (place(tier) > place(present)) break;
    const grounds = groundsOf(when, scene.seen(arrears, state));
    if (!grounds) continue;
    if (grounds.since > scene.now) {
      later.push({ at: grounds.since, what: `tier ${tier}` });
      continue;
    }
    state.tierCalmSince = null;
    return tier === present
      ? []
      : change(tier, scene.now >= free ? Math.max(grounds.since, free) : grounds.since, grounds.why);
  }
  if (present === usual || groundsOf(tiers.levels[place(present)]!.when, scene.seen(arrears, state))) return [];

  const better = tiers.levels
    .slice(place(present) + 1)
    .find(({ when }) => when.length === 0 || groundsOf(when, scene.seen(arrears, state)))!;
  if (hadNoGround(scene, state, tiers.levels[place(present)]!.when)) {
    const base = { at: scene.factAt, why: { code: 'never-spoke', tier: present } } as const;
    return [...change(better.tier, base.at, base.why), ...endOfItsChecks(scene, arrears, state, present, base)];
  }
  state.tierCalmSince ??= scene.now;
  const calmAt = state.tierCalmSince + tiers.watchDays * MS_A_DAY;
  if (calmAt > scene.now) {
    later.push({ at: calmAt, what: 'better tier' });
    return [];
  }
  // The better tier of a reopened loan begins with its reopening, not on a day on which it was closed.
  const why: Reason = { code: 'calm', tier: present, days: tiers.watchDays };
  return change(better.tier, Math.max(calmAt, scene.floor), why);
}

/** Whether the tier was entered without grounds, as is known now: an earlier payment was booked late, or a cause was corrected. */
function hadNoGround(scene: Scene, state: LoanState, when: readonly Condition[]): boolean {
  const { file } = scene;
  const at = state.tierSince;
  if (at === null || at === file.tierOverride?.at) return false;
  const account = accountOn(file, scene.account, dayOf(at), scene.now);
  const then = arrearsOn(account, dayOf(at));
  return groundsOf(when, { ...scene.seen(then, state), account, now: at }) === null;
}

/** Ends open checks that were opened only because of the tier. */
function endOfItsChecks(
  scene: Scene,
  arrears: Arrears,
  state: LoanState,
  tier: string,
  because: { at: Moment; why: Reason },
): Step[] {
  const own = (task: string) => task.slice(scene.file.loan.length + 1).split('/');
  return scene.file.openTasks.flatMap(({ task, kind }): Step[] => {
    const [care, check, ofTier] = own(task);
    const { rule } = scene.plan.checks.find((it) => it.id === check && it.byTier) ?? {};
    if (care !== 'care' || ofTier !== tier || rule === undefined) return [];
    const base = { ...because, rule, dpd: arrears.dpd, stage: state.stage };
    return [{ ...base, what: 'task.cancel', key: cancelKey(scene, task), task, kind }];
  });
}
