import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { nextPeriod, parsePeriod, periodOf } from '../../src/domain/time/period.js';
import { projectPath } from '../../src/library/project-path.js';
import { makeReport } from '../../src/reports/deliver/make-report.js';
import { inOneMoment, measure, measureIn, type Parts } from '../../src/reports/figures/index.js';
import { within } from '../../src/reports/figures/narrow.js';
import { PAPERS } from '../../src/reports/papers/index.js';
import type { BorrowerLine, DueLine } from '../../src/reports/papers/parts/lists.js';
import { createSeal } from '../../src/store/base/seal.js';
import { freshDatabase } from '../book/fresh-database.js';
import { endOf, type Loan, monthPlus, plus, readBook } from './recount/book.js';
import { figures } from './recount/figures.js';
import {
  bookAt,
  cameIn,
  divided,
  fallsDue,
  ledgerLines,
  maturing,
  moves,
  overpaidAt,
  rolls,
  trend as trendOf,
} from './recount/tables.js';

/** The book of a real lender lies beside the project, not in it; without it there is nothing to count. */
const BOOK = process.env.POSTLOAN_BOOK ?? projectPath('../shared/books/digital-lender-250');
const database = freshDatabase();
const NOW = Date.parse('2017-09-01');
const PARTS = ['portfolio', 'movement', 'collection', 'maturities', 'trend', 'care'] as const;
type Measured = Pick<Parts, (typeof PARTS)[number]>;

/** Months in the rise, the middle and the end of the book; a week, a quarter, a half-year; one that ends in the middle. */
const CUT_OFFS = [
  ['2016-04', '2016-04-30'],
  ['2016-09', '2016-09-30'],
  ['2016-W52', '2017-01-01'],
  ['2017-Q1', '2017-03-31'],
  ['2017-H1', '2017-06-30'],
  ['2017-07', '2017-07-19'],
] as const;

/** Every number and every row that the loans, instalments and payments of the files tell. */
function agrees(found: Measured, book: Loan[], from: string, asOf: string): void {
  const { portfolio, movement, collection, maturities, trend, care } = found;
  const { 'contact-coverage': reached, 'risk-identification': identified } = care.values;
  expect({
    ...portfolio.values,
    ...movement.values,
    ...collection.values,
    ...maturities.values,
    ...{ 'contact-coverage': reached, 'risk-identification': identified },
  }).toEqual(figures(book, from, asOf));
  const start = plus(from, -1);
  expect(portfolio.before).toEqual({ ...bookAt(book, start), overpaid: overpaidAt(book, start) });
  expect(portfolio.groups).toEqual(divided(book, asOf));
  expect(movement.moves).toEqual(moves(book, from, asOf));
  expect(movement.rolls).toEqual(rolls(book, from, asOf));
  const { values: _, ...tables } = collection;
  expect(tables).toEqual(cameIn(book, from, asOf));
  expect(maturities.byBranch).toEqual(maturing(book, asOf));
  expect(trend).toEqual(trendOf(book, asOf));
}

describe.runIf(existsSync(BOOK))('figures of a digital lender equal a recount of its files', () => {
  const book = existsSync(BOOK) ? readBook(BOOK) : [];
  beforeEach(async () => {
    const source = { now: NOW, actor: 'test', takeIn: false };
    expect((await importBook(database(), createSeal('ab'.repeat(32)), BOOK, source)).ok).toBe(true);
  });

  /** What a paper freezes. */
  async function frozen<F>(kind: string, period: string, asOf: string): Promise<F> {
    const asked = { plan: '09-consumer', kind: PAPERS.get(kind)!, period: parsePeriod(period)!, asOf };
    const { report } = await makeReport(database(), asked, NOW);
    return (report.figures as { paper: F }).paper;
  }

  it.each(CUT_OFFS)('%s as of %s: what a report freezes', async (period, asOf) => {
    const { from } = parsePeriod(period)!;
    agrees(await frozen<Measured>('monthly-report', period, asOf), book, from, asOf);

    const { lines } = await frozen<{ lines: BorrowerLine[] }>('ledger', period, asOf);
    const told = ledgerLines(book, from, asOf);
    expect(lines.sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual(told.map((it) => expect.objectContaining(it)));

    const next = nextPeriod(periodOf('month', asOf));
    const due = await frozen<{ lines: DueLine[] }>('due-list', next.text, asOf);
    expect(due.lines.sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual(fallsDue(book, asOf, next.from, next.to));
  });

  it('each month of the book: what came in, fell due, rolled and defaulted', async () => {
    const last = book
      .flatMap((loan) => loan.payments.map((it) => it.on))
      .sort()
      .at(-1)!;
    for (let month = '2016-01'; month <= last; month = monthPlus(month, 1)) {
      const [from, asOf] = [`${month}-01`, endOf(month)];
      const scope = { plan: '09-consumer', currency: 'NGN', from, asOf };
      const { movement, collection } = await measure(database(), scope, ['movement', 'collection']);
      expect(figures(book, from, asOf), month).toMatchObject({ ...movement.values, ...collection.values });
      expect(movement.rolls, month).toEqual(rolls(book, from, asOf));
      expect(collection.byBucket, month).toEqual(cameIn(book, from, asOf).byBucket);
    }
  });

  it('each branch and each account manager: the figures of a part are those of its loans alone', async () => {
    const scope = { plan: '09-consumer', currency: 'NGN', from: '2017-01-01', asOf: '2017-03-31' };
    const parts = [
      ...['BR1', 'BR2', 'BR3'].map((it) => ({ branches: [it], is: (loan: Loan) => loan.is.branch === it })),
      ...['AM01', 'AM06'].map((it) => ({ manager: it, is: (loan: Loan) => loan.is.manager === it })),
    ];
    await inOneMoment(database(), scope, async (sql) => {
      for (const { is, ...only } of parts) {
        const found = await within(sql, scope, {}, only, (part) => measureIn(sql, part, PARTS));
        agrees(found, book.filter(is), scope.from, scope.asOf);
      }
    });
  });
});
