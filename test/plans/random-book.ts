import fc from 'fast-check';
import { type Collateral, kindsOf } from '../../src/domain/loan/collateral.js';
import type { KnownCase, LoanFile } from '../../src/domain/loan/loan-file.js';
import type { Cause } from '../../src/domain/plan/condition.js';
import type { Plan } from '../../src/domain/plan/plan.js';
import { preview } from '../../src/domain/preview/preview.js';
import type { TimelineLine } from '../../src/domain/preview/timeline.js';
import { addDays, MS_A_DAY, momentAt } from '../../src/domain/time/dates.js';
import { chinaCalendar } from '../../src/library/calendar.js';
import { file } from '../domain/build.js';
import { CHINA } from '../support/contact-rules.js';
import { planOf } from './rows.js';

/**
 * Two borrowers with one to four loans in up to three plans, things on one or several of them, and what may stand in the way of work.
 * Taken in a fortnight before the autumn's holidays, and followed past New Year.
 */
export const FROM = '2026-09-14';
const DAYS = 120;
export const from = momentAt(FROM, '08:00');
const before = (days: number) => addDays(FROM, -days);

interface Drawn {
  plan: number;
  borrower: 'B1' | 'B2';
  age: number;
  due: number[];
  held: { days: number; everything: boolean } | null;
  relief: { effect: 'pause' | 'extend'; days: number; ago: number } | null;
  cause: { kind: Cause; ago: number } | null;
  /** Of all that is due, paid on the day before the book came in, in per cent. */
  paid: number | null;
  /** So many days ahead. */
  promised: number | null;
  reversed: boolean;
}
const maybe = <T>(it: fc.Arbitrary<T>) => fc.option(it, { nil: null, freq: 3 });
const loan = (plans: fc.Arbitrary<number>): fc.Arbitrary<Drawn> =>
  fc.record({
    plan: plans,
    borrower: fc.constantFrom('B1', 'B2'),
    age: fc.integer({ min: 0, max: 400 }),
    due: fc.uniqueArray(fc.integer({ min: -120, max: 150 }), { minLength: 1, maxLength: 3 }),
    held: maybe(fc.record({ days: fc.integer({ min: 1, max: 60 }), everything: fc.boolean() })),
    relief: maybe(
      fc.record({
        effect: fc.constantFrom('pause', 'extend'),
        days: fc.integer({ min: 1, max: 60 }),
        ago: fc.integer({ min: 0, max: 20 }),
      }),
    ),
    cause: maybe(
      fc.record({
        kind: fc.constantFrom('temporary', 'deteriorating', 'wilful', 'disaster', 'illness'),
        ago: fc.integer({ min: 0, max: 20 }),
      }),
    ),
    paid: maybe(fc.integer({ min: 1, max: 150 })),
    promised: maybe(fc.integer({ min: 0, max: 30 })),
    reversed: fc.boolean(),
  });
const thing = fc.record({
  kind: fc.constantFrom('厂房', '数控机床', '住宅'),
  of: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
  valued: maybe(fc.integer({ min: 0, max: 300 })),
});
const news = fc.record({
  kind: fc.constantFrom('litigation', 'collateral-fall', 'new-overdue', 'disaster', 'income-drop', 'deceased'),
  days: fc.integer({ min: 1, max: 40 }),
});

/** At most three plans of the ten. */
export const books = fc.uniqueArray(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 3 }).chain((plans) =>
  fc.record({
    loans: fc.array(loan(fc.constantFrom(...plans)), { minLength: 1, maxLength: 4 }),
    things: fc.array(thing, { maxLength: 3 }),
    news: maybe(news),
    complaint: maybe(fc.integer({ min: 1, max: 40 })),
    kind: fc.constantFrom('person', 'enterprise'),
    size: maybe(fc.constantFrom('large', 'medium', 'small')),
    industry: maybe(
      fc.constantFrom('餐饮', '油脂加工', '房地产开发', '生猪养殖', '小麦种植', '个体工商户', '机械制造', '???'),
    ),
    class: maybe(fc.constantFrom('优良', '一般', '限制', '坚决退出', 'unheard of')),
    reached: fc.boolean(),
    late: fc.boolean(),
  }),
);
export type Book = typeof books extends fc.Arbitrary<infer T> ? T : never;

const secures = ({ of }: Book['things'][number], n: number, count: number) => of.some((it) => it % count === n);

const granted = (loan: string, { effect, days, ago }: NonNullable<Drawn['relief']>): KnownCase => ({
  case: `${loan}/case/drawn`,
  kind: effect === 'pause' ? 'grace' : 'extension',
  openedAt: from - ago * MS_A_DAY,
  approvedAt: from - ago * MS_A_DAY,
  until: addDays(FROM, days),
  effect,
  closedAt: null,
  undone: false,
});

export interface Loan {
  file: LoanFile;
  plan: Plan;
}

export function loansOf({ loans, things, news, complaint, reached, ...of }: Book): Loan[] {
  return loans.map(({ plan, borrower, age, due, held, relief, cause, paid, promised, reversed }, n) => {
    const loan = `L${n}`;
    const collaterals = things.flatMap((it, at): Collateral[] =>
      secures(it, n, loans.length)
        ? [
            {
              ...{ id: `C${at}`, kind: it.kind, since: null, loans: [], releasedAt: null },
              values: it.valued === null ? [] : [{ value: 1000, on: before(it.valued), recordedAt: 0 }],
            },
          ]
        : [],
    );
    return {
      plan: planOf(plan),
      file: file({
        ...{ loan, borrower, takenInAt: from, disbursedOn: before(age), calendar: chinaCalendar() },
        ...{ collateral: kindsOf(collaterals), collaterals },
        profile: { kind: of.kind as 'person', size: of.size as 'large' | null, industry: of.industry, class: of.class },
        contacts: reached ? [{ whose: 'self', channel: 'sms', consent: true }] : [],
        instalments: due
          .sort((a, b) => a - b)
          .map((day, at) => ({ seq: at + 1, dueOn: addDays(FROM, day), principal: 10_000, interest: 0, fee: 0 })),
        payments:
          paid === null
            ? []
            : [
                {
                  ...{ reference: `P${n}`, paidOn: before(1), amount: Math.round(due.length * 10_000 * (paid / 100)) },
                  ...{ reversedOn: reversed ? FROM : null, recordedAt: from - MS_A_DAY },
                  reversalRecordedAt: reversed ? from - 1800_000 : null,
                },
              ],
        promises:
          promised === null
            ? []
            : [
                {
                  ...{ id: `${loan}/promise/1`, madeAt: from },
                  ...{ on: addDays(FROM, promised), amount: 5_000 },
                },
              ],
        holds: [
          ...(held === null
            ? []
            : [
                {
                  ...{ from: from - MS_A_DAY, until: from + held.days * MS_A_DAY, reason: 'dispute' },
                  everything: held.everything,
                },
              ]),
          ...(complaint === null
            ? []
            : [{ from: from - 3600_000, until: from + complaint * MS_A_DAY, reason: 'complaint' }]),
        ],
        cases: relief === null ? [] : [granted(loan, relief)],
        cause: cause === null ? null : { kind: cause.kind, at: from - cause.ago * MS_A_DAY },
        signals:
          news === null ? [] : [{ id: '1', source: 'registry', kind: news.kind, at: from - news.days * MS_A_DAY }],
      }),
    };
  });
}

export const linesOf = (loans: Loan[], late: boolean): TimelineLine[] =>
  preview({
    loans,
    until: momentAt(addDays(FROM, DAYS), '00:00'),
    staff: () => (late ? null : MS_A_DAY),
    providers: {},
    rules: CHINA,
  });
