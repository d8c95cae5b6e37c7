import { describe, expect, test } from 'vitest';
import { agenda } from '../../../src/domain/agenda.js';
import type { KnownCase, LoanFile } from '../../../src/domain/loan/loan-file.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { underLaw } from '../../../src/library/law.js';
import { shippedPlans } from '../../../src/library/shipped-plans.js';
import { after, file } from '../build.js';

const plans = [...(await shippedPlans()).values()].map(underLaw);
const REFUSED_AT = momentAt('2026-02-10', '15:20');

const relief = (change: Partial<KnownCase> = {}): KnownCase => ({
  ...{ case: 'L1/extension/2026-02-08', kind: 'extension', effect: 'extend', until: null, undone: false },
  ...{ openedAt: momentAt('2026-02-08', '10:00'), approvedAt: null, refusedAt: REFUSED_AT, closedAt: REFUSED_AT },
  ...change,
});
const loan = (change: Partial<LoanFile> = {}): LoanFile =>
  file({
    contacts: (['sms', 'email', 'voice', 'wechat'] as const).map((channel) => ({
      whose: 'self',
      channel,
      consent: true,
    })),
    cases: [relief()],
    ...change,
  });
const told = (plan: (typeof plans)[number], it: LoanFile, now = REFUSED_AT) =>
  agenda(it, plan, now).steps.flatMap((step) =>
    step.what === 'notice' && step.template === 'relief-refused' ? [step] : [],
  );

describe.each(plans.map((plan) => [plan.plan, plan] as const))('S5: a relief is refused under %s', (_, plan) => {
  test('the borrower hears it at once and once, as news, in words that any reader may see', () => {
    const steps = told(plan, loan());
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps)
      expect(step).toMatchObject({ at: REFUSED_AT, purpose: 'service', about: null, why: { code: 'relief-refused' } });
    const answer = agenda(loan(), plan, REFUSED_AT);
    expect(told(plan, after(loan(), answer), REFUSED_AT + 60_000)).toEqual([]);
  });
});

describe('S5: a refused relief', () => {
  const plan = plans.find((it) => it.plan === '04-personal')!;
  const at = (day: string, time = '10:00') => momentAt(day, time);
  const hold = (until: string | null) => ({
    holds: [{ from: at('2026-02-09'), until: until === null ? null : at(until), reason: 'court', everything: false }],
  });

  test('is told when the hold is over under which it was decided, not before', () => {
    expect(told(plan, loan(hold(null)))).toEqual([]);
    expect(told(plan, loan(hold('2026-03-20')), at('2026-03-20')).map((it) => it.at)).toEqual(
      told(plan, loan()).map(() => at('2026-03-20')),
    );
  });

  test('is told to nobody after news of a death, though a person has decided since', () => {
    const died = (heard: string, restEndedAt: number | null) => ({
      signals: [{ id: '1', source: 'family', kind: 'death', at: at(heard), restEndedAt }],
    });
    expect(told(plan, loan(died('2026-02-09', null)))).toEqual([]);
    expect(told(plan, loan(died('2026-02-09', at('2026-02-12'))), at('2026-02-12'))).toEqual([]);
    expect(told(plan, loan(died('2026-02-01', at('2026-02-05')))).length).toBeGreaterThan(0);
  });

  test('is not told where another was granted since, where it was withdrawn, overtaken or is no relief, nor long afterwards', () => {
    const other = relief({ case: 'L1/grace/1', kind: 'grace', refusedAt: null, approvedAt: at('2026-02-11') });
    expect(told(plan, loan({ cases: [relief(), { ...other, closedAt: null }] }), at('2026-02-11'))).toEqual([]);
    expect(told(plan, loan({ cases: [relief({ refusedAt: null })] }))).toEqual([]);
    expect(told(plan, loan({ cases: [relief({ kind: 'legal', effect: 'none' })] }))).toEqual([]);
    expect(told(plan, loan(), at('2026-02-20'))).toEqual([]);
  });
});
