import { addDays, dayOf, type Moment, momentAt } from './dates.js';
import type { LoanFile } from './loan-file.js';
import type { TaskOpenStep } from './steps.js';

/** What a borrower said of their own accord, for the account manager to answer by the next day. Who asks for relief has a cause to be found (S5). */
export function answerTask(
  { loan, state }: Pick<LoanFile, 'loan' | 'state'>,
  answer: { id: string; kind: 'reply' | 'relief-request'; channel: string },
  now: Moment,
): TaskOpenStep {
  const key = `answer/${answer.id}`;
  return {
    what: 'task.open',
    key,
    at: now,
    rule: answer.kind === 'reply' ? 'S4' : 'S5',
    why: answer.kind === 'reply' ? `a reply came in by ${answer.channel}` : 'the borrower asks for relief',
    dpd: 0,
    stage: state.stage,
    task: `${loan}/${key}`,
    kind: answer.kind,
    role: 'account-manager',
    due: momentAt(addDays(dayOf(now), 1), '18:00'),
    // It is to be answered even if the money comes in.
    delinquency: null,
  };
}
