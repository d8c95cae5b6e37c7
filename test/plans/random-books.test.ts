import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Collateral, kindsOf } from '../../src/domain/loan/collateral.js';
import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import type { Plan } from '../../src/domain/plan/plan.js';
import { preview } from '../../src/domain/preview/preview.js';
import type { TimelineLine } from '../../src/domain/preview/timeline.js';
import { addDays, dayOf, MS_A_DAY, momentAt } from '../../src/domain/time/dates.js';
import { chinaCalendar } from '../../src/library/calendar.js';
import { file } from '../domain/build.js';
import { CHINA } from '../support/contact-rules.js';
import { planOf } from './rows.js';

/** Two borrowers with one to four loans in up to three plans, things on one or several of them, and what may stand in the way of work. */
const FROM = '2026-09-14';
const DAYS = 120;
const from = momentAt(FROM, '08:00');
const before = (days: number) => addDays(FROM, -days);

interface Drawn {
  plan: number;
  borrower: 'B1' | 'B2';
  age: number;
  due: number[];
  held: number | null;
}
const loan: fc.Arbitrary<Drawn> = fc.record({
  plan: fc.constantFrom(1, 4, 5, 8, 10),
  borrower: fc.constantFrom('B1', 'B2'),
  age: fc.integer({ min: 0, max: 400 }),
  due: fc.uniqueArray(fc.integer({ min: -60, max: 150 }), { minLength: 1, maxLength: 3 }),
  held: fc.option(fc.integer({ min: 1, max: 60 }), { nil: null, freq: 3 }),
});
const thing = fc.record({
  kind: fc.constantFrom('厂房', '数控机床', '住宅'),
  of: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
  valued: fc.option(fc.integer({ min: 0, max: 300 }), { nil: null }),
});
const news = fc.record({
  kind: fc.constantFrom('litigation', 'collateral-fall', 'new-overdue', 'disaster'),
  days: fc.integer({ min: 1, max: 40 }),
});
const book = fc.record({
  loans: fc.array(loan, { minLength: 1, maxLength: 4 }),
  things: fc.array(thing, { maxLength: 3 }),
  news: fc.option(news, { nil: null }),
  late: fc.boolean(),
});
type Book = typeof book extends fc.Arbitrary<infer T> ? T : never;

const secures = ({ of }: Book['things'][number], n: number, count: number) => of.some((it) => it % count === n);

function loansOf({ loans, things, news }: Book): { file: LoanFile; plan: Plan }[] {
  return loans.map(({ plan, borrower, age, due, held }, n) => {
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
        ...{ loan: `L${n}`, borrower, takenInAt: from, disbursedOn: before(age), calendar: chinaCalendar() },
        ...{ collateral: kindsOf(collaterals), collaterals },
        profile: { kind: 'enterprise', size: null, industry: null, class: null },
        instalments: due
          .sort((a, b) => a - b)
          .map((day, at) => ({ seq: at + 1, dueOn: addDays(FROM, day), principal: 10_000, interest: 0, fee: 0 })),
        holds: held === null ? [] : [{ from: from - MS_A_DAY, until: from + held * MS_A_DAY, reason: 'dispute' }],
        signals:
          news === null ? [] : [{ id: '1', source: 'registry', kind: news.kind, at: from - news.days * MS_A_DAY }],
      }),
    };
  });
}

const linesOf = (loans: { file: LoanFile; plan: Plan }[], late: boolean): TimelineLine[] =>
  preview({
    loans,
    until: momentAt(addDays(FROM, DAYS), '00:00'),
    staff: () => (late ? null : MS_A_DAY),
    providers: {},
    rules: CHINA,
  });

const twice = (all: string[]) => all.filter((it, n) => all.indexOf(it) < n);
const opened = (lines: TimelineLine[]) => lines.filter((it) => it.what === 'task.open');
const runs = { numRuns: 12, seed: 20261130 };

describe('over random books', () => {
  it('a check about a borrower, or about a thing, is made once in a period by each plan, whichever loan carries it', () => {
    fc.assert(
      fc.property(book, (drawn) => {
        const loans = loansOf(drawn);
        const of = new Map(loans.map((it) => [it.file.loan, it]));
        const rounds = opened(linesOf(loans, drawn.late)).flatMap((line) => {
          const { plan, file } = of.get(line.loan!)!;
          const [, id, ...round] = String(line.task).slice(`${line.loan}/`.length).split('/');
          const check = plan.checks.find((it) => it.id === id);
          if (!check || check.per === 'loan') return [];
          const about = check.per === 'collateral' ? line.collateral : file.borrower;
          return [[plan.plan, about, id, ...round].join(' ')];
        });
        expect(twice(rounds)).toEqual([]);
      }),
      runs,
    );
  });

  it('P8.4: every plant and machine behind a loan is valued in the new half-year, with all loans of it named', () => {
    fc.assert(
      fc.property(book, (drawn) => {
        const loans = loansOf(drawn);
        const valued = opened(linesOf(loans, drawn.late)).filter(
          (it) => it.kind === 'valuation' && dayOf(it.at) >= '2027-01-01' && String(it.task).includes('/care/'),
        );
        drawn.things.forEach(({ kind }, at) => {
          const behind = loans.filter((it) => it.file.collaterals!.some(({ id }) => id === `C${at}`));
          const wanted = kind !== '住宅' && behind.some((it) => it.plan.plan === '08-manufacturing');
          const found = valued.filter((it) => it.collateral === `C${at}`);
          expect(found.length, `C${at}`).toBe(wanted ? 1 : 0);
          const names = behind.map((it) => it.file.loan).sort();
          if (wanted) expect(found[0]!.loans ?? [found[0]!.loan]).toEqual(names);
        });
      }),
      runs,
    );
  });
});
