import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ContactFacts, contactGate, type PastContact } from '../../../src/domain/contact/contact-gate.js';
import { historyDays, quietOn, stricterContact, withPlan } from '../../../src/domain/plan/contact-rules.js';
import { CHANNELS } from '../../../src/domain/plan/plan.js';
import { type Moment, parseMoment } from '../../../src/domain/time/dates.js';
import { dayIn, timeIn } from '../../../src/domain/time/zones.js';
import { contactFactsAt } from '../../support/contact-facts.js';
import { CHINA, REG_F } from '../../support/contact-rules.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NEW_YORK = 'America/New_York';
const china = (text: string) => parseMoment(`${text}:00+08:00`)!;
const facts = contactFactsAt;
const past = (at: Moment, more: Partial<PastContact> = {}): PastContact => ({
  at,
  channel: 'sms',
  loan: 'L1',
  contact: 1,
  outcome: 'unknown',
  ...more,
});
const STRICT = {
  plan: '04-personal',
  contact: stricterContact.parse({
    quiet: { from: '19:00', until: '10:00', source: 'own: test' },
    restDays: { channels: ['sms'], contact: 'none', source: 'own: test' },
    caps: [{ id: 'month', counts: 'contacts', per: 'person', atMost: 4, days: 30, source: 'own: test' }],
  }),
};

describe('for any facts, under either rule set', () => {
  const start = china('2026-01-01T00:00');
  const moment = fc.integer({ min: 0, max: 60 * 24 * 60 }).map((minutes) => start + minutes * MINUTE);
  const channel = fc.constantFrom(...CHANNELS);
  const contact = fc.record({
    at: moment,
    channel,
    loan: fc.constantFrom('L1', 'L2'),
    contact: fc.constantFrom(1, 2, null),
    outcome: fc.constantFrom('answered' as const, 'unanswered' as const, 'unknown' as const),
  });
  const zone = fc.constantFrom(null, 'Asia/Shanghai', NEW_YORK, 'Europe/London', 'Asia/Kathmandu', 'Pacific/Auckland');
  const asked = fc.record({ now: moment, channel, zone, all: fc.array(contact, { maxLength: 60 }) });
  const rules = fc.constantFrom(CHINA, REG_F, withPlan(CHINA, STRICT));
  const askedOf = ({
    now,
    channel: by,
    zone: of,
    all,
  }: {
    now: Moment;
    channel: ContactFacts['channel'];
    zone: string | null;
    all: PastContact[];
  }) => facts(now, { channel: by, zone: of, staleAt: now + 400 * DAY, history: all.filter((it) => it.at <= now) });

  it('what waits may go at the moment it waits for, and at no minute before', () => {
    fc.assert(
      fc.property(asked, rules, fc.double({ min: 0, max: 1, noNaN: true }), (it, set, part) => {
        const asking = askedOf(it);
        const verdict = contactGate(asking, set);
        if (verdict.verdict === 'go') return;
        if (verdict.verdict !== 'wait') throw new Error(`${verdict.verdict} ${verdict.rule}`);
        expect(verdict.until).toBeGreaterThan(it.now);
        expect(contactGate({ ...asking, now: verdict.until }, set).verdict).toBe('go');
        const before = it.now + Math.floor((verdict.until - 1 - it.now) * part);
        expect(contactGate({ ...asking, now: before }, set).verdict).toBe('wait');
      }),
      { numRuns: 500 },
    );
  });

  it('one more contact in the past never makes a contact possible', () => {
    fc.assert(
      fc.property(asked, contact, rules, (it, more, set) => {
        const asking = askedOf(it);
        if (contactGate(asking, set).verdict === 'go') return;
        const history = [...asking.history!, { ...more, at: Math.min(more.at, it.now) }];
        expect(contactGate({ ...asking, history }, set).verdict).not.toBe('go');
      }),
      { numRuns: 500 },
    );
  });

  it('a person never hears from us in the quiet hours, nor more often than a cap says', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(moment, channel), { maxLength: 80 }), zone, rules, (tries, of, set) => {
        const made: PastContact[] = [];
        for (const [at, by] of tries.sort((a, b) => a[0] - b[0])) {
          const asking = facts(at, { channel: by, zone: of, history: made });
          if (contactGate(asking, set).verdict !== 'go') continue;
          made.push(past(at, { channel: by }));
          for (const zoneOf of of === null ? set.zones : [of]) {
            const time = timeIn(zoneOf, at);
            for (const { from, until } of quietOn(set, by, dayIn(zoneOf, at)))
              expect(until !== null && from !== null && time >= until && time < from).toBe(true);
          }
        }
        for (const cap of set.caps) {
          const counted = made.filter((it) => !cap.channels || cap.channels.includes(it.channel));
          for (const last of counted) {
            const window = counted.filter((it) => it.at <= last.at && it.at > last.at - (cap.days - 1) * DAY);
            expect(window.length).toBeLessThanOrEqual(cap.atMost);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('a plan never lets go what the lender’s rules keep back', () => {
    const time = fc.integer({ min: 1, max: 1439 }).map((n) => new Date(n * MINUTE).toISOString().slice(11, 16));
    const hours = fc
      .tuple(time, time)
      .filter(([a, b]) => a !== b)
      .map((pair) => pair.toSorted())
      .map(([until, from]) => ({ from: from!, until: until!, source: 'own: test' }));
    const cap = fc.record({
      id: fc.constant('own'),
      counts: fc.constantFrom('contacts' as const, 'conversations' as const, 'unanswered' as const),
      per: fc.constantFrom('person' as const, 'loan' as const, 'contact' as const),
      atMost: fc.integer({ min: 1, max: 9 }),
      days: fc.integer({ min: 1, max: 30 }),
      source: fc.constant('own: test'),
    });
    const wish = fc.record({ quiet: hours, restDays: hours, caps: fc.array(cap, { maxLength: 1 }) });
    fc.assert(
      fc.property(asked, wish, fc.constantFrom(CHINA, REG_F), (it, contact, set) => {
        const stricter = withPlan(set, { plan: '04-personal', contact: stricterContact.parse(contact) });
        const verdict = contactGate(askedOf(it), stricter);
        const without = contactGate(askedOf(it), set);
        if (verdict.verdict === 'go') expect(without.verdict).toBe('go');
        if (verdict.verdict === 'go' && without.verdict === 'go')
          expect(verdict.until).toBeLessThanOrEqual(without.until);
      }),
      { numRuns: 500 },
    );
  });

  it('contacts older than the days that the rules ask for make no difference', () => {
    fc.assert(
      fc.property(asked, rules, (it, set) => {
        const asking = askedOf(it);
        const recent = asking.history!.filter((one) => one.at >= it.now - historyDays(set) * DAY);
        expect(contactGate({ ...asking, history: recent }, set)).toEqual(contactGate(asking, set));
      }),
      { numRuns: 300 },
    );
  });
});
