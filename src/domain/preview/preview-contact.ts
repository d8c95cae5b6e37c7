import { contactFacts } from '../contact/contact-facts.js';
import { contactGate, leftUnsaid, madeNow, nextAttempt, type PastContact } from '../contact/contact-gate.js';
import type { LoanFile } from '../loan/loan-file.js';
import type { NoticeStep } from '../loan/steps.js';
import { type ContactRules, withPlan } from '../plan/contact-rules.js';
import type { ChannelName, Plan } from '../plan/plan.js';
import type { ReasonCode } from '../reason/reason.js';
import type { Moment } from '../time/dates.js';

/** How a provider behaves; an outage lasts from its first moment until before its last. */
export type Provider = 'ok' | 'reject' | { outage: [Moment, Moment] };
export type Providers = Partial<Record<ChannelName, Provider>>;

export type Became =
  | { dueAt: Moment; tried: boolean; status?: never; reason?: never; at?: never }
  /** `unreached`: no provider took it while it was of use; `unsaid`: no cap allowed it. */
  | {
      dueAt?: never;
      status: 'sent' | 'failed' | 'suppressed';
      reason?: ReasonCode;
      at: Moment;
      unreached?: boolean;
      unsaid?: boolean;
    };

/** What was done to collect from each person: by borrower. */
export type Histories = Map<string, PastContact[]>;

/** What becomes of a notice at a moment: the gate's verdict, then the provider's. Notes what it sends in `histories`. */
export function foreseeContact(
  { file, plan }: { file: LoanFile; plan: Plan },
  step: NoticeStep,
  attempts: number,
  now: Moment,
  providers: Providers,
  lenders: ContactRules,
  histories: Histories,
): Became {
  const rules = withPlan(lenders, plan);
  const history = histories.get(file.borrower) ?? [];
  const consent = file.contacts.some((it) => it.whose === 'self' && it.channel === step.channel && it.consent);
  const facts = contactFacts({ file, plan }, { ...step, loan: file.loan }, { consent, history }, now);
  const verdict = contactGate(facts, rules);
  if (verdict.verdict === 'never') {
    const unreached = verdict.reason === 'stale' && attempts > 0;
    return { status: 'suppressed', reason: verdict.reason, at: now, unreached, unsaid: leftUnsaid(verdict, rules) };
  }
  if (verdict.verdict === 'wait') return { dueAt: verdict.until, tried: false };
  const provider = providers[step.channel] ?? 'ok';
  if (provider === 'reject') return { status: 'failed', reason: 'refused', at: now };
  if (provider !== 'ok' && now >= provider.outage[0] && now < provider.outage[1]) {
    const again = nextAttempt(now, attempts + 1);
    return again < step.staleAt
      ? { dueAt: again, tried: true }
      : { status: 'suppressed', reason: 'stale', at: step.staleAt, unreached: true };
  }
  if (step.purpose === 'collection') histories.set(file.borrower, [...history, madeNow(facts)]);
  return { status: 'sent', at: now };
}
