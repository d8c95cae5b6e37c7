export { writtenMoney as money } from '../../domain/money/written-money.js';

/** `3.25%` of 0.0325; a dash when there is nothing to work it out from. */
export const percent = (share: number | null): string => (share === null ? '—' : `${(share * 100).toFixed(2)}%`);

/** Points are rounded so. */
export const toTenth = (points: number): number => Math.round(points * 10) / 10;
