import { describe, expect, test } from 'vitest';
import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import { dayOf, momentAt } from '../../src/domain/time/dates.js';
import {
  calendar,
  cases,
  cause,
  FAR_AHEAD,
  late,
  lived,
  look,
  planOf,
  signal,
  sound,
  targets,
  warnedOf,
} from './rows.js';

describe('09-consumer', () => {
  const plan = planOf(9);

  test('P9.3: strange spending and new overdue elsewhere are warned at once; P9.2: so is an account without money', () => {
    const news = (kind: string) => warnedOf(look(plan, sound(signal(kind)), '2027-02-10'));
    expect(news('large-overdraft')).toEqual(['yellow large-overdraft call']);
    expect(news('many-regions')).toEqual(['yellow many-regions call']);
    expect(news('new-overdue')).toEqual(['yellow new-overdue limit-review']);
    expect(news('low-balance')).toEqual(['blue low-balance call']);
  });

  test('P9.5: the emergency contact is work for a person, only past day 30 and only when the borrower cannot be reached', () => {
    const call = (day: string) => ({ task: day, kind: 'call', at: momentAt(day, '11:00') });
    const TWICE = [call('2027-02-03'), call('2027-02-05')];
    const lost = (dueOn: string, change: Partial<LoanFile> = { workDone: TWICE }) =>
      warnedOf(
        look(
          plan,
          sound({ instalments: [{ ...FAR_AHEAD, dueOn }], ...signal('unreachable'), ...change }),
          '2027-02-10',
        ),
      );
    expect(lost('2027-01-10')).toEqual(['yellow unreachable emergency-contact']);
    expect(lost('2027-01-11')).toEqual([]);
    // Persons have tried before, twice, on two days, and nothing came of it.
    expect(lost('2027-01-10', {})).toEqual([]);
    expect(lost('2027-01-10', { workDone: TWICE.slice(1) })).toEqual([]);
    expect(lost('2027-01-10', { workDone: [call('2027-02-05'), call('2027-02-05')] })).toEqual([]);
    const promise = { id: 'P', madeAt: momentAt('2027-02-04', '09:00'), on: '2027-02-06', amount: 100 };
    expect(lost('2027-01-10', { workDone: TWICE, promises: [promise] })).toEqual([]);
    // Who answered was reached: what follows counts anew.
    const reached = [{ ...TWICE[0]!, answered: true as const }, ...TWICE.slice(1)];
    expect(lost('2027-01-10', { workDone: reached })).toEqual([]);
    const usual = lived(plan, late(100_000), '2027-06-01');
    expect(usual.filter((it) => it.what === 'notice' && it.to !== 'borrower')).toEqual([]);
    expect(warnedOf(usual)).toEqual([]);
  });

  test('P9.4, S5: who negotiates gets a plan, who will not pay is taken to arbitration', () => {
    expect(cases(look(plan, late(100_000, cause('temporary')), '2027-02-11'))).toEqual(['restructuring']);
    expect(cases(look(plan, late(100_000, cause('wilful')), '2027-02-11'))).toEqual(['legal']);
    expect(calendar(9, 'P9.4')).toHaveLength(53);
  });

  test('P9.6: an offer after a clean half-year and a survey every quarter, to those who pay', () => {
    const paid: Partial<LoanFile> = {
      disbursedOn: '2026-06-20',
      instalments: [
        { seq: 1, dueOn: '2026-12-20', principal: 1000, interest: 0, fee: 0 },
        { ...FAR_AHEAD, seq: 2 },
      ],
      payments: [
        {
          reference: 'P',
          amount: 1000,
          paidOn: '2026-12-19',
          recordedAt: momentAt('2026-12-31', '08:00'),
          reversedOn: null,
          reversalRecordedAt: null,
        },
      ],
    };
    const sent = (change: Partial<LoanFile>) =>
      lived(plan, sound(change), '2027-02-01').flatMap((it) =>
        it.what === 'offer' ? [`${dayOf(it.at)} ${it.kind}`] : [],
      );
    expect(sent(paid)).toEqual(['2027-01-10 good-payer', '2027-01-20 satisfaction-survey']);
    expect(sent({ ...paid, payments: [] })).toEqual([]);
  });

  test('P9.7: a compliance self-check every quarter; P9.1, P9.8: targets and score', () => {
    expect(calendar(9, 'P9.7')).toEqual(['01', '04', '07', '10'].map((month) => `${month}-10 compliance-self-check`));
    expect(targets(9, 'P9.1')).toEqual([
      'overdue-rate ≤ 0.025',
      'recovery-30-plus ≥ 0.75',
      'contact-coverage ≥ 0.9',
      'complaint-rate ≤ 0.005',
    ]);
    const weights = plan.targets.map((it) => it.weight ?? 0);
    expect(weights.reduce((sum, it) => sum + it, 0)).toBe(100);
    expect(targets(9, 'P9.8')).toHaveLength(3);
  });
});
