import { contactFacts } from '../contact/contact-facts.js';
import {
  type ContactFacts,
  contactGate,
  type GateVerdict,
  inTurns,
  leftUnsaid,
  madeNow,
  nextAttempt,
  type PastContact,
} from '../contact/contact-gate.js';
import type { Vain } from '../contact/fallback.js';
import { speakerOf, together } from '../contact/together.js';
import type { LoanFile } from '../loan/loan-file.js';
import type { NoticeStep } from '../loan/steps.js';
import { type ContactRules, withPlan } from '../plan/contact-rules.js';
import type { ChannelName, Plan } from '../plan/plan.js';
import type { ReasonCode } from '../reason/reason.js';
import type { Moment } from '../time/dates.js';

/** How a provider behaves; an outage lasts from its first moment until before its last. */
export type Provider = 'ok' | 'reject' | { outage: [Moment, Moment] };
export type Providers = Partial<Record<ChannelName, Provider>>;

/** The collection contacts with each borrower, which caps count. */
export type Histories = Map<string, PastContact[]>;

/** A message on its way. */
export interface Waiting<C extends { file: LoanFile; plan: Plan }> {
  course: C;
  step: NoticeStep;
  dueAt: Moment;
  attempts: number;
  /** What the gate is told besides what the file says. */
  known?: Partial<ContactFacts>;
  /** Why it waits till then; left out: for its time. */
  reason?: ReasonCode;
}

/** What became of one. `with`: the loan whose message said it too. */
export interface Settled<C extends { file: LoanFile; plan: Plan }> {
  notice: Waiting<C>;
  status: 'sent' | 'failed' | 'suppressed';
  reason?: ReasonCode;
  with?: string;
  at: Moment;
  /** Why it did not reach the borrower; left out: it did, or was not to. */
  vain?: Vain;
  /** The provider took it, or the message of another loan that said it too. */
  said: boolean;
}

/** What becomes of messages at a moment: the gate's verdicts, then the providers'. Notes what is sent in `histories`. */
export function foreseeContacts<C extends { file: LoanFile; plan: Plan }>(
  due: readonly Waiting<C>[],
  now: Moment,
  { providers, rules }: { providers: Providers; rules: ContactRules },
  histories: Histories,
): { again: Waiting<C>[]; settled: Settled<C>[] } {
  const again: Waiting<C>[] = [];
  const settled: Settled<C>[] = [];
  for (const group of together(inTurns(due.map(withNames), histories))) {
    const going: typeof group = [];
    for (const it of group) {
      const { verdict, ofPlan } = verdictOn(it, now, rules, histories);
      if (verdict.verdict === 'go') going.push(it);
      else if (verdict.verdict === 'wait') again.push({ ...it.notice, dueAt: verdict.until, reason: verdict.reason });
      else {
        const stale = verdict.reason === 'stale' && it.notice.attempts > 0;
        const how = stale ? 'unreached' : leftUnsaid(verdict, ofPlan) ? 'unsaid' : null;
        const end = { notice: it.notice, status: 'suppressed', reason: verdict.reason, at: now, said: false } as const;
        settled.push(how ? { ...end, vain: { how } } : end);
      }
    }
    if (going.length === 0) continue;
    const speaker = speakerOf(going, now);
    const others = going.filter((it) => it !== speaker);
    const became = taken(speaker.notice, now, providers[speaker.channel] ?? 'ok');
    if ('dueAt' in became) {
      const { dueAt } = became;
      again.push({ ...speaker.notice, dueAt, attempts: speaker.notice.attempts + 1 });
      again.push(...others.map((it) => ({ ...it.notice, dueAt })));
      continue;
    }
    const said = became.status === 'sent';
    settled.push({ notice: speaker.notice, ...became, said });
    for (const { notice } of others)
      settled.push({ notice, status: 'suppressed', reason: 'joined', with: speaker.loan, at: now, said });
    if (said && speaker.purpose === 'collection') {
      const { borrower, channel, loan } = speaker;
      histories.set(borrower, [...(histories.get(borrower) ?? []), madeNow({ now, channel, loan, contact: null })]);
    }
  }
  return { again, settled };
}

function withNames<C extends { file: LoanFile; plan: Plan }>(notice: Waiting<C>) {
  const { course, step, dueAt } = notice;
  const { borrower, loan } = course.file;
  return { ...step, notice, dueAt, borrower, loan, file: course.file };
}

function verdictOn(
  { notice, borrower }: { notice: Waiting<{ file: LoanFile; plan: Plan }>; borrower: string },
  now: Moment,
  lenders: ContactRules,
  histories: Histories,
): { verdict: GateVerdict; ofPlan: ContactRules } {
  const { course, step } = notice;
  const { file, plan } = course;
  const ofPlan = { ...withPlan(lenders, plan), calendar: file.calendar };
  const history = histories.get(borrower) ?? [];
  const consent = file.contacts.some((it) => it.whose === 'self' && it.channel === step.channel && it.consent);
  const known = { consent, history, ...notice.known };
  const facts = contactFacts({ file, plan }, { ...step, loan: file.loan }, known, now);
  return { verdict: contactGate(facts, ofPlan), ofPlan };
}

/** Whether an address that its provider refuses is retired: there is no such number or mailbox. Of a call or an app nobody knows that. */
export const isRetired = (channel: ChannelName): boolean => channel === 'sms' || channel === 'email';

const REFUSED: Vain = { how: 'undelivered', because: { code: 'refused' } };

type Taken = { dueAt: Moment } | Pick<Settled<never>, 'status' | 'reason' | 'at' | 'vain'>;

/** What the provider does with it. */
function taken({ step, attempts }: { step: NoticeStep; attempts: number }, now: Moment, provider: Provider): Taken {
  if (provider === 'reject') return { status: 'failed', reason: 'refused', at: now, vain: REFUSED };
  if (provider === 'ok' || now < provider.outage[0] || now >= provider.outage[1]) return { status: 'sent', at: now };
  const again = nextAttempt(now, attempts + 1);
  return again < step.staleAt
    ? { dueAt: again }
    : { status: 'suppressed', reason: 'stale', at: step.staleAt, vain: { how: 'unreached' } };
}
