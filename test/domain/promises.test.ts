import { describe, expect, it } from 'vitest';
import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import { promiseOutcome, refusePromise } from '../../src/domain/loan/relief/promises.js';
import { restsAt } from '../../src/domain/loan/relief/relief.js';
import type { Step } from '../../src/domain/loan/steps.js';
import { formatMoment, momentAt } from '../../src/domain/time/dates.js';
import { file, live, PLAN, payment } from './build.js';

const at = (day: string, time = '10:00') => momentAt(day, time);
const brief = (steps: Step[], of: RegExp) =>
  steps.filter((it) => of.test(it.what)).map((it) => `${formatMoment(it.at).slice(0, 10)} ${it.what}`);

describe('promise to pay', () => {
  const promise = { id: 'P', madeAt: at('2026-01-22'), on: '2026-01-28', amount: 50_000 };
  const of = (...payments: LoanFile['payments']) => file({ promises: [promise], payments });
  const said = (it: LoanFile) => brief(live(it, at('2026-02-10')).steps, /promise/);

  it('kept, part-kept and broken by itself', () => {
    expect(said(of(payment('A', 50_000, at('2026-01-25'))))).toEqual([
      '2026-01-22 promise.open',
      '2026-01-25 promise.kept',
    ]);
    expect(said(of(payment('A', 49_999, at('2026-01-25'))))).toEqual([
      '2026-01-22 promise.open',
      '2026-01-30 promise.part-kept',
    ]);
    expect(said(of())).toEqual(['2026-01-22 promise.open', '2026-01-30 promise.broken']);
    expect(said(of(payment('A', 50_000, at('2026-01-29'))))).toEqual([
      '2026-01-22 promise.open',
      '2026-01-30 promise.broken',
    ]);
    expect(promiseOutcome(promise, [payment('A', 50_000, at('2026-01-28', '23:59'))], at('2026-02-01')).outcome).toBe(
      'kept',
    );
  });

  it('S2: paid on its last day and booked the next morning it is kept; booked later still it is put right', () => {
    const inTime = { paidOn: '2026-01-28' };
    expect(said(of(payment('A', 50_000, at('2026-01-29', '07:00'), inTime)))).toEqual([
      '2026-01-22 promise.open',
      '2026-01-29 promise.kept',
    ]);
    expect(said(of(payment('A', 50_000, at('2026-02-03'), inTime)))).toEqual([
      '2026-01-22 promise.open',
      '2026-01-30 promise.broken',
      '2026-02-03 promise.kept',
    ]);
    const soon = { ...promise, waitDays: 0 };
    expect(brief(live(file({ promises: [soon] }), at('2026-02-10')).steps, /promise/)[1]).toBe(
      '2026-01-29 promise.broken',
    );
  });

  it('S2: when the payment that kept it bounces it runs on, and is judged anew', () => {
    const back = (day: string) => ({ reversedOn: day, reversalRecordedAt: at(day, '15:00') });
    expect(said(of(payment('A', 50_000, at('2026-01-23'), back('2026-01-25'))))).toEqual([
      '2026-01-22 promise.open',
      '2026-01-23 promise.kept',
      '2026-01-25 promise.open',
      '2026-01-30 promise.broken',
    ]);
    expect(said(of(payment('A', 50_000, at('2026-01-23'), back('2026-02-02')))).at(-1)).toBe(
      '2026-02-02 promise.broken',
    );
  });

  it('S2: of more than is owed it is kept when nothing that was due is unpaid, and when nothing is owed at all', () => {
    const more = { ...promise, amount: 300_000 };
    const paying = (amount: number) =>
      brief(
        live(file({ promises: [more], payments: [payment('A', amount, at('2026-01-25'))] }), at('2026-02-10')).steps,
        /promise/,
      );
    expect(paying(106_000).at(-1)).toBe('2026-01-25 promise.kept');
    expect(paying(209_000).at(-1)).toBe('2026-01-25 promise.kept');
    expect(paying(105_999).at(-1)).toBe('2026-01-30 promise.part-kept');
  });

  it('while it runs nothing collects; when it is broken the ladder goes on at the stage of that day', () => {
    const { steps } = live(of(), at('2026-02-20', '00:00'));
    const collecting = steps.filter((it) => it.what === 'notice' && it.purpose === 'collection');
    expect(collecting.map((it) => formatMoment(it.at).slice(0, 10))).toEqual(['2026-01-21', '2026-02-04']);
    expect(brief(steps, /^stage$/)).toEqual(['2026-01-21 stage', '2026-02-05 stage']);
    expect(restsAt(of(), PLAN, at('2026-01-28', '23:59'), 'collection')).toBe('promise');
    expect(restsAt(of(), PLAN, at('2026-01-28', '23:59'), 'service')).toBeNull();
    expect(restsAt(of(), PLAN, at('2026-01-29', '23:59'), 'collection')).toBe('promise');
    expect(restsAt(of(), PLAN, at('2026-01-30', '00:00'), 'collection')).toBeNull();
  });

  it('one at a time, for a day to come, no more than 31 days ahead', () => {
    expect(refusePromise(of(), '2026-01-27', at('2026-01-25'))).toContain('running already');
    expect(refusePromise(file(), '2026-01-24', at('2026-01-25'))).toContain('today or a later day');
    expect(refusePromise(file(), '2026-02-26', at('2026-01-25'))).toContain('31 days');
    expect(refusePromise(file(), '2026-02-25', at('2026-01-25'))).toBeNull();
  });
});
