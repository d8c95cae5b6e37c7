import { CATEGORIES, type Category } from '../../plan/atoms.js';

export { CATEGORIES, type Category };

/**
 * The first day past due of each category (Order [2023] No. 1 of CBIRC and PBC, in force 2023-07-01). Past 90, 270 and 360 days are
 * strict: day 90 is still special mention, day 91 is substandard.
 */
export const CATEGORY_FROM_DPD: Record<Category, number> = {
  normal: 0,
  'special-mention': 1,
  substandard: 91,
  doubtful: 271,
  loss: 361,
};

/** From this day past due on a borrower counts as risky, in every list and figure (P4.3, P9.1: overdue over 30 days). */
export const RISKY_FROM_DPD = 31;

export function categoryOf(dpd: number): Category {
  return CATEGORIES.findLast((category) => dpd >= CATEGORY_FROM_DPD[category]) ?? 'normal';
}

/** Non-performing: substandard, doubtful or loss. */
export function isNonPerforming(category: Category): boolean {
  return CATEGORIES.indexOf(category) >= CATEGORIES.indexOf('substandard');
}

export function isWorse(category: Category, than: Category): boolean {
  return CATEGORIES.indexOf(category) > CATEGORIES.indexOf(than);
}
