import { describe, expect, it } from 'vitest';
import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import type { Step } from '../../src/domain/loan/steps.js';
import { type Plan, planSchema } from '../../src/domain/plan/plan.js';
import { workdaysBetween } from '../../src/domain/time/calendar.js';
import { formatMoment, momentAt } from '../../src/domain/time/dates.js';
import { chinaCalendar } from '../../src/library/calendar.js';
import { file, live, other, PLAN, payment } from './build.js';

const at = (day: string, time = '10:00') => momentAt(day, time);
const lender = (parts: object): Plan => planSchema.parse({ ...PLAN, ...parts });
const paidOff = (change: Partial<LoanFile> = {}) =>
  file({
    instalments: [
      { seq: 1, dueOn: '2026-01-20', principal: 100_000, interest: 6_000, fee: 0 },
      { seq: 2, dueOn: '2026-12-20', principal: 100_000, interest: 3_000, fee: 0 },
    ],
    payments: [payment('A', 106_000, at('2026-01-19'))],
    ...change,
  });
const told = (steps: Step[], what: string, of: (step: Step) => boolean = () => true) =>
  steps.filter((it) => it.what === what && of(it)).map((it) => formatMoment(it.at).slice(0, 10));
const tasks = (steps: Step[], kind: string) => told(steps, 'task.open', (it) => 'kind' in it && it.kind === kind);

const TIERS = {
  rule: 'P4.3',
  watchDays: 30,
  levels: [
    { tier: 'high', title: 'high', when: [{ dpd: 31 }, { indicator: 'income', fallsBy: 0.3 }] },
    { tier: 'medium', title: 'medium', when: [{ signals: ['contact-changed'], withinDays: 60 }] },
    { tier: 'low', title: 'low' },
  ],
};
const follow = {
  id: 'follow-up',
  rule: 'P4.3',
  byTier: { high: 'week', medium: 'month', low: 'quarter' },
  task: { kind: 'follow-up', role: 'account-manager', dueDays: 5 },
};

describe('P4.3: tiers', () => {
  const plan = lender({ tiers: TIERS, checks: [follow] });
  const tierLines = (steps: Step[]) =>
    steps.flatMap((it) => (it.what === 'tier' ? [`${formatMoment(it.at).slice(0, 10)} ${it.from} → ${it.to}`] : []));

  it('high on the 31st day past due, low again when nothing spoke for it for 30 days', () => {
    const late = paidOff({ payments: [payment('A', 106_000, at('2026-03-01'))] });
    const { steps } = live(late, at('2026-06-01'), plan);
    expect(tierLines(steps)).toEqual(['2026-02-20 low → high', '2026-03-31 high → low']);
  });

  it('a fall of income is high at once, a changed contact medium for as long as it counts, and then the watch', () => {
    const fell = paidOff({
      indicators: [
        { name: 'income', period: '2026-01', value: 10_000, recordedAt: at('2026-02-05') },
        { name: 'income', period: '2026-02', value: 6_900, recordedAt: at('2026-03-05') },
        { name: 'income', period: '2026-03', value: 6_900, recordedAt: at('2026-04-05') },
      ],
      signals: [{ id: '1', source: 'phone', kind: 'contact-changed', at: at('2026-04-20') }],
    });
    const { steps } = live(fell, at('2026-09-01'), plan);
    expect(tierLines(steps)).toEqual(['2026-03-05 low → high', '2026-05-05 high → medium', '2026-07-20 medium → low']);
  });

  it('what a person sets holds until its day, whatever the figures say', () => {
    const set = { tier: 'high', at: at('2026-02-10'), until: '2026-02-20', reason: 'rumours' };
    const { steps } = live(paidOff({ tierOverride: set }), at('2026-06-01'), plan);
    expect(tierLines(steps)).toEqual(['2026-02-10 low → high', '2026-03-23 high → low']);
    expect(steps.find((it) => it.what === 'tier')?.why).toEqual({ code: 'set-by-hand', text: 'rumours' });
  });

  it('a better tier that a person sets ends on its day, and not on one before it', () => {
    const set = { tier: 'low', at: at('2026-03-10'), until: '2026-03-20', reason: 'promised' };
    const { steps } = live(paidOff({ payments: [], tierOverride: set }), at('2026-06-01'), plan);
    expect(tierLines(steps)).toEqual(['2026-02-20 low → high', '2026-03-10 high → low', '2026-03-21 low → high']);
  });

  it('the high are followed weekly from the day they became it, the low quarterly', () => {
    const late = paidOff({ payments: [payment('A', 106_000, at('2026-03-05'))] });
    const { steps } = live(late, at('2026-04-20'), plan);
    expect(tasks(steps, 'follow-up')).toEqual([
      '2026-01-01',
      ...['2026-02-20', '2026-02-23', '2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23', '2026-03-30'],
      '2026-04-04',
    ]);
  });
});

describe('checks that come round', () => {
  const monthly = (more: object = {}) =>
    lender({
      checks: [
        {
          id: 'check',
          rule: 'P1.2',
          every: 'month',
          task: { kind: 'sequential-check', role: 'account-manager', dueDays: 20 },
          ...more,
        },
      ],
    });

  it('P1.2: one a month, from the first whole month after the loan was paid out', () => {
    const young = paidOff({ disbursedOn: '2026-01-10', takenInAt: at('2026-01-10') });
    expect(tasks(live(young, at('2026-04-15'), monthly()).steps, 'sequential-check')).toEqual([
      '2026-02-01',
      '2026-03-01',
      '2026-04-01',
    ]);
  });

  it('a loan taken in within a month still gets that month’s check', () => {
    const old = paidOff({ disbursedOn: '2025-06-10', takenInAt: at('2026-01-17') });
    expect(tasks(live(old, at('2026-02-15'), monthly()).steps, 'sequential-check')).toEqual([
      '2026-01-17',
      '2026-02-01',
    ]);
  });

  describe('a check whose days nobody could keep is made late, not never', () => {
    const byTenth = monthly({ dueOn: 10 });
    const terms = (loan: LoanFile, plan: Plan, until: string) =>
      live(loan, at(until), plan).steps.flatMap((it) =>
        it.what === 'task.open' && it.kind === 'sequential-check'
          ? [`${formatMoment(it.at).slice(0, 10)} to ${formatMoment(it.due).slice(0, 10)}`]
          : [],
      );
    const hold = (from: string, until: string, everything: boolean) => ({
      holds: [{ from: at(from, '12:00'), until: at(until, '12:00'), reason: 'dispute', everything }],
    });

    it('taken in after its days: on a working day that is left, before the next one; not where that is near', () => {
      const taken = (day: string) => paidOff({ disbursedOn: '2025-06-10', takenInAt: at(day) });
      expect(terms(taken('2026-01-17'), byTenth, '2026-02-15')).toEqual([
        '2026-01-17 to 2026-01-20',
        '2026-02-01 to 2026-02-10',
      ]);
      expect(terms(taken('2026-01-31'), byTenth, '2026-02-15')).toEqual(['2026-02-01 to 2026-02-10']);
    });

    it('P7.1: a book taken in on the 20th has the month’s work on its remaining working days, none of it by six o’clock today', () => {
      const byTwentieth = monthly({ dueOn: 20 });
      const due = Array.from({ length: 40 }, (_, n) => {
        const loan = paidOff({ loan: `L${n}`, disbursedOn: '2025-06-10', takenInAt: at('2026-11-20', '10:00') });
        return terms({ ...loan, calendar: chinaCalendar() }, byTwentieth, '2026-11-30')[0]!.slice(-10);
      });
      expect([...new Set(due)].sort()).toEqual(workdaysBetween(chinaCalendar(), '2026-11-20', '2026-11-30'));
      const inTime = paidOff({ disbursedOn: '2025-06-10', takenInAt: at('2026-11-05') });
      expect(terms(inTime, byTwentieth, '2026-11-30')).toEqual(['2026-11-05 to 2026-11-20']);
    });

    it('P7.4: in the week of the Spring Festival nobody is seen', () => {
      const weekly = monthly({ every: 'week', dueOn: undefined });
      const loan = paidOff({ disbursedOn: '2025-06-10', takenInAt: at('2026-02-09'), calendar: chinaCalendar() });
      expect(terms(loan, weekly, '2026-03-01').map((it) => it.slice(0, 10))).toEqual(['2026-02-09', '2026-02-23']);
    });

    it('a hold or complaint pauses no check, and no question before a maturity; a hold of everything does', () => {
      const old = paidOff({ disbursedOn: '2025-06-10', takenInAt: at('2026-01-02') });
      const january = '2026-01-02 to 2026-01-12';
      expect(terms({ ...old, ...hold('2026-01-25', '2026-02-20', false) }, byTenth, '2026-03-15')).toEqual([
        january,
        '2026-02-01 to 2026-02-10',
        '2026-03-01 to 2026-03-10',
      ]);
      expect(terms({ ...old, ...hold('2026-01-25', '2026-02-20', true) }, byTenth, '2026-03-15')).toEqual([
        january,
        '2026-02-20 to 2026-02-27',
        '2026-03-01 to 2026-03-10',
      ]);
    });

    it('a quarter that was rested through is made up for before the next one; a month just before its next is not', () => {
      const old = paidOff({ disbursedOn: '2025-06-10', takenInAt: at('2026-01-02') });
      const quarterly = monthly({ every: 'quarter', openOn: 80 });
      expect(terms({ ...old, ...hold('2026-03-10', '2026-04-05', true) }, quarterly, '2026-07-01')).toEqual([
        '2026-04-05 to 2026-04-27',
        '2026-06-19 to 2026-07-09',
      ]);
      expect(terms({ ...old, ...hold('2026-01-25', '2026-03-30', true) }, byTenth, '2026-04-15')).toEqual([
        '2026-01-02 to 2026-01-12',
        '2026-04-01 to 2026-04-10',
      ]);
    });

    it('P4.2: the first follow-up of a loan taken in the month after its own', () => {
      const once = monthly({ every: undefined, once: 'month-after-payout', dueOn: 5 });
      const taken = (day: string) => paidOff({ disbursedOn: '2025-10-20', takenInAt: at(day) });
      expect(terms(taken('2025-11-20'), once, '2026-02-01')).toEqual(['2025-11-20 to 2025-11-24']);
      expect(terms(taken('2025-12-20'), once, '2026-02-01')).toEqual(['2025-12-20 to 2026-01-09']);
      expect(terms(taken('2026-01-02'), once, '2026-02-01')).toEqual([]);
    });
  });

  it('what a worker that was down missed is not made up for: only the running month’s is opened', () => {
    const { steps } = live({ ...paidOff(), takenInAt: at('2026-01-01', '08:00') }, at('2026-01-15'), monthly());
    expect(steps.length).toBeGreaterThan(0);
    const slept = live(paidOff({ takenInAt: at('2026-01-01', '08:00') }), at('2026-01-15'), monthly()).file;
    expect(
      tasks(live({ ...slept, takenInAt: at('2026-05-20') }, at('2026-05-21'), monthly()).steps, 'sequential-check'),
    ).toEqual(['2026-05-20']);
  });

  it('P4.2: the first follow-up is opened on the 1st of the next month and due on the 5th', () => {
    const once = { id: 'check', every: undefined, once: 'month-after-payout', dueOn: 5 };
    const young = paidOff({ disbursedOn: '2026-01-31', takenInAt: at('2026-01-31') });
    const opened = live(young, at('2026-06-15'), monthly(once)).steps.filter(
      (it) => it.what === 'task.open' && it.kind === 'sequential-check',
    );
    expect(opened).toMatchObject([{ due: at('2026-02-05', '18:00') }]);
    expect(formatMoment(opened[0]!.at).slice(0, 10)).toBe('2026-02-01');
  });

  it('P5.2, P5.3: only those of its segment; one for the borrower, by the oldest loan', () => {
    const large = monthly({ for: { kinds: ['enterprise'], sizes: ['large'] } });
    const profile = { kind: 'enterprise', size: 'large', industry: null, class: null } as const;
    const of = (change: Partial<LoanFile>) =>
      tasks(live(paidOff(change), at('2026-02-15'), large).steps, 'sequential-check').length;
    expect(of({ profile })).toBe(2);
    expect(of({ profile: { ...profile, size: 'small' } })).toBe(0);
    const older = other({ disbursedOn: '2025-12-19' });
    expect(of({ profile, others: [older] })).toBe(0);
    const over = { ...older, closedAt: at('2026-01-02'), done: new Set(['care/check/2026-01']) };
    expect(of({ profile, others: [over] })).toBe(1);
  });

  it('P1.16: exposed loans and oil-and-fat enterprises are checked more often', () => {
    const often = monthly({ for: { industries: ['oil', '油脂'] }, every: 'half-month' });
    const of = (industry: string | null) =>
      tasks(
        live(paidOff({ profile: { kind: 'enterprise', size: null, industry, class: null } }), at('2026-02-20'), often)
          .steps,
        'sequential-check',
      ).length;
    expect([of('植物油脂加工'), of('Oil mill'), of('grain'), of(null)]).toEqual([4, 4, 0, 0]);
  });
});

describe('occasions', () => {
  it('P2.8: one month before maturity a letter and the question which of three ways', () => {
    const plan = lender({
      maturity: [
        {
          id: 'three-ways',
          rule: 'P2.8',
          monthsBefore: 1,
          letter: 'maturity-notice',
          task: { kind: 'maturity-way', role: 'account-manager', dueDays: 10 },
        },
      ],
    });
    const { steps } = live(paidOff(), at('2026-12-01'), plan);
    expect(told(steps, 'letter')).toEqual(['2026-11-20']);
    expect(tasks(steps, 'maturity-way')).toEqual(['2026-11-20']);
    const late = live(paidOff({ takenInAt: at('2026-12-01') }), at('2026-12-05'), plan);
    expect(told(late.steps, 'letter')).toEqual(['2026-12-01']);
  });

  it('P4.7: a half-yearly offer to those who were never late, to nobody else', () => {
    const offers = [
      {
        id: 'rate',
        rule: 'P4.7',
        every: 'half-year',
        openOn: 10,
        cleanDays: 180,
        notice: { channels: ['sms'], template: 'offer' },
      },
    ];
    const plan = lender({ offers });
    const good = paidOff({ disbursedOn: '2025-10-01' });
    expect(told(live(good, at('2026-08-01'), plan).steps, 'offer')).toEqual(['2026-07-10']);
    const late = paidOff({ disbursedOn: '2025-10-01', payments: [payment('A', 106_000, at('2026-01-22'))] });
    expect(told(live(late, at('2026-08-01'), plan).steps, 'offer')).toEqual([]);
  });

  it('P7.10: a gap found on the archive day is a task due within the week; what is filed is not asked for again', () => {
    const documents = [
      { document: 'contract', title: '合同' },
      { document: 'licence', title: '执照', for: { kinds: ['enterprise'] } },
    ];
    const plan = lender({ archive: { rule: 'P7.10', openOn: 21, dueDays: 7, documents } });
    const { steps } = live(paidOff(), at('2026-02-25'), plan);
    const gaps = steps.filter((it) => it.what === 'task.open' && it.kind === 'document');
    // While that task is open, nothing is asked for anew in the next month.
    expect(gaps).toMatchObject([{ due: at('2026-01-28', '18:00'), form: ['contract/electronic', 'contract/paper'] }]);
    const open = { task: 'L1/archive/2025-12', kind: 'document', delinquency: null, form: ['contract/electronic'] };
    const { steps: more } = live(paidOff({ openTasks: [open] }), at('2026-02-25'), plan);
    expect(more.flatMap((it) => (it.what === 'task.open' ? (it.form ?? []) : []))).toEqual(['contract/paper']);
    const filed = paidOff({ documents: new Set(['contract/electronic', 'contract/paper']) });
    expect(tasks(live(filed, at('2026-02-25'), plan).steps, 'document')).toEqual([]);
  });
});
