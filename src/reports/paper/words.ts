import { formatMoney } from '../../domain/money/money.js';

/** `1,234.50` of 123450 minor units. */
export function money(minor: number): string {
  const [whole, decimals] = formatMoney(minor).split('.');
  return `${whole!.replace(/\B(?=(\d{3})+$)/g, ',')}.${decimals}`;
}

/** `3.25%` of 0.0325; a dash when there is nothing to work it out from. */
export const percent = (share: number | null): string => (share === null ? '—' : `${(share * 100).toFixed(2)}%`);

/** Points are rounded so. */
export const toTenth = (points: number): number => Math.round(points * 10) / 10;
