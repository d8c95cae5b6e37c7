import type { BorrowerKind } from '../domain/person/borrower.js';
import type { Plan } from '../domain/plan/plan.js';

/** One loan of the sample book, and what it is there to show. */
export interface Case {
  plan: string;
  borrower: BorrowerKind;
  /** Days from today to the due day of its oldest unpaid instalment; negative: overdue. */
  dueIn: number;
  /** `all`: paid in full, so it closes at once; `but-last`: only the last instalment is open. */
  paid?: 'all' | 'but-last';
  /** Part of the oldest unpaid instalment is paid. */
  partly?: true;
  /** A borrower who is there for a reason; the others are anybody. */
  who?: 'no-contacts' | 'english' | 'two-loans';
}

/** How far into the last stage a loan stands that is to be in the middle of it. */
const IN_LAST_STAGE = 20;

/** So many loans of each plan that everything it does can be seen on the day the book is taken in, and the day after. */
export function casesOf(plans: Plan[]): Case[] {
  const usual = plans.flatMap((plan, n) => casesOfPlan(plan, n));
  return [
    ...usual,
    { plan: '04-personal', borrower: 'person', dueIn: -8, who: 'two-loans' },
    { plan: '04-personal', borrower: 'person', dueIn: -22, who: 'two-loans' },
    { plan: '04-personal', borrower: 'person', dueIn: -5, who: 'english' },
    { plan: '09-consumer', borrower: 'person', dueIn: -12, who: 'no-contacts' },
    { plan: '04-personal', borrower: 'person', dueIn: 0, paid: 'all' },
    { plan: '07-monthly-team', borrower: 'person', dueIn: 3, paid: 'but-last' },
  ];
}

function casesOfPlan(plan: Plan, n: number): Case[] {
  const { stages, graceDays } = plan.ladder;
  const overdue = (days: number) => -(graceDays + days);
  const dueIn = [
    // Reminded today.
    ...plan.reminders.map((reminder) => reminder.daysBefore),
    // In the middle of each stage.
    ...stages.map(({ fromDpd }, at) => {
      const next = stages[at + 1]?.fromDpd;
      return overdue(next === undefined ? fromDpd + IN_LAST_STAGE : Math.floor((fromDpd + next) / 2));
    }),
    // In another stage tomorrow; which one differs from plan to plan.
    overdue(stages[n % stages.length]!.fromDpd - 1),
    // Nothing to do for now.
    17,
  ];
  return dueIn.map((days, at) => ({
    plan: plan.plan,
    borrower: plan.borrowers[(n + at) % plan.borrowers.length]!,
    dueIn: days,
    ...(days < -1 && at % 3 === 0 ? { partly: true } : {}),
  }));
}
