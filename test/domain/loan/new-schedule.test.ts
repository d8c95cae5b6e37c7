import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, amountOf } from '../../../src/domain/loan/account/arrears.js';
import { scheduleFaults } from '../../../src/domain/loan/account/new-schedule.js';
import { paidBy } from '../../../src/domain/loan/account/running-sums.js';
import { amountDueWith } from '../../../src/domain/loan/amount-asked.js';
import type { KnownCase, LoanFile } from '../../../src/domain/loan/loan-file.js';
import { dueDaysNow } from '../../../src/domain/loan/relief/relief.js';
import { standingOf, statementOf } from '../../../src/domain/loan/standing.js';
import { addDays, type Day, momentAt } from '../../../src/domain/time/dates.js';
import { file, live, payment } from '../build.js';

/** Two instalments of 1060.00 and 1030.00, due on 2026-01-20 and 2026-02-20; 560.00 was paid when it was approved. */
const approvedAt = momentAt('2026-02-10', '12:00');
const paid = payment('P1', 56_000, momentAt('2026-01-19', '10:00'));
const anew = (change: Partial<KnownCase> = {}): KnownCase => ({
  case: 'L1/restructuring/1',
  kind: 'restructuring',
  effect: 'extend',
  openedAt: momentAt('2026-02-08', '09:00'),
  approvedAt,
  until: '2026-05-10',
  closedAt: null,
  undone: false,
  schedule: {
    paidBefore: 56_000,
    instalments: [
      { seq: 1, dueOn: '2026-03-10', principal: 50_000, interest: 1_000, fee: 0 },
      { seq: 2, dueOn: '2026-04-10', principal: 50_000, interest: 800, fee: 0 },
      { seq: 3, dueOn: '2026-05-10', principal: 50_000, interest: 500, fee: 0 },
    ],
  },
  ...change,
});
const arrears = (it: LoanFile, day: string) => standingOf(it, momentAt(addDays(day, 1), '00:00') - 1);

describe('a relief with a schedule of its own (S5)', () => {
  it('from the approval on the unpaid rest is owed by the new schedule, and the ladder begins anew', () => {
    const loan = file({ payments: [paid], cases: [anew()] });
    expect(arrears(loan, '2026-02-09')).toMatchObject({ dpd: 20, overdue: 50_000, outstanding: 153_000 });
    expect(arrears(loan, '2026-02-10')).toMatchObject({ dpd: 0, overdue: 0, outstanding: 152_300 });
    expect(statementOf(loan, approvedAt).next).toEqual({ on: '2026-03-10', amount: 51_000 });
    expect(arrears(loan, '2026-03-11')).toMatchObject({ dpd: 1, overdue: 51_000, oldestUnpaid: { seq: 3 } });
    const { steps } = live(loan, momentAt('2026-04-30', '00:00'));
    const stages = steps.flatMap((it) =>
      it.what === 'stage' ? [`${it.to} ${new Date(it.at).toISOString().slice(0, 10)}`] : [],
    );
    expect(stages).toEqual([
      'early 2026-01-21',
      'specialist 2026-02-05',
      'current 2026-02-10',
      'early 2026-03-11',
      'specialist 2026-03-26',
      'legal 2026-04-10',
    ]);
    expect(steps.filter((it) => it.key.startsWith('remind/3/')).map((it) => it.key)).toEqual([
      'remind/3/2026-03-10/before-due/sms',
      'remind/3/2026-03-10/on-due-day/sms',
    ]);
  });

  it('a payment after the approval counts towards the new schedule, though its day was before', () => {
    const late = payment('P2', 51_000, momentAt('2026-02-12', '10:00'), { paidOn: '2026-02-09' });
    const loan = file({ payments: [paid, late], cases: [anew()] });
    expect(arrears(loan, '2026-03-11')).toMatchObject({ dpd: 0, outstanding: 101_300, oldestUnpaid: { seq: 4 } });
  });

  it('a payment of before that is reversed is asked for again on its old day', () => {
    const reversed = { ...paid, reversedOn: '2026-02-20', reversalRecordedAt: momentAt('2026-02-20', '10:00') };
    const loan = file({ payments: [reversed], cases: [anew()] });
    expect(arrears(loan, '2026-02-20')).toMatchObject({ dpd: 31, overdue: 56_000, outstanding: 208_300 });
  });

  it('undone, the old instalments and days hold again, and what was paid meanwhile counts for them', () => {
    const undone = anew({ closedAt: momentAt('2026-03-01', '09:00'), undone: true });
    const more = payment('P2', 20_000, momentAt('2026-02-20', '10:00'));
    const loan = file({ payments: [paid, more], cases: [undone] });
    const never = file({ payments: [paid, more] });
    expect(arrears(loan, '2026-02-28').overdue).toBe(0);
    expect(arrears(loan, '2026-03-01')).toEqual(arrears(never, '2026-03-01'));
    expect(amountDueWith(loan, 3, momentAt('2026-03-02', '09:00'))).toBe(0);
  });

  it('a later extension moves days of the new schedule; undoing what it stands on changes nothing for a newer schedule', () => {
    const moved = anew({
      case: 'E',
      kind: 'extension',
      approvedAt: momentAt('2026-03-12', '09:00'),
      until: '2026-04-01',
    });
    delete moved.schedule;
    const loan = file({ payments: [paid], cases: [anew(), moved] });
    expect(statementOf(loan, momentAt('2026-03-12', '10:00')).next).toEqual({ on: '2026-04-01', amount: 51_000 });
    const second = anew({ case: 'S2', approvedAt: momentAt('2026-03-20', '09:00') });
    const both = file({ payments: [paid], cases: [anew(), second] });
    const firstUndone = { ...anew(), closedAt: momentAt('2026-03-25', '09:00'), undone: true };
    const at = momentAt('2026-03-26', '09:00');
    expect(dueDaysNow({ ...both, cases: [firstUndone, second] }, at)).toEqual(dueDaysNow(both, at));
    // Its numbers follow those of the first schedule, so that no message is about the wrong one.
    expect(dueDaysNow(both, at).map((it) => it.seq)).toEqual([1, 6, 7, 8]);
  });

  it('the principal must be what is unpaid; interest becomes principal only where that is said', () => {
    const unpaid = allocate(file().instalments, 56_000);
    const schedule = (principal: number) => [{ seq: 1, dueOn: '2026-03-10', principal, interest: 0, fee: 0 }];
    const wrong = (rows: ReturnType<typeof schedule>, on: Day = '2026-02-20', capitalise = false) =>
      scheduleFaults(rows, unpaid, on, capitalise).map((it) => it.wrong);
    const refuse = (principal: number, capitalise = false) =>
      wrong(schedule(principal), '2026-02-20', capitalise).join();
    expect(refuse(150_000)).toBe('');
    expect(refuse(153_000)).toMatch(/new schedule is 1530.00, unpaid is 1500.00 .*capitalise/);
    expect(refuse(149_999, true)).toMatch(/new schedule is 1499.99, unpaid is between 1500.00 and 1530.00/);
    expect(refuse(153_000, true)).toBe('');
    expect(refuse(153_001, true)).toMatch(/1530.01/);
    expect(wrong(schedule(150_000), '2026-03-10')).toEqual([expect.stringContaining('must be later than 2026-03-10')]);
    expect(wrong([])).toEqual(['a new schedule needs an instalment']);
  });

  it('names what is wrong with each instalment, and with all of them', () => {
    const unpaid = allocate(file().instalments, 56_000);
    const row = (seq: number, dueOn: Day, principal: number) => ({ seq, dueOn, principal, interest: 0, fee: 0 });
    const rows = [row(1, '2026-03-10', 140_000), row(2, '2026-04-10', 0), row(3, '2026-02-20', 5_000)];
    expect(scheduleFaults(rows, unpaid, '2026-02-20', false)).toEqual([
      { seq: 2, wrong: 'instalment 2 is of nothing' },
      { seq: 3, wrong: 'instalment 3 is due on 2026-02-20: must be later than 2026-02-20' },
      { seq: null, wrong: 'the principal of the new schedule is 1450.00, unpaid is 1500.00' },
    ]);
  });

  it('nothing is gained or lost, and undone it never happened, whatever was paid', () => {
    const amount = fc.integer({ min: 0, max: 9_000 });
    const part = fc.record({
      principal: fc.integer({ min: 1, max: 9_000 }),
      interest: amount,
      fee: amount,
      gap: fc.nat(40),
    });
    const parts = (from: string) =>
      fc.array(part, { minLength: 1, maxLength: 4 }).map((them) => {
        let dueOn = from;
        return them.map(({ gap, ...it }, n) => {
          dueOn = addDays(dueOn, gap + 1);
          return { ...it, seq: n + 1, dueOn };
        });
      });
    const money = fc.array(fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 9_000 })), { maxLength: 4 });
    fc.assert(
      fc.property(parts('2026-01-05'), parts('2026-02-10'), money, (instalments, fresh, amounts) => {
        const payments = amounts.map(([days, sum], n) =>
          payment(`P${n}`, sum, momentAt(addDays('2026-01-01', days), '10:00')),
        );
        const all = instalments.reduce((sum, it) => sum + amountOf(it), 0);
        const paidBefore = paidBy(payments, '2026-02-10');
        fc.pre(paidBefore < all);
        const it = file({ instalments, payments, cases: [anew({ schedule: { paidBefore, instalments: fresh } })] });
        const asked = dueDaysNow(it, approvedAt).reduce((sum, each) => sum + amountOf(each), 0);
        expect(asked).toBe(paidBefore + fresh.reduce((sum, each) => sum + amountOf(each), 0));
        const undone = { ...it.cases[0]!, closedAt: momentAt('2026-03-01', '09:00'), undone: true };
        const never = { ...it, cases: [] };
        const later = momentAt('2026-03-02', '12:00');
        expect(dueDaysNow({ ...it, cases: [undone] }, later)).toEqual(dueDaysNow(never, later));
        // On the evening of the approval nothing of the new schedule is due, and nothing old is asked for.
        expect(arrears(it, '2026-02-10').overdue).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
