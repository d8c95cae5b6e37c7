import type { Arrears } from './arrears.js';
import { groundsOf } from './condition.js';
import { addDays, type Moment, momentAt } from './dates.js';
import type { LoanState } from './loan-file.js';
import type { Scene } from './scene.js';
import type { Step } from './steps.js';

const MS_A_DAY = 86_400_000;

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
  const change = (to: string, at: Moment, why: string): Step[] => {
    Object.assign(state, { tier: to === usual ? null : to, tierSince: at, tierCalmSince: null });
    const key = `tier/${to}/${at}`;
    return [{ what: 'tier', key, at, rule: tiers.rule, why, dpd: arrears.dpd, stage: state.stage, from: present, to }];
  };

  const override = scene.file.tierOverride;
  if (override && override.at <= scene.now && override.until >= scene.today) {
    later.push({ at: momentAt(addDays(override.until, 1), '00:00'), what: 'tier set by hand ends' });
    return override.tier === present ? [] : change(override.tier, override.at, `set by hand: ${override.reason}`);
  }

  for (const { tier, when } of tiers.levels) {
    if (place(tier) > place(present)) break;
    const grounds = groundsOf(when, scene.seen(arrears, state));
    if (!grounds) continue;
    if (grounds.since > scene.now) {
      later.push({ at: grounds.since, what: `tier ${tier}` });
      continue;
    }
    state.tierCalmSince = null;
    return tier === present ? [] : change(tier, grounds.since, grounds.why);
  }
  if (present === usual || groundsOf(tiers.levels[place(present)]!.when, scene.seen(arrears, state))) return [];

  state.tierCalmSince ??= scene.now;
  const calmAt = state.tierCalmSince + tiers.watchDays * MS_A_DAY;
  if (calmAt > scene.now) {
    later.push({ at: calmAt, what: 'better tier' });
    return [];
  }
  const better = tiers.levels
    .slice(place(present) + 1)
    .find(({ when }) => when.length === 0 || groundsOf(when, scene.seen(arrears, state)));
  // A loan that was closed and is open again has its better tier from then on, not from a day on which it was closed.
  return change(
    better!.tier,
    Math.max(calmAt, scene.floor),
    `nothing spoke for ${present} for ${tiers.watchDays} days`,
  );
}
