import type { Purpose } from '../loan/steps.js';
import { type Cap, type ContactRules, quietOn } from '../plan/contact-rules.js';
import type { ChannelName } from '../plan/plan.js';
import type { ReasonCode } from '../reason/reason.js';
import { addDays, type Moment } from '../time/dates.js';
import { dayIn, isZone, momentIn, timeIn } from '../time/zones.js';

/** A contact that was made with a person about something overdue, on whichever loan. */
export interface PastContact {
  at: Moment;
  channel: ChannelName;
  loan: string;
  /** The number or address it went to; null: not known, such as a call by one of the staff. */
  contact: number | null;
  /** Of a call: whether it was answered. `unknown`: nobody told us, so the worst is assumed. Messages have none. */
  outcome: 'answered' | 'unanswered' | 'unknown';
}

/** What the gate looks at, at the moment of contact. Null: not known, and then nothing goes. */
export interface ContactFacts {
  now: Moment;
  channel: ChannelName;
  purpose: Purpose;
  loan: string;
  /** From this moment on the notice is of no use. */
  staleAt: Moment;
  /** The person's data may only be stored: no contact at all, whatever for. */
  restricted: boolean | null;
  /** The person may have said stop on this channel, in words that nobody has read yet: nothing that collects goes meanwhile. */
  inDoubt: boolean;
  /** A book of a day is missing, so that who paid is not known: nothing that collects goes meanwhile. Left out: none is. */
  bookMissing?: boolean;
  /** What the notice is about is still unpaid. */
  somethingDue: boolean | null;
  /** A hold, a complaint, a grace or a running promise keeps it back. */
  held: boolean | null;
  /** A usable contact with consent exists. */
  consent: boolean | null;
  contact: number | null;
  /** The borrower's time zone; null, or none that we know of: then it must be allowed in all zones of the rule set. */
  zone: string | null;
  /** Until then what is to be said about the person's other loans is there (`together`); left out or null: it is. */
  gatheredAt?: Moment | null;
  /** The person's collection contacts, at least of as many days as the longest cap. */
  history: readonly PastContact[] | null;
}

/**
 * `rule` is an id of the rule set, or one of the gate's own: restricted, facts, owed, consent, answers, book, hold, stale, gathering, quiet-hours, rest-days.
 * What the plan asks for has the plan's name before it.
 */
export type GateVerdict =
  /** It must arrive before `until`: the quiet hours, or the moment it is stale. */
  | { verdict: 'go'; rule: 'all'; until: Moment }
  | { verdict: 'wait'; rule: string; reason: Waits; until: Moment }
  | { verdict: 'never'; rule: string; reason: Never };

/** Codes of reasons (reason.ts): what they hang on stands beside them. */
type Waits = Extract<
  ReasonCode,
  'quiet hours' | 'cap' | 'facts missing' | 'unread answer' | 'gathering' | 'no book of the day'
>;
type Never = Extract<ReasonCode, 'restricted' | 'paid' | 'no consent' | 'stale' | 'hold'>;

/** The contact that a message makes once the gate has let it go, so that caps count it for the next. Its outcome is not known yet. */
export function madeNow({
  now,
  channel,
  loan,
  contact,
}: Pick<ContactFacts, 'now' | 'channel' | 'loan' | 'contact'>): PastContact {
  return { at: now, channel, loan, contact, outcome: 'unknown' };
}

const HOUR = 3_600_000;
/** Quiet hours of six zones and all caps together move a contact fewer times than this: after more, no hour will ever be allowed. */
const MOST_STEPS = 100;

/** May this contact be made now? If not: until when it must wait, or why it will never be. */
export function contactGate(facts: ContactFacts, rules: ContactRules): GateVerdict {
  const { now, staleAt, history } = facts;
  if (facts.restricted === true) return { verdict: 'never', rule: 'restricted', reason: 'restricted' };
  if (facts.somethingDue === false) return { verdict: 'never', rule: 'owed', reason: 'paid' };
  if (facts.consent === false) return { verdict: 'never', rule: 'consent', reason: 'no consent' };
  if (facts.held) return { verdict: 'never', rule: 'hold', reason: 'hold' };
  if (now >= staleAt) return { verdict: 'never', rule: 'stale', reason: 'stale' };
  const { restricted, somethingDue, consent, held } = facts;
  if (restricted === null || somethingDue === null || consent === null || held === null || history === null) {
    return wait(facts, { rule: 'facts', reason: 'facts missing', until: now + HOUR });
  }
  if (facts.inDoubt && facts.purpose === 'collection')
    return wait(facts, { rule: 'answers', reason: 'unread answer', until: now + HOUR });
  if (facts.bookMissing && facts.purpose === 'collection')
    return wait(facts, { rule: 'book', reason: 'no book of the day', until: now + HOUR });
  const zones = facts.zone !== null && isZone(facts.zone) ? [facts.zone] : rules.zones;
  const refusal = (at: Moment) =>
    quietAt(at, facts.channel, zones, rules) ?? cappedAt(at, facts, history, zones, rules);
  const first = refusal(now);
  if (first === null && isGathering(facts)) {
    return { verdict: 'wait', rule: 'gathering', reason: 'gathering', until: facts.gatheredAt! };
  }
  if (first === null) return { verdict: 'go', rule: 'all', until: Math.min(staleAt, nextQuiet(facts, zones, rules)) };
  let at = first.until;
  for (let step = 0; step < MOST_STEPS && at < staleAt; step++) {
    const next = refusal(at);
    if (next === null) return wait(facts, { ...first, until: at });
    at = next.until;
  }
  return { verdict: 'never', rule: first.rule, reason: 'stale' };
}

interface Refusal {
  rule: string;
  reason: Waits;
  until: Moment;
}

function wait({ staleAt }: ContactFacts, refusal: Refusal): GateVerdict {
  return refusal.until < staleAt
    ? { verdict: 'wait', ...refusal }
    : { verdict: 'never', rule: refusal.rule, reason: 'stale' };
}

function quietAt(at: Moment, channel: ChannelName, zones: readonly string[], rules: ContactRules): Refusal | null {
  for (const zone of zones) {
    const [today, time] = [dayIn(zone, at), timeIn(zone, at)];
    for (const { rule, from, until } of quietOn(rules, channel, today)) {
      const early = until !== null && time < until;
      if (!early && from !== null && time < from) continue;
      // Whether the next day has quiet hours is asked from its first minute on.
      const over = early ? momentIn(zone, today, until) : momentIn(zone, addDays(today, 1), '00:00');
      return { rule, reason: 'quiet hours', until: over };
    }
  }
  return null;
}

/** When the next quiet hours begin in any of the zones; it is not quiet now, so they begin today or with the next day. */
function nextQuiet({ now, channel }: ContactFacts, zones: readonly string[], rules: ContactRules): Moment {
  return Math.min(
    ...zones.flatMap((zone) => {
      const today = dayIn(zone, now);
      return quietOn(rules, channel, today).map(({ from }) => momentIn(zone, today, from ?? '00:00'));
    }),
  );
}

/** Caps count collection only, by days of the borrower's zone; where that is not known, by the days of each possible zone. */
function cappedAt(
  at: Moment,
  facts: ContactFacts,
  history: readonly PastContact[],
  zones: readonly string[],
  rules: ContactRules,
): Refusal | null {
  if (facts.purpose !== 'collection') return null;
  for (const cap of rules.caps) {
    if (cap.channels && !cap.channels.includes(facts.channel)) continue;
    const counted = history
      .filter((it) => counts(cap, it, facts))
      .map((it) => it.at)
      .sort((a, b) => a - b);
    if (counted.length < cap.atMost) continue;
    // One more may be made when this contact is older than the days that count.
    const past = counted[counted.length - cap.atMost]!;
    const until = Math.max(...zones.map((zone) => momentIn(zone, addDays(dayIn(zone, past), cap.days), '00:00')));
    if (at < until) return { rule: cap.id, reason: 'cap', until };
  }
  return null;
}

/** Whether it waits for messages about the person's other loans. Not if it would be of no use by then: it goes alone. */
const isGathering = ({ now, gatheredAt = null, staleAt }: ContactFacts): boolean =>
  gatheredAt !== null && now < gatheredAt && gatheredAt < staleAt;

/** Messages that are due at once, in turns: of one person's loans first the one that was told of longest ago. */
export function inTurns<T extends { borrower: string; loan: string; channel: ChannelName; dueAt: Moment }>(
  due: readonly T[],
  histories: ReadonlyMap<string, readonly PastContact[]>,
): T[] {
  const toldAt = ({ borrower, loan, channel }: T) =>
    Math.max(
      0,
      ...(histories.get(borrower) ?? []).flatMap((it) => (it.loan === loan && it.channel === channel ? it.at : [])),
    );
  const keyed = due.map((it) => ({ it, told: toldAt(it) }));
  keyed.sort(
    (a, b) =>
      a.it.borrower.localeCompare(b.it.borrower) ||
      a.told - b.told ||
      a.it.dueAt - b.it.dueAt ||
      a.it.loan.localeCompare(b.it.loan),
  );
  return keyed.map(({ it }) => it);
}

/** A cap let nothing of it be said while it was of use: then a person calls. */
export const leftUnsaid = (verdict: GateVerdict, { caps }: ContactRules): boolean =>
  verdict.verdict === 'never' && verdict.reason === 'stale' && caps.some(({ id }) => id === verdict.rule);

function counts(cap: Cap, past: PastContact, facts: ContactFacts): boolean {
  if (cap.channels && !cap.channels.includes(past.channel)) return false;
  if (cap.counts === 'conversations' && past.outcome === 'unanswered') return false;
  if (cap.counts === 'unanswered' && past.outcome === 'answered') return false;
  if (cap.per === 'loan') return past.loan === facts.loan;
  // A contact whose number is not known may have gone to this one.
  if (cap.per === 'contact') return past.contact === null || past.contact === facts.contact;
  return true;
}

const MINUTE = 60_000;
const BACKOFF = [1, 5, 15, 60];

/** When a message that surely was not sent is tried again: after 1, 5, 15 minutes, then every hour. */
export function nextAttempt(at: Moment, attempt: number): Moment {
  return at + BACKOFF[Math.min(attempt, BACKOFF.length) - 1]! * MINUTE;
}
