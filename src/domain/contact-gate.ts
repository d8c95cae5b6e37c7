import { addDays, dayOf, type Moment, momentAt, timeOf } from './dates.js';
import type { ChannelName } from './plan.js';
import type { Purpose } from './steps.js';

/** What the gate looks at, at the moment of contact. Counts are per person, over all of the person's loans. */
export interface ContactFacts {
  now: Moment;
  channel: ChannelName;
  purpose: Purpose;
  staleAt: Moment;
  /** What the notice is about is still unpaid. */
  owed: boolean;
  held: boolean;
  /** A usable contact with consent exists. */
  consent: boolean;
  /** Collection contacts made to this person on this channel today. */
  collectionToday: number;
}

/** A rule set is data: which hours are quiet and how often a person may be contacted. */
export interface ContactRules {
  name: string;
  /** No contact from `from` in the evening until `until` in the morning. */
  quiet: { from: string; until: string };
  /** Collection contacts to one person on one channel in one day. */
  collectionPerDay: Record<ChannelName, number>;
}

/** China: no contact 22:00–08:00, at most three voice calls a day (GB/T 45251-2025 §5.3); the other caps are our own. */
const CHINA: ContactRules = {
  name: 'china-2026',
  quiet: { from: '22:00', until: '08:00' },
  collectionPerDay: { sms: 3, voice: 3, email: 3, wechat: 3, push: 3 },
};

export type GateVerdict =
  | { verdict: 'go' }
  | { verdict: 'wait'; until: Moment; reason: 'quiet hours' | 'cap' }
  | { verdict: 'never'; reason: 'paid' | 'no consent' | 'stale' | 'hold' };

/** May this contact be made now? If not: until when it must wait, or why it will never be. */
export function contactGate(facts: ContactFacts, rules: ContactRules = CHINA): GateVerdict {
  if (!facts.owed) return { verdict: 'never', reason: 'paid' };
  if (!facts.consent) return { verdict: 'never', reason: 'no consent' };
  if (facts.held) return { verdict: 'never', reason: 'hold' };
  if (facts.now >= facts.staleAt) return { verdict: 'never', reason: 'stale' };
  const time = timeOf(facts.now);
  const today = dayOf(facts.now);
  const { quiet } = rules;
  if (time < quiet.until) return waitUntil(momentAt(today, quiet.until), 'quiet hours', facts);
  if (time >= quiet.from) return waitUntil(momentAt(addDays(today, 1), quiet.until), 'quiet hours', facts);
  if (facts.purpose === 'collection' && facts.collectionToday >= rules.collectionPerDay[facts.channel]) {
    return waitUntil(momentAt(addDays(today, 1), quiet.until), 'cap', facts);
  }
  return { verdict: 'go' };
}

function waitUntil(until: Moment, reason: 'quiet hours' | 'cap', facts: ContactFacts): GateVerdict {
  return until < facts.staleAt ? { verdict: 'wait', until, reason } : { verdict: 'never', reason: 'stale' };
}

const MINUTE = 60_000;
const BACKOFF = [1, 5, 15, 60];

/** When a message that surely was not sent is tried again: after 1, 5, 15 minutes, then every hour. */
export function nextAttempt(at: Moment, attempt: number): Moment {
  return at + BACKOFF[Math.min(attempt, BACKOFF.length) - 1]! * MINUTE;
}
