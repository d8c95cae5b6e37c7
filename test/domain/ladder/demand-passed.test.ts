import { describe, expect, it } from 'vitest';
import type { LoanFile } from '../../../src/domain/loan/loan-file.js';
import type { TaskOpenStep } from '../../../src/domain/loan/steps.js';
import { dayOf, momentAt } from '../../../src/domain/time/dates.js';
import { file, live, PLAN, payment } from '../build.js';

// One day past due on 21 January. The lawyer's letter of 1 February gives ten days, until the 11th.
const PLAN_WITH_TERMS = { ...PLAN, demands: { 'lawyer-letter': 10 } };
const LETTER = { kind: 'lawyer-letter', task: 'L1/2026-01-20/legal/letter/0', at: momentAt('2026-02-01', '09:30') };
const asked = (change: Partial<LoanFile>, until = '2026-03-31') =>
  live(file(change), momentAt(until, '23:00'), PLAN_WITH_TERMS)
    .steps.filter((it): it is TaskOpenStep => it.what === 'task.open' && it.kind === 'demand-passed')
    .map(({ at, role, due }) => `${dayOf(at)} ${role} until ${dayOf(due)}`);

describe('P4.5, P7.6: a demand whose term is over unpaid tells whoever has the stage, on the day after', () => {
  it('once', () => {
    expect(asked({ letters: [LETTER] })).toEqual(['2026-02-12 collection-specialist until 2026-02-16']);
  });

  it('not when it was paid on its last day', () => {
    const payments = [payment('P1', 106_000, momentAt('2026-02-11', '17:00'))];
    expect(asked({ letters: [LETTER], payments }, '2026-02-20')).toEqual([]);
  });

  it('not of a letter without a term, nor of one of an earlier delinquency', () => {
    expect(asked({ letters: [{ ...LETTER, kind: 'payment-receipt' }] })).toEqual([]);
    expect(asked({ letters: [{ ...LETTER, at: momentAt('2026-01-02', '09:30') }] })).toEqual([]);
  });

  it('not while its work is open, or ended with what it was for: nothing was handed over', () => {
    const work = { role: 'department-head' as const, rule: 'P4.5', dueDays: 5, letter: null };
    const task = { ...work, task: LETTER.task, kind: 'document', delinquency: '2026-01-20' };
    expect(asked({ letters: [LETTER], openTasks: [task] }, '2026-02-20')).toEqual([]);
  });

  it('not in a hold, but when that is over', () => {
    const holds = [
      { from: momentAt('2026-02-10', '00:00'), until: momentAt('2026-02-19', '00:00'), reason: 'dispute' },
    ];
    expect(asked({ letters: [LETTER], holds }).map((it) => it.slice(0, 10))).toEqual(['2026-02-19']);
  });

  it('two demands of which nothing came are one question while it is open', () => {
    const second = { ...LETTER, task: null, at: momentAt('2026-02-03', '09:30') };
    expect(asked({ letters: [LETTER, second] })).toHaveLength(1);
  });
});
