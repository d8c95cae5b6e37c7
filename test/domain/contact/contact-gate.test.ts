import { describe, expect, it } from 'vitest';
import { contactGate, type PastContact } from '../../../src/domain/contact/contact-gate.js';
import { historyDays, stricterContact, withPlan } from '../../../src/domain/plan/contact-rules.js';
import { formatMoment, type Moment, parseMoment } from '../../../src/domain/time/dates.js';
import { momentIn, timeIn } from '../../../src/domain/time/zones.js';
import { contactFactsAt } from '../../support/contact-facts.js';
import { CHINA, REG_F } from '../../support/contact-rules.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NEW_YORK = 'America/New_York';
const china = (text: string) => parseMoment(`${text}:00+08:00`)!;
const newYork = (day: string, time: string) => momentIn(NEW_YORK, day, time);

const facts = contactFactsAt;
const past = (at: Moment, more: Partial<PastContact> = {}): PastContact => ({
  at,
  channel: 'sms',
  loan: 'L1',
  contact: 1,
  outcome: 'unknown',
  ...more,
});
const call = (at: Moment, more: Partial<PastContact> = {}) => past(at, { channel: 'voice', ...more });
const times = (count: number, one: (n: number) => PastContact) => Array.from({ length: count }, (_, n) => one(n));
const say = (verdict: ReturnType<typeof contactGate>) =>
  verdict.verdict === 'go'
    ? `go until ${formatMoment(verdict.until)}`
    : `${verdict.verdict} ${verdict.rule}${'until' in verdict ? ` until ${formatMoment(verdict.until)}` : ''}`;

describe('quiet hours, 22:00 to 08:00 (GB/T 45251-2025 §5.3)', () => {
  it.each([
    ['2026-03-02T07:59', 'wait quiet-hours until 2026-03-02T08:00:00+08:00'],
    ['2026-03-02T08:00', 'go until 2026-03-02T22:00:00+08:00'],
    ['2026-03-02T21:59', 'go until 2026-03-02T22:00:00+08:00'],
    ['2026-03-02T22:00', 'wait quiet-hours until 2026-03-03T08:00:00+08:00'],
    ['2026-03-03T00:00', 'wait quiet-hours until 2026-03-03T08:00:00+08:00'],
  ])('%s: %s', (now, expected) => {
    expect(say(contactGate(facts(china(now)), CHINA))).toBe(expected);
    // They hold for what is not yet overdue too.
    expect(say(contactGate(facts(china(now), { purpose: 'service' }), CHINA))).toBe(expected);
  });

  it('goes by the clock on the borrower’s wall', () => {
    const zone = 'Europe/London';
    expect(say(contactGate(facts(china('2026-03-02T15:59'), { zone }), CHINA))).toContain('wait quiet-hours');
    expect(say(contactGate(facts(china('2026-03-02T16:00'), { zone }), CHINA))).toContain('go');
    // Late at night in China it is afternoon in London.
    expect(say(contactGate(facts(china('2026-03-02T23:00'), { zone }), CHINA))).toBe(
      'go until 2026-03-03T06:00:00+08:00',
    );
  });

  it('what must wait until it is stale never goes', () => {
    const now = china('2026-03-02T22:30');
    const morning = china('2026-03-03T08:00');
    expect(say(contactGate(facts(now, { staleAt: morning }), CHINA))).toBe('never quiet-hours');
    expect(say(contactGate(facts(now, { staleAt: morning + 1 }), CHINA))).toContain('wait quiet-hours');
  });

  it('what goes must have arrived before the quiet hours, and before it is stale', () => {
    const now = china('2026-03-02T21:00');
    expect(say(contactGate(facts(now, { staleAt: china('2026-03-02T21:30') }), CHINA))).toBe(
      'go until 2026-03-02T21:30:00+08:00',
    );
  });
});

describe('caps in China', () => {
  const noon = china('2026-03-02T12:00');

  it('three conversations a day with one person, over all loans and numbers', () => {
    const talks = (count: number) => times(count, (n) => call(noon - (n + 1) * MINUTE, { loan: `L${n}`, contact: n }));
    const calling = { channel: 'voice' } as const;
    expect(say(contactGate(facts(noon, { ...calling, history: talks(2) }), CHINA))).toContain('go');
    expect(say(contactGate(facts(noon, { ...calling, history: talks(3) }), CHINA))).toBe(
      'wait voice-conversations-day until 2026-03-03T08:00:00+08:00',
    );
    // Messages are counted by themselves.
    expect(say(contactGate(facts(noon, { channel: 'sms', history: talks(3) }), CHINA))).toContain('go');
  });

  it('a call that nobody answered is no conversation; six at one number are enough for a day', () => {
    const tries = (count: number, contact = 1) =>
      times(count, (n) => call(noon - (n + 1) * MINUTE, { outcome: 'unanswered', contact }));
    const calling = { channel: 'voice' } as const;
    expect(say(contactGate(facts(noon, { ...calling, history: tries(5) }), CHINA))).toContain('go');
    const sixth = contactGate(facts(noon, { ...calling, history: tries(6) }), CHINA);
    expect(say(sixth)).toBe('wait voice-unanswered-day until 2026-03-03T08:00:00+08:00');
    expect(say(contactGate(facts(noon, { ...calling, history: tries(6, 2) }), CHINA))).toContain('go');
    // One whose end nobody told us is counted as both.
    const unsure = [...tries(5), call(noon - 10 * MINUTE)];
    expect(say(contactGate(facts(noon, { ...calling, history: unsure }), CHINA))).toContain('voice-unanswered-day');
  });

  it('the day is over at midnight, a minute before it is not', () => {
    const history = times(3, () => past(china('2026-03-02T21:00')));
    expect(say(contactGate(facts(china('2026-03-02T21:59'), { history }), CHINA))).toContain('wait sms-day');
    expect(say(contactGate(facts(china('2026-03-03T08:00'), { history }), CHINA))).toContain('go');
  });

  it('ten messages in seven days; the eleventh waits for the day on which the first drops out', () => {
    const history = [...times(2, () => past(noon - 6 * DAY)), ...times(8, (n) => past(noon - (n % 5) * DAY - DAY))];
    expect(say(contactGate(facts(noon, { history: history.slice(1) }), CHINA))).toContain('go');
    expect(say(contactGate(facts(noon, { history }), CHINA))).toBe('wait sms-week until 2026-03-03T08:00:00+08:00');
  });

  it('all channels together', () => {
    const mixed = times(8, (n) =>
      past(noon - n * MINUTE - 1, { channel: (['sms', 'email', 'push', 'wechat'] as const)[n % 4]! }),
    );
    expect(say(contactGate(facts(noon, { channel: 'voice', history: mixed }), CHINA))).toContain('wait all-day');
    expect(say(contactGate(facts(noon, { channel: 'voice', history: mixed.slice(1) }), CHINA))).toContain('go');
  });

  it('what is not yet overdue is not capped, nor does it count', () => {
    const history = times(20, () => past(noon - MINUTE));
    expect(say(contactGate(facts(noon, { purpose: 'service', history }), CHINA))).toContain('go');
  });
});

describe('days that are no workdays', () => {
  const calling = { channel: 'voice' } as const;
  // 2026-02-28 is a Saturday on which people work; 2026-03-07 is one on which they do not; 2026-10-05 is a holiday, a Monday.
  it.each([
    ['2026-02-28T08:00', 'go until 2026-02-28T22:00:00+08:00'],
    ['2026-02-28T20:00', 'go until 2026-02-28T22:00:00+08:00'],
    ['2026-03-07T08:59', 'wait rest-days until 2026-03-07T09:00:00+08:00'],
    ['2026-03-07T09:00', 'go until 2026-03-07T20:00:00+08:00'],
    ['2026-03-07T19:59', 'go until 2026-03-07T20:00:00+08:00'],
    ['2026-03-07T20:00', 'wait rest-days until 2026-03-08T09:00:00+08:00'],
    ['2026-03-08T20:00', 'wait rest-days until 2026-03-09T08:00:00+08:00'],
    ['2026-03-06T22:00', 'wait quiet-hours until 2026-03-07T09:00:00+08:00'],
    ['2026-10-05T20:00', 'wait rest-days until 2026-10-06T09:00:00+08:00'],
  ])('nobody is called early or late on them: %s %s', (now, expected) => {
    expect(say(contactGate(facts(china(now), calling), CHINA))).toBe(expected);
  });

  it('a message is read when one likes: it goes until ten', () => {
    expect(say(contactGate(facts(china('2026-03-07T21:59')), CHINA))).toBe('go until 2026-03-07T22:00:00+08:00');
  });

  it('of a year that the calendar does not cover the weekends are known', () => {
    expect(say(contactGate(facts(china('2031-03-01T20:00'), calling), CHINA))).toContain('wait rest-days');
    expect(say(contactGate(facts(china('2031-03-03T20:00'), calling), CHINA))).toContain('go');
  });
});

const STRICT = {
  plan: '04-personal',
  contact: stricterContact.parse({
    quiet: { from: '19:00', until: '10:00', source: 'own: test' },
    restDays: { channels: ['sms'], contact: 'none', source: 'own: test' },
    caps: [{ id: 'month', counts: 'contacts', per: 'person', atMost: 4, days: 30, source: 'own: test' }],
  }),
};

describe('what a plan asks for besides', () => {
  const set = withPlan(CHINA, STRICT);
  it.each([
    ['sms', '2026-03-06T09:59', 'wait 04-personal/quiet-hours until 2026-03-06T10:00:00+08:00'],
    ['sms', '2026-03-06T10:00', 'go until 2026-03-06T19:00:00+08:00'],
    ['sms', '2026-03-06T19:00', 'wait 04-personal/quiet-hours until 2026-03-09T10:00:00+08:00'],
    ['sms', '2026-03-06T22:30', 'wait quiet-hours until 2026-03-09T10:00:00+08:00'],
    ['sms', '2026-03-07T12:00', 'wait 04-personal/rest-days until 2026-03-09T10:00:00+08:00'],
    ['email', '2026-03-07T12:00', 'go until 2026-03-07T19:00:00+08:00'],
    // The holidays of October last a week.
    ['sms', '2026-10-01T12:00', 'wait 04-personal/rest-days until 2026-10-08T10:00:00+08:00'],
  ] as const)('%s at %s: %s', (channel, now, expected) => {
    expect(say(contactGate(facts(china(now), { channel }), set))).toBe(expected);
  });

  it('four contacts in thirty days', () => {
    const noon = china('2026-03-30T12:00');
    const four = times(4, (n) => past(noon - (26 + n) * DAY));
    expect(historyDays(set)).toBeGreaterThanOrEqual(30);
    expect(say(contactGate(facts(noon, { history: four.slice(1) }), set))).toContain('go');
    expect(say(contactGate(facts(noon, { history: four }), set))).toBe(
      'wait 04-personal/month until 2026-03-31T10:00:00+08:00',
    );
    expect(say(contactGate(facts(noon, { history: four }), CHINA))).toContain('go');
  });

  it('cannot be looser: wider hours than the lender’s and higher caps change nothing', () => {
    const loose = withPlan(CHINA, {
      plan: '04-personal',
      contact: stricterContact.parse({
        quiet: { from: '23:59', until: '00:01', source: 'own: test' },
        caps: [{ id: 'much', counts: 'contacts', per: 'person', atMost: 99, days: 1, source: 'own: test' }],
      }),
    });
    for (const time of ['07:59', '08:00', '21:59', '22:00']) {
      const now = china(`2026-03-06T${time}`);
      expect(say(contactGate(facts(now), loose))).toBe(say(contactGate(facts(now), CHINA)));
    }
  });
});

describe('Regulation F', () => {
  const zone = NEW_YORK;
  const calling = { channel: 'voice', zone } as const;
  const on = (day: number, more: Partial<PastContact> = {}) =>
    call(newYork(`2026-03-0${day}`, '12:00'), { outcome: 'unanswered', ...more });

  it.each([
    ['07:59', 'wait'],
    ['08:00', 'go'],
    ['20:59', 'go'],
    ['21:00', 'wait'],
  ])('hours in the borrower’s zone: %s %s', (time, expected) => {
    const verdict = contactGate(facts(newYork('2026-03-02', time), { zone }), REG_F);
    expect(verdict.verdict).toBe(expected);
  });

  it('of a borrower whose zone is not known it must be allowed from New York to Honolulu', () => {
    const at = (time: string) => contactGate(facts(newYork('2026-01-15', time)), REG_F).verdict;
    expect([at('12:59'), at('13:00'), at('20:59'), at('21:00')]).toEqual(['wait', 'go', 'go', 'wait']);
  });

  it('a night in which the clocks are put forward is an hour shorter', () => {
    const saturday = newYork('2026-03-07', '21:00');
    const verdict = contactGate(facts(saturday, { zone }), REG_F);
    if (verdict.verdict !== 'wait') throw new Error(verdict.verdict);
    expect(timeIn(zone, verdict.until)).toBe('08:00');
    expect(verdict.until - saturday).toBe(10 * 60 * MINUTE);
  });

  it('the eighth call within seven days about one debt is not made', () => {
    const now = newYork('2026-03-09', '10:00');
    const seven = [3, 4, 5, 6, 7, 8, 8].map((day) => on(day));
    expect(contactGate(facts(now, { ...calling, history: seven.slice(1) }), REG_F).verdict).toBe('go');
    const eighth = contactGate(facts(now, { ...calling, history: seven }), REG_F);
    expect(eighth).toMatchObject({ verdict: 'wait', rule: 'calls-7-in-7', until: newYork('2026-03-10', '08:00') });
    // The first of them is then eight days ago.
    expect(contactGate(facts(newYork('2026-03-10', '08:00'), { ...calling, history: seven }), REG_F).verdict).toBe(
      'go',
    );
    // Another debt has seven calls of its own.
    expect(contactGate(facts(now, { ...calling, loan: 'L2', history: seven }), REG_F).verdict).toBe('go');
  });

  it('after a conversation no call for seven days, its own day counted', () => {
    const history = [on(2, { outcome: 'answered' })];
    const at = (day: string, time: string) => contactGate(facts(newYork(day, time), { ...calling, history }), REG_F);
    expect(at('2026-03-08', '20:59')).toMatchObject({
      verdict: 'wait',
      rule: 'after-conversation',
      until: newYork('2026-03-09', '08:00'),
    });
    expect(at('2026-03-09', '08:00').verdict).toBe('go');
    // Nobody told us whether it was answered: it may have been.
    const unsure = contactGate(
      facts(newYork('2026-03-05', '12:00'), { ...calling, history: [call(newYork('2026-03-02', '12:00'))] }),
      REG_F,
    );
    expect(unsure).toMatchObject({ verdict: 'wait', rule: 'after-conversation' });
  });
});

describe('what forbids a contact for good', () => {
  const now = china('2026-03-02T12:00');
  it.each([
    [{ somethingDue: false }, 'never owed'],
    [{ consent: false }, 'never consent'],
    [{ held: true }, 'never hold'],
    [{ staleAt: now }, 'never stale'],
    [{ staleAt: now + 1 }, 'go until 2026-03-02T12:00:00+08:00'],
  ])('%o: %s', (more, expected) => {
    expect(say(contactGate(facts(now, more), CHINA))).toBe(expected);
  });

  it.each(['somethingDue', 'held', 'consent', 'history'])(
    '%s not known: nothing goes, and it is looked at again',
    (name) => {
      expect(say(contactGate(facts(now, { [name]: null }), CHINA))).toBe('wait facts until 2026-03-02T13:00:00+08:00');
    },
  );
});
