import { describe, expect, test } from 'vitest';
import { type Account, arrearsOn, type Payment } from '../../../src/domain/loan/account/arrears.js';
import { addDays } from '../../../src/domain/time/dates.js';

const DUE = '2026-01-15';
const NEXT_DUE = '2026-02-15';

/** Two instalments: 1000 principal, 60 interest, 5 fee; then 1000, 30, 0. */
function account(change: Partial<Account> = {}): Account {
  return {
    instalments: [
      { seq: 1, dueOn: DUE, principal: 100_000, interest: 6_000, fee: 500 },
      { seq: 2, dueOn: NEXT_DUE, principal: 100_000, interest: 3_000, fee: 0 },
    ],
    payments: [],
    graceDays: 0,
    pauses: [],
    ...change,
  };
}

let references = 0;
const paid = (paidOn: string, amount: number, reversedOn: string | null = null): Payment => ({
  reference: `R${references++}`,
  paidOn,
  amount,
  reversedOn,
});
const after = (days: number) => addDays(DUE, days);

describe('the day', () => {
  test('interfaces: nothing is overdue on the due day itself', () => {
    expect(arrearsOn(account(), DUE)).toMatchObject({ dpd: 0, overdue: 0, delinquentSince: null, category: 'normal' });
  });

  test('interfaces: the day after the due day is day 1', () => {
    const seen = { dpd: 1, delinquentDays: 1, delinquentSince: DUE, overdue: 106_500, category: 'special-mention' };
    expect(arrearsOn(account(), after(1))).toMatchObject(seen);
  });

  test('before the first due day all is outstanding and nothing overdue', () => {
    expect(arrearsOn(account(), '2025-06-01')).toEqual({
      dpd: 0,
      delinquentDays: 0,
      delinquentSince: null,
      oldestUnpaid: { seq: 1, dueOn: DUE },
      overdue: 0,
      overduePrincipal: 0,
      overpaid: 0,
      overdueInterest: 0,
      overdueFee: 0,
      outstanding: 209_500,
      category: 'normal',
    });
  });

  test('days are counted over the end of February, in a leap year and in another', () => {
    const due = (dueOn: string) => account({ instalments: [{ seq: 1, dueOn, principal: 1, interest: 0, fee: 0 }] });
    expect(arrearsOn(due('2026-02-28'), '2026-03-01').dpd).toBe(1);
    expect(arrearsOn(due('2028-02-28'), '2028-03-01').dpd).toBe(2);
  });

  test('instalments may stand in any order; on the same day the smaller number is the older', () => {
    const part = (seq: number, dueOn: string) => ({ seq, dueOn, principal: 100, interest: 0, fee: 0 });
    const mixed = account({
      instalments: [part(3, '2026-03-01'), part(2, DUE), part(1, DUE)],
      payments: [paid(DUE, 100)],
    });
    expect(arrearsOn(mixed, after(5)).oldestUnpaid).toEqual({ seq: 2, dueOn: DUE });
  });
});

describe('the category', () => {
  test.each([
    [0, 'normal'],
    [1, 'special-mention'],
    [90, 'special-mention'],
    [91, 'substandard'],
    [270, 'substandard'],
    [271, 'doubtful'],
    [360, 'doubtful'],
    [361, 'loss'],
  ])('interfaces: day %i past due is %s', (days, category) => {
    expect(arrearsOn(account(), after(days))).toMatchObject({ dpd: days, category });
  });

  test('interfaces: it goes by the days past due, whatever grace and pauses take off', () => {
    const lenient = account({ graceDays: 60, pauses: [{ from: DUE, until: after(80) }] });
    expect(arrearsOn(lenient, after(91))).toMatchObject({ dpd: 91, delinquentDays: 0, category: 'substandard' });
  });
});

describe('what payments pay', () => {
  test('interfaces: a payment pays the oldest instalment first, within it fee, interest, principal', () => {
    const left = (amount: number) => {
      const { overdueFee, overdueInterest, overduePrincipal } = arrearsOn(
        account({ payments: [paid(DUE, amount)] }),
        after(1),
      );
      return [overdueFee, overdueInterest, overduePrincipal];
    };
    expect(left(499)).toEqual([1, 6_000, 100_000]);
    expect(left(500)).toEqual([0, 6_000, 100_000]);
    expect(left(6_499)).toEqual([0, 1, 100_000]);
    expect(left(6_500)).toEqual([0, 0, 100_000]);
    expect(left(106_499)).toEqual([0, 0, 1]);
    expect(left(106_500)).toEqual([0, 0, 0]);
  });

  test('an instalment of which a cent is missing is overdue in days as if nothing had been paid', () => {
    const seen = { dpd: 10, overdue: 1, oldestUnpaid: { seq: 1, dueOn: DUE } };
    expect(arrearsOn(account({ payments: [paid(DUE, 106_499)] }), after(10))).toMatchObject(seen);
  });

  test('interfaces: what is left over pays the next instalment early', () => {
    const ahead = account({ payments: [paid('2026-01-01', 106_500 + 3_000 + 40_000)] });
    expect(arrearsOn(ahead, addDays(NEXT_DUE, 3))).toMatchObject({
      dpd: 3,
      overdue: 60_000,
      overdueInterest: 0,
      overduePrincipal: 60_000,
      oldestUnpaid: { seq: 2, dueOn: NEXT_DUE },
    });
  });

  test('several payments of one day, and of many days, add up', () => {
    const bits = account({ payments: [paid(DUE, 100_000), paid(DUE, 6_000), paid(after(3), 500)] });
    expect(arrearsOn(bits, after(2))).toMatchObject({ dpd: 2, overdue: 500 });
    expect(arrearsOn(bits, after(3))).toMatchObject({ dpd: 0, overdue: 0, outstanding: 103_000 });
  });

  test('more than everything leaves nothing, and not less than nothing', () => {
    const seen = { dpd: 0, overdue: 0, outstanding: 0, oldestUnpaid: null, delinquentSince: null };
    expect(arrearsOn(account({ payments: [paid(DUE, 999_999)] }), after(400))).toMatchObject(seen);
  });

  test('interfaces: only what happened on or before the date counts', () => {
    const late = account({ payments: [paid(after(10), 106_500)] });
    expect(arrearsOn(late, after(9)).dpd).toBe(9);
    expect(arrearsOn(late, after(10)).dpd).toBe(0);
  });

  test('when the oldest is paid the days go on from the next overdue one', () => {
    const one = account({ payments: [paid('2026-03-01', 106_500)] });
    expect(arrearsOn(one, '2026-02-28').dpd).toBe(44);
    expect(arrearsOn(one, '2026-03-01').dpd).toBe(14);
  });

  test('a payment that is entered late but is of an earlier day counts from its own day', () => {
    const late = paid(after(20), 1_000);
    const backDated = paid(DUE, 106_500);
    expect(arrearsOn(account({ payments: [late, backDated] }), after(5))).toMatchObject({ dpd: 0, overdue: 0 });
  });
});

describe('a reversal', () => {
  const bounced = account({ payments: [paid(DUE, 106_500, after(6))] });

  test('interfaces: it counts from its own day, and the days past due go by the due day again', () => {
    expect(arrearsOn(bounced, after(5))).toMatchObject({ dpd: 0, overdue: 0 });
    expect(arrearsOn(bounced, after(6))).toMatchObject({ dpd: 6, overdue: 106_500 });
  });

  test('on the day of the payment: it was never there', () => {
    expect(arrearsOn(account({ payments: [paid(after(3), 106_500, after(3))] }), after(3)).dpd).toBe(3);
  });

  test('what the other payments paid moves back to the oldest instalment', () => {
    const both = account({ payments: [paid(DUE, 106_500, '2026-02-20'), paid(NEXT_DUE, 103_000)] });
    expect(arrearsOn(both, '2026-02-19').outstanding).toBe(0);
    expect(arrearsOn(both, '2026-02-20')).toMatchObject({
      oldestUnpaid: { seq: 1 },
      overduePrincipal: 103_500,
      overdueFee: 0,
    });
  });
});

describe('delinquent days', () => {
  test('interfaces: grace is taken off, but not below 0', () => {
    const days = (on: number) => arrearsOn(account({ graceDays: 5 }), after(on));
    expect(days(4)).toMatchObject({ dpd: 4, delinquentDays: 0, delinquentSince: after(5) });
    expect(days(5)).toMatchObject({ dpd: 5, delinquentDays: 0 });
    expect(days(6)).toMatchObject({ dpd: 6, delinquentDays: 1, delinquentSince: after(5) });
  });

  test.each([
    ['before the due day', after(-10), after(-1), 0],
    ['over the due day: only from it on', after(-2), after(3), 3],
    ['of one day', after(4), after(5), 1],
    ['of no day', after(4), after(4), 0],
    ['within', after(2), after(7), 5],
    ['over the date: only until it', after(15), after(30), 5],
    ['from the date on', after(20), after(30), 0],
    ['over everything', after(-99), after(99), 20],
  ])('interfaces: a pause %s', (_, from, until, days) => {
    expect(arrearsOn(account({ pauses: [{ from, until }] }), after(20))).toMatchObject({
      dpd: 20,
      delinquentDays: 20 - days,
    });
  });

  test('interfaces: touching pauses count each of their days once', () => {
    const pauses = [
      { from: after(5), until: after(8) },
      { from: after(2), until: after(5) },
    ];
    expect(arrearsOn(account({ pauses }), after(20)).delinquentDays).toBe(14);
  });

  test('a pause without end goes on', () => {
    expect(arrearsOn(account({ pauses: [{ from: after(3), until: null }] }), after(20)).delinquentDays).toBe(3);
  });

  test('a pause does not move delinquentSince', () => {
    expect(arrearsOn(account({ pauses: [{ from: DUE, until: after(9) }] }), after(20)).delinquentSince).toBe(DUE);
  });
});
