import { beforeEach, expect, it } from 'vitest';
import { measure } from '../../src/reports/figures/index.js';
import { transaction } from '../../src/store/base/connection/database.js';
import { freshDatabase } from '../book/fresh-database.js';
import { at, lend, lendEach, type Parts, pay } from './small-book.js';

/** Money on both sides of the edges of March 2026 and of its own days, worked out by hand. */
const database = freshDatabase();
const MARCH = { plan: '04-personal', currency: 'CNY', from: '2026-03-01', asOf: '2026-03-31' };
const [BEFORE, FIRST] = ['2026-02-28 23:59', '2026-03-01 00:00'];

const sql = (text: string, ...values: unknown[]) => database().pool.query(text, values);
const due = (day: string): Parts => [[day, 1000, 0, 0]];
const reverse = (reference: string, on: string) =>
  sql('UPDATE payments SET reversed_on = $2, reversal_recorded_at = $3 WHERE reference = $1', reference, on, at(on));

beforeEach(() => lendEach(database(), { A: { parts: due('2027-01-01') } }));

it('what matures in April, and good borrowers who stay', async () => {
  const loans = ['F', 'G', 'I', 'J', 'K', 'L'];
  await lendEach(database(), {
    ...Object.fromEntries(loans.map((id) => [id, { parts: due('2026-04-15') }])),
    late: { parts: due('2026-02-27') },
    quick: { on: '2026-03-02', parts: due('2026-04-15') },
    m1: { parts: due('2026-04-01') },
    m2: { parts: due('2026-04-30') },
    'of March': { parts: due('2026-03-31') },
    'of May': { parts: [...due('2026-04-15'), ...due('2026-05-01')] },
  });
  for (const id of [...loans, 'late', 'quick']) await pay(database(), id, id, '2026-03-15', 1000);
  await transaction(database(), async (client) => {
    const another = (id: string, on: string) =>
      lend(client, {
        id: `${id}2`,
        borrower: `of ${id}`,
        on,
        principal: 1,
        parts: due('2026-12-01'),
        plan: '10-agriculture',
      });
    await another('I', '2026-03-01');
    await another('J', '2026-02-28');
    await another('K', '2026-04-01');
  });
  const renewal = (loan: string, decided: string, approved: boolean) =>
    sql(
      `INSERT INTO cases (case_id, loan_id, kind, rule, why, effect, opened_at, decided_at, approved)
       VALUES ($1, $1, 'renewal', 'P2.8', '', 'none', $2, $2, $3)`,
      ...[loan, at(decided), approved],
    );
  await renewal('F', FIRST, true);
  await renewal('G', '2026-03-10', false);
  await renewal('L', BEFORE, true);
  const { maturities } = await measure(database(), MARCH, ['maturities']);
  expect(maturities.values).toEqual({
    'maturing-loans': 2, // m1, m2
    'maturing-principal': 2000_00,
    'good-borrowers-ended': 7, // all that were paid but the late one
    'renewal-rate': 2 / 7, // F by its renewal, I by another loan
  });
});

it('money that came in, in the stage and by the days past due that were then', async () => {
  await lendEach(database(), {
    G: { parts: [...due('2026-03-10'), ...due('2027-01-01')] },
    H: { parts: [...due('2026-03-10'), ...due('2027-01-01')] },
  });
  const entry = (when: string, stage: string, acted = when, what = 'stage') =>
    sql(
      `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, why, dpd, stage, plan_version, detail)
       VALUES ('loan', 'A', $1, $2, $3, $4, 'P4.5', '', 0, $1, 1, '{}')`,
      ...[stage, at(when), at(acted), what],
    );
  await entry('2026-03-05 09:00', 'second', '2026-03-05 09:01');
  await entry('2026-03-05 09:00', 'first');
  await entry('2026-03-10 09:00', 'third');
  await entry('2026-03-10 09:30', 'no stage', '2026-03-10 09:30', 'tier');
  await entry('2026-03-10 12:00', 'fourth');
  await entry('2026-03-11 00:00', 'fifth');
  const paid = async (loan: string, on: string, yuan: number, recorded = `${on} 10:00`) => {
    await pay(database(), `${loan}${yuan}`, loan, on, yuan);
    await sql('UPDATE payments SET recorded_at = $2 WHERE reference = $1', `${loan}${yuan}`, at(recorded));
  };
  await paid('A', '2026-03-04', 16);
  await paid('A', '2026-03-07', 32);
  await reverse('A32', '2026-03-25'); // taken from where it was
  await paid('A', '2026-03-08', 8);
  await paid('A', '2026-03-10', 1);
  await paid('A', '2026-03-10', 2, '2026-03-20'); // as if at the end of its day
  await paid('A', '2026-03-10', 4, '2026-03-09'); // as if at its beginning
  // 1,000 fell due on 10 March: by the end of that day nothing is overdue yet.
  await paid('G', '2026-03-10', 400);
  await paid('G', '2026-03-11', 300);
  await paid('G', '2026-03-12', 100); // one day past due the day before
  await paid('H', '2026-03-08', 1000);
  await reverse('H1000', '2026-03-12');
  await paid('H', '2026-03-12', 70); // the day before, the thousand still counted
  await paid('H', '2026-03-13', 50); // two days past due the day before
  const { collection } = await measure(database(), MARCH, ['collection']);
  expect(collection.values).toMatchObject({
    'received-amount': 951_00, // 31 of A, 800 of G, 120 of H
    'collected-amount': 150_00,
    payments: 12,
    reversed: 1032_00,
  });
  expect(collection.byStage).toEqual([
    { key: 'current', payments: 7, amount: 936_00 }, // 16 of A, G, H
    { key: 'fourth', payments: 1, amount: 2_00 },
    { key: 'second', payments: 3, amount: 12_00 }, // 32 − 32 + 8 + 4
    { key: 'third', payments: 1, amount: 1_00 },
  ]);
  expect(collection.byBucket).toEqual([
    { key: '0', payments: 10, amount: 801_00 },
    { key: '1-30', payments: 2, amount: 150_00 },
  ]);
});

it('first payments, judged at the end of the thirtieth day after the due day', async () => {
  await lendEach(database(), {
    'on the day': { parts: due('2026-01-30') },
    'a day late': { parts: due('2026-01-30') },
    'taken back': { parts: due('2026-03-01') },
    'taken back later': { parts: due('2026-03-01') },
    'judged in April': { parts: due('2026-03-02') },
    'judged in February': { parts: due('2026-01-29') },
  });
  await pay(database(), 'a', 'on the day', '2026-03-01', 1000);
  await pay(database(), 'b', 'a day late', '2026-03-02', 1000);
  await pay(database(), 'c', 'taken back', '2026-03-05', 1000);
  await reverse('c', '2026-03-31');
  await pay(database(), 'd', 'taken back later', '2026-03-05', 1000);
  await reverse('d', '2026-04-01');
  const { collection } = await measure(database(), MARCH, ['collection']);
  expect(collection.values).toMatchObject({ 'first-payments-judged': 4, 'first-payment-default': 2 / 4 });
});
