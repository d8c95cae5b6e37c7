import { describe, expect, it } from 'vitest';
import { agenda } from '../../../src/domain/agenda.js';
import { rateOn } from '../../../src/domain/care/rates.js';
import { shortOn } from '../../../src/domain/facts/account/balance.js';
import type { LoanFile, RateChange } from '../../../src/domain/loan/loan-file.js';
import { planSchema } from '../../../src/domain/plan/plan.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { after, file, PLAN, payment } from '../build.js';

const change = (
  id: string,
  annualRate: string,
  from: string,
  recordedAt = momentAt('2026-01-05', '10:00'),
): RateChange => ({
  id,
  annualRate,
  from,
  recordedAt,
});
const told = planSchema.parse({
  ...PLAN,
  reminders: [],
  rateChange: { rule: 'P6.8', notice: { channels: ['sms'], template: 'rate-change' } },
});
const noon = momentAt('2026-01-06', '12:00');
const notices = (loan: LoanFile, now = noon) =>
  agenda(loan, told, now).steps.flatMap((it) => (it.what === 'notice' ? [`${it.key} ${it.figures?.rate}`] : []));

describe('the rate of a loan', () => {
  it('is that of payout until another one begins', () => {
    const loan = file({
      annualRate: '4.65',
      rates: [change('1', '4.35', '2026-02-01'), change('2', '4.05', '2026-06-01')],
    });
    const on = (day: string) => rateOn(loan, day, noon);
    expect([on('2026-01-31'), on('2026-02-01'), on('2026-05-31'), on('2026-06-01')]).toEqual([
      '4.65',
      '4.35',
      '4.35',
      '4.05',
    ]);
    expect(rateOn(loan, '2026-06-01', momentAt('2026-01-04', '12:00'))).toBe('4.65');
    expect(rateOn(file(), '2026-06-01', noon)).toBeNull();
  });

  it('that came later for the same day corrects the earlier one', () => {
    const loan = file({
      rates: [change('1', '4.35', '2026-02-01'), change('2', '4.05', '2026-06-01'), change('3', '4.45', '2026-02-01')],
    });
    expect(rateOn(loan, '2026-03-01', noon)).toBe('4.45');
  });
});

describe('P6.8: a change of the rate', () => {
  const rates = [change('1', '4.35', '2026-02-01')];

  it('is told once, when it comes in, with rate and day, whatever is owed', () => {
    const loan = file({ annualRate: '4.65', rates });
    const answer = agenda(loan, told, noon);
    expect(answer.steps).toEqual([
      {
        what: 'notice',
        key: 'rate/1/sms',
        at: momentAt('2026-01-05', '10:00'),
        rule: 'P6.8',
        why: { code: 'rate', from: '2026-02-01', rate: '4.35', before: '4.65' },
        dpd: 0,
        stage: 'current',
        channel: 'sms',
        template: 'rate-change',
        to: 'borrower',
        purpose: 'service',
        about: null,
        staleAt: momentAt('2026-01-06', '10:00'),
        figures: { rate: '4.35', rateFrom: '2026-02-01' },
      },
    ]);
    expect(notices(after(loan, answer))).toEqual([]);
  });

  it.each([
    ['that changes nothing', { annualRate: '4.3500', rates }, []],
    ['of a loan whose rate was not known', { rates }, ['rate/1/sms 4.35']],
    ['corrected before it could be told', { rates: [...rates, change('2', '4.5', '2026-02-01')] }, ['rate/2/sms 4.50']],
    [
      'corrected after it was told',
      { rates: [...rates, change('2', '4.5', '2026-02-01')], done: new Set(['rate/1/sms']) },
      ['rate/2/sms 4.50'],
    ],
    [
      'and back',
      { annualRate: '4.65', rates: [...rates, change('2', '4.65', '2026-03-01')] },
      ['rate/1/sms 4.35', 'rate/2/sms 4.65'],
    ],
    ['from before the loan was taken in', { takenInAt: momentAt('2026-01-05', '10:01'), rates }, []],
    [
      'while a hold lasts',
      { rates, holds: [{ from: 0, until: momentAt('2026-01-07', '09:00'), reason: 'dispute' }] },
      [],
    ],
  ] as [string, Partial<LoanFile>, string[]][])('%s', (_, loan, expected) => {
    expect(notices(file(loan))).toEqual(expected);
  });

  it('under a hold is told when the hold ends', () => {
    const ends = momentAt('2026-01-07', '09:00');
    const loan = file({ rates, holds: [{ from: 0, until: ends, reason: 'dispute' }] });
    expect(agenda(loan, told, noon).next).toEqual({ at: ends, what: 'hold ends' });
    expect(agenda(loan, told, ends).steps).toMatchObject([{ key: 'rate/1/sms', at: ends }]);
  });

  it('is not told under a plan that does not say so', () => {
    expect(agenda(file({ rates }), { ...told, rateChange: undefined }, noon).steps).toEqual([]);
  });
});

describe('P9.2: the account that a loan is paid from', () => {
  // 1,060.00 fall due on 20 January; the first reminder is three days before.
  const short = (balance: number, day: string, loan: Partial<LoanFile> = {}) =>
    shortOn(file(loan), PLAN, balance, momentAt(day, '12:00'));

  it('is short when the next instalment is near and more than is on it', () => {
    expect(short(0, '2026-01-16')).toBeNull();
    expect(short(105_999, '2026-01-17')).toBe('2026-01-20');
    expect(short(105_999, '2026-01-20')).toBe('2026-01-20');
    expect(short(106_000, '2026-01-20')).toBeNull();
    expect(short(0, '2026-01-21')).toBeNull();
  });

  it('has to pay what is overdue as well, and not what is paid', () => {
    expect(short(208_999, '2026-02-18')).toBe('2026-02-20');
    expect(short(209_000, '2026-02-18')).toBeNull();
    const paid = [payment('A', 106_000, momentAt('2026-01-10', '10:00'))];
    expect(short(0, '2026-01-20', { payments: paid })).toBeNull();
    expect(short(103_000, '2026-02-20', { payments: paid })).toBeNull();
  });
});
