export { writtenMoney as money } from '../../domain/money/written-money.js';

/** `3.25%` of 0.0325; a dash when there is nothing to work it out from. */
export const percent = (share: number | null): string => (share === null ? '—' : `${(share * 100).toFixed(2)}%`);

/** `0.40个百分点` of 0.004: by how much a share has moved, which per cent would make a part of the share itself. */
export const percentagePoints = (change: number, language?: 'en'): string =>
  `${(change * 100).toFixed(2).replace(/^-(0\.00)$/, '$1')}${language === 'en' ? ' pp' : '个百分点'}`;

/** Points are rounded so. */
export const toTenth = (points: number): number => Math.round(points * 10) / 10;
