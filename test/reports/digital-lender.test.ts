import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { measure } from '../../src/reports/figures/index.js';
import { monthEnds } from '../../src/reports/figures/trend.js';
import { projectPath } from '../../src/store/project-path.js';
import { createSeal } from '../../src/store/seal.js';
import { freshDatabase } from '../book/fresh-database.js';
import { byBranch, byBucket, byManager, figures, moves, readBook, standing, vintage } from './recount.js';

/** The book of a real lender lies beside the project, not in it; without it there is nothing to count. */
const BOOK = process.env.POSTLOAN_BOOK ?? projectPath('../shared/books/digital-lender-250');
const database = freshDatabase();

/** Months in the rise, the middle and the end of the book; a week, a quarter, a half-year; one that ends in the middle. */
const PERIODS = [
  ['2016-04-01', '2016-04-30'],
  ['2016-09-01', '2016-09-30'],
  ['2016-12-26', '2017-01-01'],
  ['2017-01-01', '2017-03-31'],
  ['2017-01-01', '2017-06-30'],
  ['2017-07-01', '2017-07-19'],
] as const;

describe.runIf(existsSync(BOOK))('figures of a digital lender equal a recount of its files', () => {
  const book = existsSync(BOOK) ? readBook(BOOK) : [];
  beforeEach(async () => {
    const source = { now: Date.parse('2017-09-01'), actor: 'test', takeIn: false };
    expect((await importBook(database(), createSeal('ab'.repeat(32)), BOOK, source)).ok).toBe(true);
  });

  it.each(PERIODS)('%s to %s', async (from, asOf) => {
    const scope = { plan: '09-consumer', currency: 'NGN', from, asOf };
    const parts = ['portfolio', 'movement', 'collection', 'maturities', 'trend'] as const;
    const { portfolio, movement, collection, maturities, trend } = await measure(database(), scope, parts);

    const found = { ...portfolio.values, ...movement.values, ...collection.values, ...maturities.values };
    expect(found).toEqual(figures(book, from, asOf));

    const migration = movement.moves.map(({ key, loans, principal }) => [key, { loans, principal }] as const);
    expect(new Map(migration)).toEqual(moves(book, from, asOf));

    const branches = portfolio.groups.branch.map(
      ({ key, loans, outstandingPrincipal, overdue }) => [key, { loans, outstandingPrincipal, overdue }] as const,
    );
    expect(Object.fromEntries(branches)).toEqual(byBranch(book, asOf));

    const managers = collection.byManager.map(
      ({ key, amount, principal, interest }) => [key, { amount, principal, interest }] as const,
    );
    expect(Object.fromEntries(managers)).toEqual(byManager(book, from, asOf));
    expect(Object.fromEntries(collection.byBucket.map(({ key, amount }) => [key, amount]))).toEqual(
      byBucket(book, from, asOf),
    );

    const ends = monthEnds(asOf);
    for (const { key, curve } of trend.vintages) expect(curve, key).toEqual(vintage(book, key, ends));
    expect(trend.points.map(({ key, outstanding }) => [key, outstanding])).toEqual(
      ends.map((day) => [
        day,
        book.filter((loan) => loan.from <= day).reduce((sum, loan) => sum + standing(loan, day).outstanding, 0),
      ]),
    );
  });
});
