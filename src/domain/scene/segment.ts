import type { LoanFile } from '../loan/loan-file.js';
import { parseMoney } from '../money/money.js';
import type { Segment } from '../plan/segment.js';

/** Whether a loan and its borrower belong to a segment; no segment is everybody. `tier` is the loan's present one. */
export function belongsTo(
  segment: Segment | undefined,
  file: Pick<LoanFile, 'profile' | 'product' | 'collateral' | 'principal'>,
  tier: string | null,
): boolean {
  if (!segment) return true;
  const { profile, product, collateral, principal } = file;
  const contains = (words: string[], text: string | null) =>
    text !== null && words.some((word) => text.toLowerCase().includes(word.toLowerCase()));
  const fits = <T>(wanted: T | undefined, test: (wanted: T) => boolean) => wanted === undefined || test(wanted);
  return (
    fits(segment.not, (others) => !belongsTo(others, file, tier)) &&
    fits(segment.kinds, (kinds) => kinds.includes(profile.kind)) &&
    fits(segment.sizes, (sizes) => sizes.includes(profile.size ?? 'unknown')) &&
    fits(segment.classes, (classes) => classes.includes(profile.class?.toLowerCase() ?? 'unknown')) &&
    fits(segment.industries, (words) => contains(words, profile.industry)) &&
    fits(segment.products, (words) => contains(words, product)) &&
    fits(segment.collateral, (wanted) =>
      typeof wanted === 'boolean' ? (collateral !== null) === wanted : contains(wanted, collateral),
    ) &&
    fits(segment.tiers, (tiers) => tier !== null && tiers.includes(tier)) &&
    fits(segment.principalAtLeast, (amount) => principal >= parseMoney(amount)!)
  );
}
