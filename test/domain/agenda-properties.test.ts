import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agenda } from '../../src/domain/agenda.js';
import type { NewSchedule } from '../../src/domain/loan/account/new-schedule.js';
import { paidBy } from '../../src/domain/loan/account/running-sums.js';
import { amountAsked } from '../../src/domain/loan/amount-asked.js';
import type { LoanFile, RecordedPayment } from '../../src/domain/loan/loan-file.js';
import { restsAt } from '../../src/domain/loan/relief/relief.js';
import { type Plan, planSchema } from '../../src/domain/plan/plan.js';
import { nextDue } from '../../src/domain/preview/next-due.js';
import { addDays, dayOf, momentAt } from '../../src/domain/time/dates.js';
import { file, heardBy, live, PLAN } from './build.js';

const START = '2026-01-01';
const MINUTE = 60_000;

const instalments = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 45 }),
      principal: fc.integer({ min: 1, max: 5_000 }),
      interest: fc.integer({ min: 0, max: 900 }),
    }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((parts) => {
    let due = START;
    return parts.map(({ gap, principal, interest }, n) => {
      due = addDays(due, gap);
      return { seq: n + 1, dueOn: due, principal, interest, fee: 0 };
    });
  });

const payments = fc
  .array(
    fc.record({
      minute: fc.integer({ min: 0, max: 250 * 1440 }),
      backDays: fc.constantFrom(0, 0, 0, 1, 5, 20),
      amount: fc.integer({ min: 1, max: 9_000 }),
      reversedAfterDays: fc.constantFrom(null, null, null, 1, 3, 30),
    }),
    { maxLength: 6 },
  )
  .map((drawn) =>
    drawn.map(({ minute, backDays, amount, reversedAfterDays }, n): RecordedPayment => {
      const recordedAt = momentAt(START, '08:00') + minute * MINUTE;
      const back = reversedAfterDays === null ? null : recordedAt + reversedAfterDays * 1440 * MINUTE;
      return {
        reference: `P${n}`,
        amount,
        recordedAt,
        paidOn: addDays(dayOf(recordedAt), -backDays),
        reversedOn: back === null ? null : dayOf(back),
        reversalRecordedAt: back,
      };
    }),
  );

const holds = fc.option(
  fc.record({ minute: fc.integer({ min: 0, max: 200 * 1440 }), days: fc.integer({ min: 1, max: 40 }) }),
  { nil: null },
);

/** A grace, an extension that may be undone, a promise: facts that shift what the ladder does. */
const relief = fc.record({
  kind: fc.constantFrom('none', 'grace', 'extension', 'new-schedule', 'promise'),
  minute: fc.integer({ min: 0, max: 200 * 1440 }),
  days: fc.integer({ min: 1, max: 60 }),
  undoneAfterDays: fc.constantFrom(null, null, 3, 20),
});
const signals = fc
  // One, since here no warning is worked off: a second one would be opened whenever the loan is looked at next.
  .array(fc.integer({ min: 0, max: 200 * 1440 }), { maxLength: 1 })
  .map((all) => all.sort((a, b) => a - b));

/** Two instalments in the place of all that was unpaid when it was approved. */
function anew(payments: RecordedPayment[], at: number, days: number): NewSchedule {
  const known = payments.filter((it) => it.recordedAt <= at);
  const dueOn = (n: number) => addDays(dayOf(at), n * days);
  const parts = [1, 2].map((n) => ({ seq: n, dueOn: dueOn(n), principal: 3_000, interest: 100, fee: 0 }));
  return { paidBefore: paidBy(known, dayOf(at)), instalments: parts };
}

const loans = fc
  .record({ instalments, payments, hold: holds, relief, signals })
  .map(({ instalments, payments, hold, relief, signals }): LoanFile => {
    const moment = (minute: number) => momentAt(START, '08:00') + minute * MINUTE;
    const from = moment(hold?.minute ?? 0);
    const given = moment(relief.minute);
    const until = addDays(dayOf(given), relief.days);
    const undoneAt = relief.undoneAfterDays === null ? null : given + relief.undoneAfterDays * 1440 * MINUTE;
    const granted = {
      case: 'C',
      openedAt: given,
      approvedAt: given,
      until,
      closedAt: undoneAt,
      undone: undoneAt !== null,
    };
    return file({
      instalments,
      payments,
      holds: hold ? [{ from, until: from + hold.days * 1440 * MINUTE, reason: 'dispute' }] : [],
      cases:
        relief.kind === 'grace'
          ? [{ ...granted, kind: 'grace', effect: 'pause' }]
          : relief.kind === 'extension'
            ? [{ ...granted, kind: 'extension', effect: 'extend' }]
            : relief.kind === 'new-schedule'
              ? [{ ...granted, kind: 'restructuring', effect: 'extend', schedule: anew(payments, given, relief.days) }]
              : [],
      promises: relief.kind === 'promise' ? [{ id: 'P', madeAt: given, on: until, amount: 5_000 }] : [],
      signals: signals.map((minute, n) => ({
        id: `${n}`,
        source: 'registry',
        kind: 'new-overdue',
        at: moment(minute),
      })),
    });
  });

/** The test plan, with one of each that comes round or is opened by news. */
const CARE: Plan = planSchema.parse({
  ...PLAN,
  tiers: {
    rule: 'P4.3',
    watchDays: 20,
    levels: [
      { tier: 'high', title: 'high', when: [{ dpd: 31 }, { signals: ['new-overdue'], withinDays: 30 }] },
      { tier: 'low', title: 'low' },
    ],
  },
  checks: [
    {
      id: 'follow-up',
      rule: 'P4.3',
      byTier: { high: 'week', low: 'quarter' },
      task: { kind: 'follow-up', role: 'account-manager', dueDays: 5 },
    },
    {
      id: 'check',
      rule: 'P1.2',
      every: 'month',
      per: 'loan',
      task: { kind: 'sequential-check', role: 'account-manager', dueDays: 9 },
    },
  ],
  maturity: [
    { id: 'way', rule: 'P2.8', monthsBefore: 1, task: { kind: 'maturity-way', role: 'account-manager', dueDays: 9 } },
  ],
  warnings: { rules: [{ id: 'late', rule: 'P6.3', level: 'blue', when: [{ dpd: 5 }] }] },
});

/** The same lives each time; others by SEED. A failed case is shrunk as far as the time allows: without an end to it the suite would stand still. */
const RUNS = { seed: Number(process.env.SEED ?? 20261129), numRuns: 120, interruptAfterTimeLimit: 40_000 };
const END = momentAt('2026-12-01', '00:00');
/** Each test looks at the same lives: they are lived once. */
const lived = new Map<string, ReturnType<typeof live>>();
function everyLife(check: (loan: LoanFile, life: ReturnType<typeof live>) => void): void {
  const lifeOf = (loan: LoanFile) => {
    const name = JSON.stringify(loan);
    const life = lived.get(name) ?? live(loan, END, CARE);
    lived.set(name, life);
    return life;
  };
  fc.assert(
    fc.property(loans, (loan) => check(loan, lifeOf(loan))),
    RUNS,
  );
}

describe('over random loans, payments, reversals and holds', () => {
  it('never a message about something that is paid', () => {
    everyLife((loan, { steps }) => {
      for (const step of steps) {
        if (step.what !== 'notice') continue;
        const then = { ...loan, ...heardBy(loan, step.at) };
        expect(amountAsked(then, step.about, step.at)).toBeGreaterThan(0);
      }
    });
  });

  it('never two entries of one name, and no stage twice in a delinquency but to take it up again', () => {
    everyLife((_, { steps }) => {
      const keys = steps.map((step) => step.key);
      expect(new Set(keys).size).toBe(keys.length);
    });
  });

  it('the agenda never goes backwards: no entry belongs to a moment after it was taken, none is taken twice', () => {
    everyLife((_, { steps, moments }) => {
      expect(moments).toEqual([...moments].sort((a, b) => a - b));
      expect(new Set(moments).size).toBe(moments.length);
      for (let n = 1; n < steps.length; n++)
        expect(steps[n]!.at).toBeGreaterThanOrEqual(steps[n - 1]!.at - 1440 * MINUTE);
    });
  });

  it('a cured loan has no open task of its delinquency', () => {
    everyLife((_, { file: end }) => {
      if (end.state.stage === 'current') expect(end.openTasks.filter((it) => it.delinquency !== null)).toEqual([]);
    });
  });

  it('nothing goes out while a hold lasts', () => {
    everyLife((loan, { steps }) => {
      for (const hold of loan.holds) {
        const meanwhile = steps.filter((it) => it.what === 'notice' && it.at >= hold.from && it.at < hold.until!);
        expect(meanwhile).toEqual([]);
      }
    });
  });

  it('nothing that collects goes out in a grace or while a promise runs', () => {
    everyLife((loan, { steps }) => {
      for (const step of steps) {
        if (step.what !== 'notice' || step.purpose !== 'collection') continue;
        expect(restsAt({ ...loan, ...heardBy(loan, step.at) }, PLAN, step.at, 'collection')).toBeNull();
      }
    });
  });

  it('who sleeps until something is due does the same, and never wakes up for nothing', () => {
    let [woken, idle] = [0, 0];
    everyLife((loan, { steps, file: end, idle: before }) => {
      const slept = live(loan, END, CARE, nextDue);
      expect(slept.steps).toEqual(steps);
      expect(slept.file).toEqual(end);
      expect(slept.idle).toEqual([]);
      woken += slept.moments.length;
      idle += before.length;
    });
    // Without looking ahead there would be many.
    expect(idle).toBeGreaterThan(woken / 10);
  });

  it('looking again at any moment changes nothing', () => {
    fc.assert(
      fc.property(loans, fc.integer({ min: 0, max: 300 * 1440 }), (loan, minute) => {
        const at = momentAt(START, '08:00') + minute * MINUTE;
        const { file: present } = live(loan, at + 1, CARE);
        expect(agenda({ ...present, ...heardBy(loan, at) }, CARE, at).steps).toEqual([]);
      }),
      RUNS,
    );
  });
});
