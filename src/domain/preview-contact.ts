import { tellsOfNoMoney, unpaidAbout } from './agenda.js';
import { contactGate, madeNow, nextAttempt, type PastContact } from './contact-gate.js';
import type { ContactRules } from './contact-rules.js';
import type { Moment } from './dates.js';
import type { LoanFile } from './loan-file.js';
import type { ChannelName } from './plan.js';
import { restrictedAt, restsAt } from './relief.js';
import type { NoticeStep } from './steps.js';

/** How a provider behaves; an outage lasts from its first moment until before its last. */
export type Provider = 'ok' | 'reject' | { outage: [Moment, Moment] };
export type Providers = Partial<Record<ChannelName, Provider>>;

export type Became =
  | { dueAt: Moment; tried: boolean; status?: never; reason?: never; at?: never }
  /** `unreached`: no provider took it while it was of use. */
  | { dueAt?: never; status: 'sent' | 'failed' | 'suppressed'; reason?: string; at: Moment; unreached?: boolean };

/** What was done to collect from each person: by borrower. */
export type Histories = Map<string, PastContact[]>;

/** What becomes of a notice at a moment: the gate's verdict, then the provider's. Notes what it sends in `histories`. */
export function foreseeContact(
  file: LoanFile,
  step: NoticeStep,
  attempts: number,
  now: Moment,
  providers: Providers,
  rules: ContactRules,
  histories: Histories,
): Became {
  const history = histories.get(file.borrower) ?? [];
  const facts = {
    now,
    channel: step.channel,
    purpose: step.purpose,
    loan: file.loan,
    staleAt: step.staleAt,
    restricted: restrictedAt(file, now),
    owed: tellsOfNoMoney(step) || unpaidAbout(file, step.about, now) > 0,
    held: restsAt(file, now, step.purpose) !== null,
    consent: file.contacts.some((it) => it.whose === 'self' && it.channel === step.channel && it.consent),
    contact: null,
    zone: file.zone ?? null,
    history,
  };
  const verdict = contactGate(facts, rules);
  if (verdict.verdict === 'never') {
    const unreached = verdict.reason === 'stale' && attempts > 0;
    return { status: 'suppressed', reason: verdict.reason, at: now, unreached };
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
