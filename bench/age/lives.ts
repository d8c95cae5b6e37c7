import { agenda } from '../../src/domain/agenda.js';
import { type LoanFile, UNTOUCHED } from '../../src/domain/loan/loan-file.js';
import type { Step } from '../../src/domain/loan/steps.js';
import type { Plan } from '../../src/domain/plan/plan.js';
import { takeSteps } from '../../src/domain/preview/take-steps.js';
import { addDays, type Day, type Moment, momentAt } from '../../src/domain/time/dates.js';
import { addMonths } from '../../src/domain/time/period.js';

/** How a borrower pays: each instalment on its day, every seventh twelve days late, or none ever. */
export const WAYS = ['on time', 'late now and then', 'never'] as const;
export type Way = (typeof WAYS)[number];

const LATE_DAYS = 12;
const PART = { principal: 100_000, interest: 6_000, fee: 0 };
const MS_A_DAY = 86_400_000;

/** A loan of so many instalments, a month apart, paid out on a day. */
export function loanOf(loan: string, instalments: number, disbursedOn: Day): LoanFile {
  return {
    loan,
    borrower: loan,
    takenInAt: momentAt(disbursedOn, '08:00'),
    disbursedOn,
    principal: instalments * PART.principal,
    product: null,
    collateral: null,
    profile: { kind: 'person', size: null, industry: null, class: null },
    instalments: Array.from({ length: instalments }, (_, n) => ({
      seq: n + 1,
      dueOn: addMonths(disbursedOn, n + 1),
      ...PART,
    })),
    payments: [],
    holds: [],
    contacts: [{ whose: 'self', channel: 'sms', consent: true }],
    ...UNTOUCHED,
  };
}

export function paymentsOf({ loan, instalments }: LoanFile, way: Way): LoanFile['payments'] {
  if (way === 'never') return [];
  return instalments.map(({ seq, dueOn }) => {
    const paidOn = way !== 'on time' && seq % 7 === 0 ? addDays(dueOn, LATE_DAYS) : dueOn;
    const recordedAt = momentAt(paidOn, '08:30');
    const amount = PART.principal + PART.interest;
    return { reference: `${loan}-${seq}`, paidOn, amount, recordedAt, reversedOn: null, reversalRecordedAt: null };
  });
}

/** Lets a loan live until its first wake-up after `until` that reserves a message or opens work; answers what the wake-ups before it did. */
export function liveUntil(start: LoanFile, plan: Plan, way: Way, until: Moment) {
  const payments = paymentsOf(start, way);
  const lived: { at: Moment; steps: Step[]; state: LoanFile['state'] }[] = [];
  const done = new Set<string>();
  const openedAt = new Map<string, Moment>();
  let file = start;
  for (let now = start.takenInAt; ; ) {
    // Staff do their work within a day.
    const openTasks = file.openTasks.filter(({ task }) => openedAt.get(task)! > now - MS_A_DAY);
    file = { ...file, openTasks, payments: paidBy(payments, now, file.payments) };
    const { steps, state, next } = agenda(file, plan, now);
    if (now >= until && steps.some((it) => it.what === 'notice' || it.what === 'task.open'))
      return { file, lived, now };
    for (const step of steps) if (step.what === 'task.open') openedAt.set(step.task, now);
    lived.push({ at: now, steps, state });
    file = takeSteps(file, steps, state, done);
    now = Math.min(next!.at, payments[file.payments.length]?.recordedAt ?? Infinity);
  }
}

/** The payments that have come in by now; the very same list as before if none did, since sums are kept with the list. */
function paidBy(all: LoanFile['payments'], now: Moment, before: LoanFile['payments']): LoanFile['payments'] {
  const known = all.filter((it) => it.recordedAt <= now);
  return known.length === before.length ? before : known;
}

/** So many years before a day. */
export const yearsBefore = (day: Day, years: number): Day => addMonths(day, -12 * years);
