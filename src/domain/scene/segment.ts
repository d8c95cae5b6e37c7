import type { LoanFile, OtherLoan } from '../loan/loan-file.js';
import { exposureOf, openOthers } from '../loan/loans-of-borrower.js';
import { parseMoney } from '../money/money.js';
import type { Segment } from '../plan/segment.js';
import { isOfClass, isOfTrade, type Lists, stands } from '../plan/trades/words-of-trade.js';
import type { Moment } from '../time/dates.js';

/** A loan and its borrower, as a segment sees them. `others`: left out, `principal` is of all open loans. */
type Described = Pick<LoanFile, 'profile' | 'product' | 'collateral' | 'principal'> & Partial<Pick<LoanFile, 'others'>>;

/** Whether a loan and its borrower belong to a segment of a plan; no segment is everybody. `tier` is the loan's present one. */
export function belongsTo(plan: Lists, segment: Segment | undefined, file: Described, tier: string | null): boolean {
  if (!segment) return true;
  const { profile, product, collateral, principal, others = [] } = file;
  const fits = <T>(wanted: T | undefined, test: (wanted: T) => boolean) => wanted === undefined || test(wanted);
  return (
    fits(segment.not, (others) => !belongsTo(plan, others, file, tier)) &&
    fits(segment.kinds, (kinds) => kinds.includes(profile.kind)) &&
    fits(segment.sizes, (sizes) => sizes.includes(profile.size ?? 'unknown')) &&
    fits(segment.classes, (classes) => isOfClass(plan, classes, profile.class)) &&
    fits(segment.industries, (words) => isOfTrade(plan, words, profile.industry)) &&
    fits(segment.products, (words) => stands(words, product)) &&
    fits(segment.collateral, (wanted) =>
      typeof wanted === 'boolean' ? (collateral !== null) === wanted : stands(wanted, collateral),
    ) &&
    fits(segment.tiers, (tiers) => tier !== null && tiers.includes(tier)) &&
    fits(segment.principalAtLeast, (amount) => exposureOf({ principal, others }) >= parseMoney(amount)!)
  );
}

/**
 * Since when a loan belongs to a segment; null: it does not. Its tier, which may say a later moment, is left to the caller. The
 * borrower's profile may have changed, or another loan may have raised the exposure.
 */
export function belongsSince(
  plan: Lists,
  segment: Segment | undefined,
  file: LoanFile,
  tier: string | null,
): Moment | null {
  if (!belongsTo(plan, segment, file, tier)) return null;
  if (!segment) return 0;
  const added = segment.principalAtLeast === undefined ? [] : openOthers(file).map((it) => it.takenInAt);
  return Math.max(file.profileSince ?? 0, ...added);
}

/** The same of a borrower: since the first of the open loans belongs to it. */
export function borrowerBelongsSince(
  plan: Lists,
  segment: Segment | undefined,
  file: LoanFile,
  family: readonly OtherLoan[],
  tier: string | null,
): Moment | null {
  const own = belongsSince(plan, segment, file, tier);
  if (own !== null) return own;
  const principal = exposureOf(file);
  const since = family
    .filter((it) => it.closedAt === null && belongsTo(plan, segment, { ...it, profile: file.profile, principal }, tier))
    .map((it) => it.takenInAt);
  return since.length === 0 ? null : Math.max(file.profileSince ?? 0, Math.min(...since));
}
