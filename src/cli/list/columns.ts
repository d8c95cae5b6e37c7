import { RISKY_FROM_DPD } from '../../domain/loan/account/classification.js';
import type { Minor } from '../../domain/money/money.js';
import type { ListColumn } from './print-list.js';

/** Columns that several lists have. */
export const LOAN: ListColumn<{ loan: string | null }> = {
  head: { 'zh-CN': '贷款', en: 'loan' },
  of: ({ loan }) => loan ?? '',
};
export const BORROWER: ListColumn<{ borrower: string | null; name: string | null }> = {
  head: { 'zh-CN': '客户', en: 'borrower' },
  of: ({ borrower, name }) => [borrower, name].filter(Boolean).join(' '),
};
export const OVERDUE: ListColumn<{ overdue: Minor | null }> = {
  head: { 'zh-CN': '逾期金额', en: 'overdue' },
  right: true,
  of: ({ overdue }, say) => (overdue === 0 ? '' : say.money(overdue)),
};
export const DAYS: ListColumn<{ dpd: number | null }> = {
  head: { 'zh-CN': '逾期天数', en: 'days' },
  right: true,
  of: ({ dpd }) => (dpd === null ? '' : dpd >= RISKY_FROM_DPD ? [String(dpd), 'red'] : String(dpd)),
};
export const MANAGER: ListColumn<{ manager: string | null }> = {
  head: { 'zh-CN': '客户经理', en: 'manager' },
  of: ({ manager }) => manager ?? '',
};
export const BRANCH: ListColumn<{ branch: string | null }> = {
  head: { 'zh-CN': '机构', en: 'branch' },
  of: ({ branch }) => branch ?? '',
};
