import type { LoanFile } from '../loan/loan-file.js';
import { openTask } from '../loan/open-task.js';
import type { TaskOpenStep } from '../loan/steps.js';
import type { Role } from '../plan/roles.js';
import type { Reason } from '../reason/reason.js';
import type { Moment } from '../time/dates.js';

interface Answering {
  rule: string;
  task: string;
  why(channel: string): Reason;
  /** Left out: the account manager. */
  role?: Role;
}

/** The answers that a person has to see to: the rule they come under, the task, and why. */
const TASKS = {
  reply: { rule: 'S4', task: 'reply', why: (channel) => ({ code: 'reply', channel }) },
  'relief-request': { rule: 'S5', task: 'relief-request', why: () => ({ code: 'asks-for-relief' }) },
  // Not to the account manager, whom the complaint may be about.
  complaint: {
    rule: 'P4.8',
    task: 'complaint',
    why: () => ({ code: 'complains' }),
    role: 'department-head',
  },
  // The account manager agrees on a day and an amount with the borrower, which then is a promise.
  'will-pay': { rule: 'S4', task: 'will-pay', why: () => ({ code: 'will-pay' }) },
  'call-request': { rule: 'S4', task: 'call', why: () => ({ code: 'asks-for-a-call' }) },
} as const satisfies Record<string, Answering>;
export type TaskAnswer = keyof typeof TASKS;

export const asksForTask = (kind: string): kind is TaskAnswer => Object.hasOwn(TASKS, kind);

/** What a borrower said of their own accord, for the account manager (a complaint: the department's head) to answer by the next day. Who asks for relief has a cause to be found (S5). */
export function answerTask(
  file: Pick<LoanFile, 'loan' | 'calendar' | 'state'>,
  answer: { id: string; kind: TaskAnswer; channel: string },
  now: Moment,
): TaskOpenStep {
  const { rule, task, why, role = 'account-manager' }: Answering = TASKS[answer.kind];
  const entry = {
    key: `answer/${answer.id}`,
    at: now,
    rule,
    why: why(answer.channel),
    dpd: 0,
    stage: file.state.stage,
  };
  // It ends with no delinquency: it is to be answered even if the money comes in.
  return openTask(file, entry, { kind: task, role, dueDays: 1 });
}
