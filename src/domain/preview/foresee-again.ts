import type { ContactFacts } from '../contact/contact-gate.js';
import type { LoanFile } from '../loan/loan-file.js';
import type { NoticeStep } from '../loan/steps.js';
import type { ContactRules } from '../plan/contact-rules.js';
import type { Plan } from '../plan/plan.js';
import type { ReasonCode } from '../reason/reason.js';
import type { Moment } from '../time/dates.js';
import { foreseeContacts, type Histories } from './preview-contact.js';

/** What becomes of a message that is sent again: the gate's answer. */
export interface Becomes {
  does: 'goes' | 'waits' | 'stopped' | 'joined';
  /** Null: it goes. */
  reason: ReasonCode | null;
  /** Until when it waits, or must have arrived; null: it goes now, or never. */
  until: Moment | null;
  /** The loan whose message says it too. */
  with: string | null;
}

/**
 * What the gate would say of these messages if all of them were asked for at `now`, by loan: the same gate, caps and joining as the worker's, with
 * each message that goes counted for those after it. One message a loan. `known`: what the gate is told besides what the file says.
 */
export function foreseeAgain(
  messages: readonly { file: LoanFile; plan: Plan; step: NoticeStep; known: Partial<ContactFacts> }[],
  now: Moment,
  rules: ContactRules,
  histories: Histories,
): Map<string, Becomes> {
  const due = messages.map(({ file, plan, step, known }) => ({
    course: { file, plan },
    ...{ step, known, dueAt: now, attempts: 0 },
  }));
  const { again, settled } = foreseeContacts(due, now, { providers: {}, rules }, new Map(histories));
  const nothing = { reason: null, until: null, with: null };
  return new Map<string, Becomes>([
    ...settled.map((it): [string, Becomes] => {
      const { loan } = it.notice.course.file;
      if (it.status === 'sent') return [loan, { ...nothing, does: 'goes' }];
      const { reason = null, with: other = null } = it;
      return [loan, { ...nothing, does: other === null ? 'stopped' : 'joined', reason, with: other }];
    }),
    ...again.map((it): [string, Becomes] => [
      it.course.file.loan,
      { ...nothing, does: 'waits', reason: it.reason ?? null, until: it.dueAt },
    ]),
  ]);
}
