import { beforeEach, describe, expect, it } from 'vitest';
import { standingOf } from '../../src/domain/loan/standing.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { rows } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { bookAgain, recordPayment, reversePayment } from '../../src/store/facts/payments.js';
import { readLoanFiles } from '../../src/store/loans/files/loan-files.js';
import { freshDatabase } from '../book/fresh-database.js';
import { addLoans } from '../support/loans.js';

const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const on = (day: string, time = '10:00') => ({ actor: 'test', at: momentAt(day, time) });
const R1 = { loan: 'L1', reference: 'R1', paidOn: '2026-03-19', amount: 100_000 };

beforeEach(() =>
  addLoans(
    db(),
    seal,
    ['L1', 'L2'].map((loan) => ({ loan, instalments: [{ dueOn: '2026-03-20', amount: 100_000 }] })),
    momentAt('2026-03-01', '09:00'),
  ),
);

const overdue = async (day: string, loan = 'L1') => {
  const at = momentAt(day, '12:00');
  return standingOf((await readLoanFiles(db().pool, [loan], at))[0]!.file, at).overdue;
};
const bookings = () => rows(db().pool, 'SELECT booking, paid_on, reversed_on FROM payments ORDER BY booking');
const audited = async () =>
  (await rows<{ what: string }>(db().pool, `SELECT what FROM audit_log WHERE what <> 'import' ORDER BY audit_id`)).map(
    (it) => it.what,
  );

describe('S4: every booking of a reference is an entry of its own', () => {
  it('reversed and booked again it counts again, and once a day; the same again is known', async () => {
    expect(await recordPayment(db(), R1, on('2026-03-19'))).toBe(true);
    expect(await reversePayment(db(), 'R1', on('2026-03-22'))).toBe('reversed');
    expect(await reversePayment(db(), 'R1', on('2026-03-22'))).toBe(false);
    expect(await overdue('2026-03-22')).toBe(100_000);
    expect(await recordPayment(db(), R1, on('2026-03-23'))).toBe(true);
    expect(await recordPayment(db(), R1, on('2026-03-23'))).toBe(false);
    expect(await overdue('2026-03-23')).toBe(0);
    expect(await bookings()).toEqual([
      { booking: 1, paid_on: '2026-03-19', reversed_on: '2026-03-22' },
      { booking: 2, paid_on: '2026-03-19', reversed_on: null },
    ]);
    expect(await audited()).toEqual(['payment', 'reversal', 'payment']);
  });

  it('one of a day to come can be taken back and corrected', async () => {
    // Taken before such days were refused.
    await db().pool.query(
      `INSERT INTO payments (reference, loan_id, paid_on, amount, recorded_at) VALUES ('R1', 'L1', '2027-03-19', 100000, $1)`,
      [new Date(momentAt('2026-03-19', '10:00'))],
    );
    await expect(recordPayment(db(), R1, on('2026-03-20'))).rejects.toThrow('known with another loan, day or amount');
    expect(await reversePayment(db(), 'R1', on('2026-03-22'))).toBe('reversed');
    expect(await overdue('2027-04-01')).toBe(100_000);
    expect(await bookAgain(db(), 'R1', { paidOn: '2026-03-19' }, on('2026-03-22'))).toBe(true);
    expect(await overdue('2026-03-22')).toBe(0);
    expect(await bookAgain(db(), 'R1', {}, on('2026-03-23'))).toBe(false);
  });

  it('booked on the wrong loan it is reversed and booked on the right one', async () => {
    await recordPayment(db(), R1, on('2026-03-19'));
    await reversePayment(db(), 'R1', on('2026-03-22'));
    await recordPayment(db(), { ...R1, loan: 'L2' }, on('2026-03-22'));
    expect([await overdue('2026-03-22'), await overdue('2026-03-22', 'L2')]).toEqual([100_000, 0]);
  });

  it('a reversal before its payment waits, and counts when the payment comes; it can be dropped', async () => {
    expect(await reversePayment(db(), 'R1', on('2026-03-22'))).toBe('waits');
    expect(await reversePayment(db(), 'R1', on('2026-03-22'))).toBe(false);
    expect(await recordPayment(db(), R1, on('2026-03-24'))).toBe(true);
    expect([await overdue('2026-03-21'), await overdue('2026-03-24')]).toEqual([0, 100_000]);
    expect(await reversePayment(db(), 'R1', on('2026-03-24'))).toBe(false);
    expect(await audited()).toEqual(['reversal waits', 'payment', 'reversal']);

    expect(await reversePayment(db(), 'R2', on('2026-03-24'))).toBe('waits');
    expect(await bookAgain(db(), 'R2', {}, on('2026-03-24'))).toBe(true);
    await recordPayment(db(), { ...R1, reference: 'R2' }, on('2026-03-25'));
    expect(await overdue('2026-03-25')).toBe(0);
    await expect(bookAgain(db(), 'R3', {}, on('2026-03-25'))).rejects.toThrow('no payment R3');
  });
});
