import type { Command } from 'commander';
import { formatMoney } from '../../domain/money/money.js';
import { type ListedBorrower, listBorrowers } from '../../store/lists/borrower-list.js';
import type { Filter } from '../../store/lists/filter.js';
import { type ListedLoan, listLoans } from '../../store/lists/loan-list.js';
import { withDatabase } from '../connect/connect.js';
import { now } from '../connect/now.js';
import { BORROWER, BRANCH, DAYS, LOAN, MANAGER, OVERDUE } from './columns.js';
import { checkFilter, listCommand } from './filters.js';
import { type ListColumn, type ListOptions, printList } from './print-list.js';

type Options = ListOptions & Filter & { overdue?: true };

export const LOANS: ListColumn<ListedLoan>[] = [
  LOAN,
  BORROWER,
  OVERDUE,
  DAYS,
  { head: { 'zh-CN': '催收阶段', en: 'stage' }, of: ({ stage }, say) => say.word(stage) },
  { head: { 'zh-CN': '风险等级', en: 'tier' }, of: ({ tier }, say) => say.tier(tier) },
  {
    head: { 'zh-CN': '未还本息', en: 'outstanding' },
    right: true,
    of: ({ outstanding }, say) => say.money(outstanding),
  },
  { head: { 'zh-CN': '下期到期', en: 'next due' }, of: ({ next }) => next?.on ?? '' },
  {
    head: { 'zh-CN': '下期应还', en: 'next amount' },
    right: true,
    of: ({ next }, say) => say.money(next?.amount ?? null),
  },
  MANAGER,
  BRANCH,
  { head: { 'zh-CN': '方案', en: 'plan' }, of: ({ plan }) => plan },
];

export function loanListCommand(): Command {
  return listCommand('open loans and how they stand')
    .option('--overdue', 'of which something is overdue, the worst first')
    .option('--stage <stage>', 'in one stage of the ladder')
    .action(({ overdue, json, all, ...filter }: Options) =>
      withDatabase(async ({ db, seal }) => {
        await checkFilter(db.pool, filter);
        const loans = await listLoans(db.pool, seal, { ...filter, overdue: overdue === true }, now());
        printList(loans, LOANS, { json, all } as ListOptions, ({ overdue, outstanding, next, ...it }) => ({
          ...it,
          overdue: formatMoney(overdue),
          outstanding: formatMoney(outstanding),
          next: next && { on: next.on, amount: formatMoney(next.amount) },
        }));
      }),
    );
}

const BORROWERS: ListColumn<ListedBorrower>[] = [
  BORROWER,
  { head: { 'zh-CN': '贷款', en: 'loans' }, of: ({ loans }) => loans.join(' ') },
  OVERDUE,
  DAYS,
  {
    head: { 'zh-CN': '未还本息', en: 'outstanding' },
    right: true,
    of: ({ outstanding }, say) => say.money(outstanding),
  },
  MANAGER,
  BRANCH,
];

export function borrowerListCommand(): Command {
  return listCommand('borrowers with open loans, over all of them')
    .option('--overdue', 'who owes something that is overdue, the worst first')
    .action(({ overdue, json, all, ...filter }: Options) =>
      withDatabase(async ({ db, seal }) => {
        await checkFilter(db.pool, filter);
        const borrowers = await listBorrowers(db.pool, seal, { ...filter, overdue: overdue === true }, now());
        printList(borrowers, BORROWERS, { json, all } as ListOptions, ({ overdue, outstanding, ...it }) => ({
          ...it,
          overdue: formatMoney(overdue),
          outstanding: formatMoney(outstanding),
        }));
      }),
    );
}
