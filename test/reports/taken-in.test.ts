import { beforeEach, describe, expect, it } from 'vitest';
import { inOneMoment, measure } from '../../src/reports/figures/index.js';
import { rows } from '../../src/store/base/connection/database.js';
import { freshDatabase } from '../book/fresh-database.js';
import { at, putSmallBook } from './small-book.js';

const database = freshDatabase();
const MARCH = { plan: '04-personal', currency: 'CNY', from: '2026-03-01', asOf: '2026-03-31' };
const sql = (text: string, ...values: unknown[]) => database().pool.query(text, values);
const takenIn = (when: string, ...loans: string[]) =>
  sql('UPDATE loans SET taken_in_at = $1 WHERE loan_id = ANY($2)', at(when), loans);

describe('nobody answers for the time before a loan was taken in (P4.1, P6.1, P7.1, P9.1)', () => {
  beforeEach(async () => {
    await putSmallBook(database());
    await takenIn('2026-03-13', 'L1', 'L2', 'L3', 'L4', 'L5', 'L6');
  });

  it('recovered is what came since, of what was overdue when the book came: 235 of L1 and 1,100 of L2, of which 600', async () => {
    const { values } = (await measure(database(), MARCH, ['movement'])).movement;
    expect(values).toMatchObject({ 'recovered-overdue': 60_000, 'overdue-recovery-rate': 600 / 1335 });
    expect(values).toMatchObject({ 'overdue-resolved-rate': 0, 'paid-off-loans': 0 }); // L6 was paid off on the first
  });

  it('roll rates begin there too: L1 came in 2 days past due, L4 paid, L3 was paid out in March', async () => {
    const { moves } = (await measure(database(), MARCH, ['movement'])).movement;
    expect(moves.map(({ key, loans }) => [key, loans])).toEqual([
      ['new → 0', 1],
      ['1-30 → 1-30', 1],
      ['91-270 → 91-270', 1],
      ['paid → 31-60', 1],
    ]);
  });

  it('what was paid or fell due before is not collected: L2 paid 600, of L4 306 were taken back', async () => {
    const { values, byManager } = (await measure(database(), MARCH, ['collection'])).collection;
    expect(values).toMatchObject({ 'received-amount': 29_400, 'collected-amount': 29_400, payments: 1 });
    expect(values).toMatchObject({ 'due-amount': 0, 'due-paid-rate': null });
    expect(byManager.map(({ key, amount }) => [key, amount])).toEqual([
      ['AM01', 0],
      ['AM02', 29_400],
    ]);
  });

  it('a first instalment whose thirty days were over before is not judged: that of L1, on 12 March; of L4, L5 and L6 that of L4 did not come', async () => {
    const { values } = (await measure(database(), MARCH, ['collection'])).collection;
    expect(values).toMatchObject({ 'first-payments-judged': 3, 'first-payment-default': 1 / 3 });
  });

  it('who came after the cut-off is of the next paper, unless paid out in this period; a book that came wholly after is shown', async () => {
    const counted = () =>
      inOneMoment(database(), MARCH, (it) => rows<{ loan: string }>(it, 'SELECT loan_id AS loan FROM book ORDER BY 1'));
    await takenIn('2026-04-02', 'L1', 'L3');
    expect((await counted()).map((it) => it.loan)).toEqual(['L2', 'L3', 'L4', 'L5', 'L6']);
    await takenIn('2026-04-02', 'L2', 'L4', 'L5', 'L6');
    expect(await counted()).toHaveLength(6);
    const { values } = (await measure(database(), MARCH, ['movement'])).movement;
    expect(values['recovered-overdue']).toBe(60_000); // by the contract
  });
});
