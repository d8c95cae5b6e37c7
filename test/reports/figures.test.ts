import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { projectPath } from '../../src/library/project-path.js';
import { DEFINITIONS, type FigureId } from '../../src/reports/figures/definitions.js';
import { measure, type Part, type Parts } from '../../src/reports/figures/index.js';
import { PAPERS } from '../../src/reports/papers/index.js';
import { freshDatabase } from '../book/fresh-database.js';
import { pay, putSmallBook } from './small-book.js';

const database = freshDatabase();
beforeEach(() => putSmallBook(database()));

const MARCH = { plan: '04-personal', currency: 'CNY', from: '2026-03-01', asOf: '2026-03-31' };
const measured = async <P extends Part>(part: P, scope = MARCH): Promise<Parts[P]> =>
  (await measure(database(), scope, [part]))[part];

describe('March of a book worked out by hand (small-book.ts)', () => {
  it('the book at its end', async () => {
    const { values } = await measured('portfolio');
    // L1: 435 - 200 = 235 of March, all of it principal, since 35 of interest and fee were paid first; and 435 of April.
    // L2: 550 + 50 paid, 500 of principal left. L3: 612. L4: 306, since the payment was reversed.
    expect(values).toEqual({
      loans: 4,
      borrowers: 3,
      outstanding: 2088_00,
      'outstanding-principal': 2035_00, // 635 + 500 + 600 + 300
      'paid-out-loans': 1,
      'paid-out-amount': 600_00,
      'overdue-loans': 3,
      'overdue-amount': 1041_00, // 235 + 500 + 306
      'overdue-principal': 1035_00, // 235 + 500 + 300
      'overpaid-amount': 0,
      'overdue-rate': 1035 / 2035,
      'par-1': 1435 / 2035, // L1 21 days, L2 120 days, L4 39 days
      'par-30': 800 / 2035,
      'par-60': 500 / 2035,
      'par-90': 500 / 2035,
      'npl-loans': 1,
      'npl-principal': 500_00,
      'npl-rate': 500 / 2035,
      'risky-borrowers': 1,
      'risky-borrower-share': 1 / 3,
    });
  });

  it('what was overpaid, on a loan that is closed too, less what was given back', async () => {
    await pay(database(), 'P9', 'L5', '2026-03-30', 50);
    await pay(database(), 'P10', 'L5', '2026-03-31', -20);
    expect((await measured('portfolio')).values).toMatchObject({ 'overpaid-amount': 30_00, outstanding: 2088_00 });
    const after = await measured('portfolio', { ...MARCH, from: '2026-03-31' });
    expect(after.before.overpaid).toBe(50_00);
  });

  it('the book at its beginning, and in which buckets the loans are at its end', async () => {
    const { before, groups } = await measured('portfolio');
    // L1 870 (800), L2 1100 (1000), L4 306 (300), L6 204 (200); L5 is paid, L3 not paid out yet.
    expect(before).toMatchObject({ loans: 4, outstanding: 2480_00, outstandingPrincipal: 2300_00, overdue: 1406_00 });
    expect(groups.bucket.map(({ key, outstandingPrincipal }) => [key, outstandingPrincipal])).toEqual([
      ['0', 600_00],
      ['1-30', 635_00],
      ['31-60', 300_00],
      ['91-270', 500_00],
    ]);
    expect(groups.branch.map(({ key, loans, borrowers, overdue }) => [key, loans, borrowers, overdue])).toEqual([
      ['BR1', 3, 2, 1041_00],
      ['BR2', 1, 1, 0],
    ]);
  });

  it('what moved', async () => {
    const { values, moves, rolls } = await measured('movement');
    expect(moves.map(({ key, loans, principal }) => [key, loans, principal])).toEqual([
      ['new → 0', 1, 600_00], // L3
      ['0 → 1-30', 1, 800_00], // L1
      ['0 → paid', 1, 200_00], // L6
      ['1-30 → 31-60', 1, 300_00], // L4
      ['91-270 → 91-270', 1, 1000_00], // L2
    ]);
    expect(rolls.filter((it) => it.loans > 0).map(({ key, worse, same, paid }) => [key, worse, same, paid])).toEqual([
      ['0', 0.8, 0, 0.2],
      ['1-30', 1, 0, 0],
      ['91-270', 0, 1, 0],
    ]);
    expect(values).toEqual({
      'recovered-overdue': 600_00, // of L2; L4's payment was taken back
      'overdue-recovery-rate': 600 / 1406,
      'recovered-30-plus': 600_00,
      'recovery-30-plus': 600 / 1100,
      'recovered-npl': 600_00,
      'npl-recovery-rate': 600 / 1100,
      'resolved-loans': 0,
      'overdue-resolved-rate': 0,
      'new-npl-loans': 0,
      'new-npl-principal': 0,
      'paid-off-loans': 1,
    });
  });

  it('what came in, in which stage and by whom', async () => {
    const { values, byStage, byBucket, byManager } = await measured('collection');
    expect(values).toEqual({
      'received-amount': 1004_00, // 200 + 600 + 306 + 204 - 306
      'collected-amount': 800_00, // 200 of L1, one day late; 600 of L2; 306 - 306 of L4
      payments: 4,
      reversed: 306_00,
      'due-amount': 639_00, // 435 of L1, 204 of L6
      'due-paid-rate': 404 / 639,
      'first-payments-judged': 4, // L1, L4, L5, L6
      'first-payment-default': 1 / 4, // L4
    });
    expect(byStage).toEqual([
      { key: 'current', payments: 1, amount: 204_00 },
      { key: 'friendly-reminder', payments: 2, amount: 200_00 },
      { key: 'legal', payments: 1, amount: 600_00 },
    ]);
    expect(byBucket).toEqual([
      { key: '0', payments: 1, amount: 204_00 },
      { key: '1-30', payments: 2, amount: 200_00 },
      { key: '91-270', payments: 1, amount: 600_00 }, // 139 days past due on 19 March
    ]);
    expect(byManager).toEqual([
      // L1: 165 of principal, 30 of interest, 5 of fee; L6: 200 and 4.
      {
        key: 'AM01',
        payments: 2,
        amount: 404_00,
        principal: 365_00,
        interest: 34_00,
        fee: 5_00,
        paidOutLoans: 0,
        paidOut: 0,
      },
      // L2: 500 and 100.
      {
        key: 'AM02',
        payments: 2,
        amount: 600_00,
        principal: 500_00,
        interest: 100_00,
        fee: 0,
        paidOutLoans: 1,
        paidOut: 600_00,
      },
    ]);
  });

  it('messages: one sent, one failed, one held back, one not settled by the end', async () => {
    const { values, byChannel } = await measured('contact');
    expect(values).toEqual({
      'notices-sent': 1,
      'notices-returned': 0,
      'notices-failed': 1,
      'notices-suppressed': 1,
      'contact-reach': 1 / 2,
      'borrowers-reached': 1,
    });
    expect(byChannel).toEqual([
      { key: 'sms', sent: 1, returned: 0, failed: 1, suppressed: 0, unknown: 0, waiting: 1, reach: 1 / 2 },
      { key: 'wechat', sent: 0, returned: 0, failed: 0, suppressed: 1, unknown: 0, waiting: 0, reach: null },
    ]);
  });

  it('work: what was cancelled before it was due was not due, what was done in April is open', async () => {
    const { values, byPerson } = await measured('tasks');
    expect(values).toEqual({
      'tasks-opened': 6, // all but T5
      'tasks-done': 4, // T1, T2, both of the warning
      'tasks-due': 5, // T1, T2, T5, both of the warning
      'tasks-in-time-rate': 2 / 5, // T1, the form
      'tasks-open': 2, // T3, T5
      'tasks-overdue': 1, // T5
      'check-coverage': null,
    });
    expect(
      byPerson.map(({ key, due, inTime, late, open, overdue }) => [key, due, inTime, late, open, overdue]),
    ).toEqual([
      ['AM01', 1, 1, 0, 0, 0],
      ['AM02', 2, 1, 0, 2, 1],
      ['collection-specialist', 1, 0, 1, 0, 0],
      ['risk-manager', 1, 0, 1, 0, 0],
    ]);
  });

  it('warnings and promises', async () => {
    const { values, byLevel } = await measured('warnings');
    expect(values).toEqual({
      'warnings-opened': 1,
      'new-warned-borrowers': 1,
      'warnings-closed': 1,
      'warnings-open': 1,
      'warning-work-in-time-rate': 1 / 2, // the form; the review was a day late
      'warning-accuracy': 1,
      'key-monitored-borrowers': 1,
      'promises-due': 2,
      'promise-kept-rate': 1 / 2, // 600 came on 20 March; nothing came for L4
    });
    expect(byLevel).toEqual([
      { key: 'red', opened: 1, closed: 1, open: 0 },
      { key: 'yellow', opened: 0, closed: 0, open: 1 },
    ]);
  });

  it('complaints', async () => {
    expect((await measured('complaints')).values).toEqual({
      complaints: 2,
      'complaints-open': 1,
      'complaint-rate': 2 / 3, // B1, B2, B3
      'complaints-accepted-in-time-rate': 1 / 2, // the 24 hours of C2 ended on 31 March at eight
      'complaints-solved-in-time-rate': 1, // C2 has until April
      surveys: 1,
      satisfaction: 1,
    });
  });

  it('what is to come', async () => {
    const { values, byBranch } = await measured('maturities');
    expect(values).toEqual({
      'maturing-loans': 2, // L1 on 10 April, L3 on 5 April
      'maturing-principal': 1235_00,
      'good-borrowers-ended': 1, // B1, who paid off L6
      'renewal-rate': 1, // and still has L1
    });
    expect(
      byBranch.map(({ key, loans, outstanding, overdueLoans }) => [key, loans, outstanding, overdueLoans]),
    ).toEqual([
      ['BR1', 1, 670_00, 1],
      ['BR2', 1, 612_00, 0],
    ]);
  });

  it('vintages: of what was paid out in January 300 of 1600 is more than 30 days late at the end of March', async () => {
    const { vintages, points } = await measured('trend');
    expect(vintages.find((it) => it.key === '2026-01')).toEqual({
      key: '2026-01',
      loans: 3,
      principal: 1600_00,
      curve: [0, 0, 300 / 1600],
    });
    expect(points.at(-1)).toMatchObject({ key: '2026-03-31', loans: 4, par30: 800 / 2035 });
    expect(points[0]).toMatchObject({ key: '2025-04-30', loans: 0, overdueRate: null });
  });
});

describe('an extension (src/domain/loan/relief/relief.ts)', () => {
  const extend = (undone: string | null) =>
    database().pool.query(
      `INSERT INTO cases (case_id, loan_id, kind, rule, why, effect, opened_at, decided_at, approved, until_on, closed_at, outcome)
       VALUES ('x', 'L4', 'extension', 'S5', '', 'extend', '2026-03-18T02:00Z', '2026-03-20T02:00Z', true, '2026-05-20', $1, $2)`,
      [undone, undone && 'undone'],
    );

  it('moves what was unpaid to its day: L4 is not overdue, and is resolved', async () => {
    await extend(null);
    const { portfolio, movement, maturities } = await measure(database(), MARCH, [
      'portfolio',
      'movement',
      'maturities',
    ]);
    expect(portfolio.values).toMatchObject({ 'overdue-loans': 2, 'overdue-amount': 735_00 });
    expect(movement.values).toMatchObject({ 'resolved-loans': 1, 'overdue-resolved-rate': 1 / 2 });
    expect(maturities.values['maturing-loans']).toBe(2);
  });

  it('undone, the old day holds again; before it was undone, the new one did', async () => {
    await extend('2026-03-28T02:00Z');
    expect((await measured('portfolio')).values['overdue-loans']).toBe(3);
    const earlier = await measured('portfolio', { ...MARCH, asOf: '2026-03-27' });
    expect(earlier.values['overdue-loans']).toBe(2);
  });
});

it('nothing to divide by is null, not nought', async () => {
  const { portfolio, movement } = await measure(database(), { ...MARCH, plan: '10-agriculture' }, [
    'portfolio',
    'movement',
  ]);
  expect(portfolio.values).toMatchObject({ loans: 0, 'overdue-rate': null, 'npl-rate': null });
  expect(movement.values['overdue-recovery-rate']).toBeNull();
});

it('every figure is measured by its part, and stands in docs/figures.md with its formula', async () => {
  const parts = [...new Set(Object.values(DEFINITIONS).map((it) => it.part))];
  const all = await measure(database(), MARCH, parts);
  const found = Object.entries(all).flatMap(([part, it]) =>
    Object.keys('values' in it ? it.values : {}).map((id) => `${part} ${id}`),
  );
  const told = Object.entries(DEFINITIONS).map(([id, { part }]) => `${part} ${id}`);
  expect(found.sort()).toEqual(told.sort());
  const text = readFileSync(projectPath('docs/figures.md'), 'utf8');
  for (const id of Object.keys(DEFINITIONS) as FigureId[]) {
    const { title, formula } = DEFINITIONS[id];
    expect(text).toContain(`| \`${id}\` | ${title} | ${formula} |`);
  }
  for (const { kind, title, rules } of PAPERS.values())
    expect(text).toMatch(new RegExp(`\\| \`${kind}\` \\| ${title} \\| .* \\| ${rules.join(', ')} \\|`));
});
