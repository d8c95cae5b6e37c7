import { CATEGORIES, CATEGORY_FROM_DPD } from '../../domain/loan/account/classification.js';

/** Age of arrears, best first: the bucket begins on this day past due. Boundaries of the category are among them. */
const FROM_DPD = [0, 1, 31, 61, CATEGORY_FROM_DPD.substandard, CATEGORY_FROM_DPD.doubtful, CATEGORY_FROM_DPD.loss];

/** `0`, `1-30`, `31-60`, `61-90`, `91-270`, `271-360`, `361+` days past due. */
export const BUCKETS: readonly string[] = FROM_DPD.map((from, n) => {
  const next = FROM_DPD[n + 1];
  if (from === 0) return '0';
  return next === undefined ? `${from}+` : `${from}-${next - 1}`;
});

/** Non-performing: this many days past due, or more. */
export const NPL_FROM_DPD = CATEGORY_FROM_DPD.substandard;

/** SQL: the bucket of a column of days past due. */
export function bucketOf(dpd: string): string {
  const cases = FROM_DPD.map((from, n) => `WHEN ${dpd} >= ${from} THEN '${BUCKETS[n]}'`).reverse();
  return `CASE ${cases.join(' ')} END`;
}

/** SQL: the category 五级分类 of a column of days past due, by days alone (src/domain/loan/account/classification.ts). */
export function categoryOf(dpd: string): string {
  const cases = CATEGORIES.map((it) => `WHEN ${dpd} >= ${CATEGORY_FROM_DPD[it]} THEN '${it}'`).reverse();
  return `CASE ${cases.join(' ')} END`;
}

/** A share; null when there is nothing to share. */
export const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
