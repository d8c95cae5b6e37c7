import { z } from 'zod';
import { formatMoney } from '../../../domain/money/money.js';
import type { Day } from '../../../domain/time/dates.js';
import type { Parts } from '../../../reports/figures/index.js';
import type { Group } from '../../../reports/figures/of-loans/portfolio.js';
import type { BookOnDay } from '../../../reports/papers/book-on-day.js';
import { day, maybe, money } from '../door/written.js';

const share = maybe(z.number()).describe('0.05 is 5 %; null: there is nothing to share');
const sums = {
  loans: z.int(),
  outstanding: money,
  overdueLoans: z.int(),
  overdue: money,
  overdueRate: share,
  par30: share,
  nplRate: share,
};
const group = z.object({ key: z.string(), borrowers: z.int(), ...sums }).meta({ id: 'PortfolioGroup' });
const groups = z.array(group);

export const portfolio = z
  .object({
    plan: z.string(),
    currency: z.string(),
    on: day.describe('at the end of this day'),
    branch: maybe(z.string()).describe('of whose book alone; null: of all'),
    now: z.object(sums),
    before: z.object(sums).describe('at the beginning of the month'),
    recovered: z.object({ amount: money, rate: share, resolved: z.int(), newNpl: z.int(), paidOff: z.int() }),
    groups: z.object({
      bucket: groups,
      category: groups,
      product: groups,
      branch: groups,
      manager: groups,
      stage: maybe(groups).describe('null: of a day that is over'),
      tier: maybe(groups),
    }),
    moves: z.array(z.object({ from: z.string(), to: z.string(), loans: z.int(), principal: money })),
    trend: z.array(z.object({ on: day, ...sums })),
    vintages: z.array(
      z.object({ month: z.string(), loans: z.int(), principal: money, curve: z.array(maybe(z.number())) }),
    ),
    targets: z.array(
      z.object({
        key: z.string(),
        title: z.string(),
        rule: z.string(),
        group: maybe(z.string()),
        bound: z.string(),
        value: maybe(z.string()),
        met: maybe(z.boolean()),
        weight: maybe(z.number()),
        points: maybe(z.number()),
      }),
    ),
  })
  .meta({ id: 'Portfolio' });

type Sums = Parts['portfolio']['before'];

const sumsOf = ({
  loans,
  outstanding,
  overdueLoans,
  overdue,
  overdueRate,
  par30,
  nplRate,
}: Omit<Sums, 'overpaid'>) => ({
  ...{ loans, overdueLoans, overdueRate, par30, nplRate },
  outstanding: formatMoney(outstanding),
  overdue: formatMoney(overdue),
});

const groupsOf = (of: readonly Group[]) => of.map(({ key, borrowers, ...it }) => ({ key, borrowers, ...sumsOf(it) }));

/** `of`: figures that are measured, or were frozen in a paper. */
export function portfolioAnswer(
  about: { plan: string; currency: string; on: Day; branch: string | null },
  { portfolio: book, movement, trend, targets, now }: Omit<BookOnDay, 'currency'>,
): z.infer<typeof portfolio> {
  const { groups: by } = book;
  const moved = movement.values;
  const all = by.all[0];
  return {
    ...about,
    now: all ? sumsOf(all) : sumsOf({ ...book.before, ...NOTHING }),
    before: sumsOf(book.before),
    recovered: {
      amount: formatMoney(moved['recovered-overdue'] ?? 0),
      rate: moved['overdue-recovery-rate'],
      resolved: moved['resolved-loans'] ?? 0,
      newNpl: moved['new-npl-loans'] ?? 0,
      paidOff: moved['paid-off-loans'] ?? 0,
    },
    groups: {
      ...{ bucket: groupsOf(by.bucket), category: groupsOf(by.category), product: groupsOf(by.product) },
      ...{ branch: groupsOf(by.branch), manager: groupsOf(by.manager) },
      stage: now && groupsOf(now.stage),
      tier: now && groupsOf(now.tier),
    },
    moves: movement.moves.map(({ from, to, loans, principal }) => ({
      from,
      to,
      loans,
      principal: formatMoney(principal),
    })),
    trend: trend.points.map(({ key, ...it }) => ({ on: key, ...sumsOf(it) })),
    vintages: trend.vintages.map(({ key, principal, ...it }) => ({
      month: key,
      ...it,
      principal: formatMoney(principal),
    })),
    targets: targets.map(({ key, title, rule, group: whom, bound, value, met, weight, points }) => ({
      ...{ key, title, rule, group: whom, bound, value, met, weight, points },
    })),
  };
}

const NOTHING = {
  loans: 0,
  outstanding: 0,
  overdueLoans: 0,
  overdue: 0,
  overdueRate: null,
  par30: null,
  nplRate: null,
};
