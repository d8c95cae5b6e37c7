import { asksForSomething, tellsOfNoMoney } from '../loan/amount-asked.js';
import type { LoanFile } from '../loan/loan-file.js';
import { openOthers } from '../loan/loans-of-borrower.js';
import { restrictedAt, restsAt } from '../loan/relief/relief.js';
import type { NoticeStep } from '../loan/steps.js';
import type { Plan } from '../plan/plan.js';
import type { Moment } from '../time/dates.js';
import type { ContactFacts } from './contact-gate.js';
import { gatheredAt } from './together.js';

/** A message or call that somebody wants to make. */
type Wanted = Pick<NoticeStep, 'at' | 'channel' | 'purpose' | 'about' | 'staleAt'> & { loan: string };

/**
 * What the gate is asked about a message or call. `of`: the loan's file and plan; null: there is no such loan, and nothing goes.
 * `known`: facts that no file has, or that the caller knows better.
 */
export const contactFacts = (
  of: { file: LoanFile; plan: Plan } | null,
  wanted: Wanted,
  known: Pick<ContactFacts, 'consent' | 'history'> & Partial<ContactFacts>,
  now: Moment,
): ContactFacts => ({
  now,
  channel: wanted.channel,
  purpose: wanted.purpose,
  loan: wanted.loan,
  staleAt: wanted.staleAt,
  restricted: of && restrictedAt(of.file, now),
  inDoubt: false,
  somethingDue: tellsOfNoMoney(wanted) || (of && asksForSomething(of.file, of.plan, wanted.about, now)),
  held: of && restsAt(of.file, of.plan, now, wanted.purpose) !== null,
  contact: null,
  zone: of?.file.zone ?? null,
  gatheredAt: of && openOthers(of.file).length > 0 ? gatheredAt(of.plan, wanted.at) : null,
  ...known,
});
