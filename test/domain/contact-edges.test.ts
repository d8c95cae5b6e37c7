import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type ContactFacts, contactGate, madeNow, type PastContact } from '../../src/domain/contact/contact-gate.js';
import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import type { NoticeStep } from '../../src/domain/loan/steps.js';
import { type ContactRules, contactRulesSchema } from '../../src/domain/plan/contact-rules.js';
import { foreseeContacts, type Histories } from '../../src/domain/preview/preview-contact.js';
import { formatMoment, type Moment, momentAt, parseMoment } from '../../src/domain/time/dates.js';
import { dayIn, momentIn, timeIn } from '../../src/domain/time/zones.js';
import { projectPath } from '../../src/library/project-path.js';
import { contactFactsAt } from '../support/contact-facts.js';
import { CHINA, REG_F } from '../support/contact-rules.js';
import { file, PLAN, payment } from './build.js';

/** A minute before each edge of a rule, on it, and a minute after. */
const MINUTE = 60_000;
const DAY = 86_400_000;
const NEW_YORK = 'America/New_York';
const at = (day: string, time: string) => momentAt(day, time);
const newYork = (day: string, time: string) => momentIn(NEW_YORK, day, time);

const facts = (now: Moment, more: Partial<ContactFacts> = {}) =>
  contactFactsAt(now, { channel: 'voice', zone: NEW_YORK, ...more });
const call = (moment: Moment, outcome: PastContact['outcome'] = 'unanswered'): PastContact => ({
  at: moment,
  channel: 'voice',
  loan: 'L1',
  contact: 1,
  outcome,
});
const around = (edge: Moment, decide: (now: Moment) => { verdict: string }) =>
  [edge - MINUTE, edge, edge + MINUTE].map((now) => decide(now).verdict);

describe('quiet hours, a minute before and after each edge', () => {
  const zones = [
    'Asia/Shanghai',
    NEW_YORK,
    'America/Los_Angeles',
    'Pacific/Honolulu',
    'Europe/London',
    'Asia/Kathmandu',
  ];

  it.each(zones.flatMap((zone) => [[zone, CHINA] as const, [zone, REG_F] as const]))('%s', (zone, rules) => {
    const decide = (now: Moment) => contactGate(facts(now, { zone }), rules);
    expect(around(momentIn(zone, '2026-03-03', rules.quiet[0]!.until!), decide)).toEqual(['wait', 'go', 'go']);
    expect(around(momentIn(zone, '2026-03-03', rules.quiet[0]!.from!), decide)).toEqual(['go', 'wait', 'wait']);
  });

  // 2026-03-08: from two to three o'clock. 2026-11-01: from two back to one.
  it.each([
    ['2026-03-07', '2026-03-08', 10],
    ['2026-10-31', '2026-11-01', 12],
  ])('in the night of %s the clocks are changed: it ends at eight of that morning', (evening, morning, hours) => {
    const from = newYork(evening, '21:00');
    const verdict = contactGate(facts(from), REG_F);
    expect(verdict).toMatchObject({ verdict: 'wait', until: newYork(morning, '08:00') });
    expect(newYork(morning, '08:00') - from).toBe(hours * 60 * MINUTE);
    expect(around(newYork(morning, '08:00'), (now) => contactGate(facts(now), REG_F))).toEqual(['wait', 'go', 'go']);
    expect(around(newYork(morning, '21:00'), (now) => contactGate(facts(now), REG_F))).toEqual(['go', 'wait', 'wait']);
  });

  it('at an hour that comes twice it is quiet both times', () => {
    const first = newYork('2026-11-01', '01:30');
    for (const now of [first, first + 60 * MINUTE]) {
      expect(timeIn(NEW_YORK, now)).toBe('01:30');
      expect(contactGate(facts(now), REG_F)).toMatchObject({ verdict: 'wait', until: newYork('2026-11-01', '08:00') });
    }
  });
});

describe('the eighth call within seven days (12 CFR 1006.14(b)(2)(i)(A))', () => {
  // A week in which the clocks are put forward.
  const seven = ['03', '04', '05', '06', '07', '07', '08'].map((day) => call(newYork(`2026-03-${day}`, '20:59')));

  it('is not made on the seventh day, to its last minute; on the eighth, from eight o’clock on, it is', () => {
    const decide = (now: Moment) => contactGate(facts(now, { history: seven }), REG_F);
    expect(decide(newYork('2026-03-09', '08:00'))).toMatchObject({ verdict: 'wait', rule: 'calls-7-in-7' });
    expect(decide(newYork('2026-03-09', '20:59'))).toMatchObject({
      verdict: 'wait',
      rule: 'calls-7-in-7',
      until: newYork('2026-03-10', '08:00'),
    });
    expect(around(newYork('2026-03-10', '08:00'), decide)).toEqual(['wait', 'go', 'go']);
  });

  it('the seventh is made', () => {
    const now = newYork('2026-03-09', '12:00');
    expect(contactGate(facts(now, { history: seven.slice(1) }), REG_F).verdict).toBe('go');
  });

  it('the day after a conversation is its second, the seventh is still silent', () => {
    const history = [call(newYork('2026-03-02', '08:00'), 'answered')];
    const decide = (now: Moment) => contactGate(facts(now, { history }), REG_F);
    expect(decide(newYork('2026-03-08', '20:59'))).toMatchObject({ verdict: 'wait', rule: 'after-conversation' });
    expect(around(newYork('2026-03-09', '08:00'), decide)).toEqual(['wait', 'go', 'go']);
  });
});

describe('a batch in which a cap is reached', () => {
  /** As the sender does: what is let go is past for those that come after it. */
  function batch(tries: Partial<ContactFacts>[], rules: ContactRules, now: Moment): string[] {
    const history: PastContact[] = [];
    return tries.map((more) => {
      const asked = facts(now, { zone: null, ...more, history });
      const verdict = contactGate(asked, rules);
      if (verdict.verdict === 'go') history.push(madeNow(asked));
      return verdict.verdict === 'go' ? 'go' : verdict.rule;
    });
  }
  const noon = at('2026-03-02', '12:00');

  it('three calls to one person go, over all loans; the fourth and all later ones wait', () => {
    const tries = ['L1', 'L2', 'L1', 'L2', 'L3'].map((loan) => ({ loan }));
    const capped = 'voice-conversations-day';
    expect(batch(tries, CHINA, noon)).toEqual(['go', 'go', 'go', capped, capped]);
  });

  it('eight contacts over all channels go, the ninth waits, whichever its channel', () => {
    const channels = ['sms', 'sms', 'sms', 'email', 'email', 'email', 'wechat', 'wechat', 'push', 'voice'] as const;
    expect(
      batch(
        channels.map((channel) => ({ channel })),
        CHINA,
        noon,
      ),
    ).toEqual([...Array(8).fill('go'), 'all-day', 'all-day']);
  });

  it('two loans of one borrower: under Regulation F one call each, for nobody knows yet whether it was answered', () => {
    const now = newYork('2026-03-02', '14:00');
    const tries = ['L1', 'L2', 'L1'].map((loan) => ({ loan }));
    expect(batch(tries, REG_F, now)).toEqual(['go', 'go', 'after-conversation']);
  });
});

describe('a zone that is not known', () => {
  it('or that there is not, counts as all zones of the rule set: nothing is thrown, nothing goes too early', () => {
    for (const zone of [null, 'Mars/Olympus', '']) {
      const decide = (now: Moment) => contactGate(facts(now, { zone }), REG_F);
      // Eight in Honolulu, nine in the evening in New York.
      expect(around(newYork('2026-01-15', '13:00'), decide), `${zone}`).toEqual(['wait', 'go', 'go']);
      expect(around(newYork('2026-01-15', '21:00'), decide), `${zone}`).toEqual(['go', 'wait', 'wait']);
    }
  });

  it('a day is over when it is over in all of them', () => {
    const rules = { ...CHINA, zones: ['Asia/Shanghai', 'America/Los_Angeles'] };
    // In the evening of the 2nd in Shanghai, in the early morning of the 2nd in Los Angeles.
    const history = [1, 2, 3].map((n) => call(at('2026-03-02', '20:00') + n, 'answered'));
    const next = at('2026-03-03', '08:00');
    expect(dayIn('America/Los_Angeles', next)).toBe('2026-03-02');
    expect(contactGate(facts(next, { zone: 'Asia/Shanghai', history }), rules).verdict).toBe('go');
    expect(contactGate(facts(next, { zone: null, history }), rules)).toMatchObject({
      rule: 'voice-conversations-day',
      until: at('2026-03-04', '08:00'),
    });
  });
});

describe('a person whose data may only be stored', () => {
  const noon = at('2026-03-02', '12:00');

  it.each(['collection', 'service', 'offer'] as const)('gets nothing, whatever else holds: %s', (purpose) => {
    const decide = (restricted: boolean | null, more: Partial<ContactFacts> = {}) =>
      contactGate(facts(noon, { zone: 'Asia/Shanghai', purpose, restricted, ...more }), CHINA);
    const never = { verdict: 'never', rule: 'restricted', reason: 'restricted' };
    expect(decide(false).verdict).toBe('go');
    expect(decide(true)).toEqual(never);
    // Before any other rule, and even when nothing else is known.
    for (const more of [
      { somethingDue: false },
      { consent: false },
      { held: true },
      { staleAt: noon },
      { history: null },
    ])
      expect(decide(true, more)).toEqual(never);
    // Not known: nothing goes, and it is asked again.
    expect(decide(null)).toMatchObject({ verdict: 'wait', rule: 'facts', until: noon + 60 * MINUTE });
  });
});

describe('a set of rules that would leave something open is refused', () => {
  const china = parse(readFileSync(projectPath('plans/contact-rules/china-2026.yaml'), 'utf8'));
  const refused = (change: object) => contactRulesSchema.safeParse({ ...china, ...change }).success;

  it.each([
    ['without a zone', { zones: [] }],
    ['with a zone that there is not', { zones: ['Asia/Peking'] }],
    ['without quiet hours', { quiet: undefined }],
    ['with quiet hours the wrong way round', { quiet: { ...china.quiet, from: '08:00', until: '22:00' } }],
    ['with an hour that there is not', { quiet: { ...china.quiet, from: '24:00' } }],
    ['with a cap of nought days', { caps: [{ ...china.caps[0], days: 0 }] }],
    ['with a cap without a source', { caps: [{ ...china.caps[0], source: '' }] }],
    ['with two caps of one name', { caps: [china.caps[0], china.caps[0]] }],
    ['with rest days that end before they begin', { restDays: { from: '08:00', until: '20:00', source: 'own: test' } }],
    ['with rest days that say neither hours nor none', { restDays: { source: 'own: test' } }],
    ['with a key that nobody knows', { holidays: true }],
  ])('%s', (_, change) => {
    expect(refused({})).toBe(true);
    expect(refused(change)).toBe(false);
  });
});

describe('from the loan’s file', () => {
  const noon = at('2026-01-26', '12:00');
  const step = (more: Partial<NoticeStep> = {}): NoticeStep => ({
    ...{
      what: 'notice',
      key: 'k',
      at: noon,
      rule: 'P4.5',
      why: { code: 'taken-back' },
      dpd: 6,
      stage: 'early',
      to: 'borrower',
    },
    ...{ channel: 'sms', template: 'overdue-friendly', purpose: 'collection', about: null, staleAt: noon + DAY },
    ...more,
  });
  const became = (
    change: Partial<LoanFile>,
    now: Moment,
    more: Partial<NoticeStep> = {},
    histories: Histories = new Map(),
  ) => {
    const notice = { course: { file: file(change), plan: PLAN }, step: step(more), dueAt: now, attempts: 0 };
    const { again, settled } = foreseeContacts([notice], now, { providers: {}, rules: CHINA }, histories);
    const it = settled[0];
    return it ? (it.reason ?? it.status) : `waits until ${formatMoment(again[0]!.dueAt).slice(0, 16)}`;
  };
  const three = (change: Partial<LoanFile>, edge: Moment, more: Partial<NoticeStep> = {}) =>
    [edge - MINUTE, edge, edge + MINUTE].map((now) => became(change, now, more));

  it('a payment in full ends it, and one of a fen less does not', () => {
    expect(became({}, noon)).toBe('sent');
    expect(became({ payments: [payment('R1', 105_999, noon)] }, noon)).toBe('sent');
    expect(became({ payments: [payment('R1', 106_000, noon)] }, noon)).toBe('paid');
    // Taken back, it is owed again from that day on.
    const back = payment('R1', 106_000, noon - DAY, { reversedOn: '2026-01-26', reversalRecordedAt: noon });
    expect(became({ payments: [back] }, noon)).toBe('sent');
  });

  it('a hold, such as an open complaint, from its first minute until before its last; reminders too', () => {
    const holds = [{ from: noon, until: noon + 60 * MINUTE, reason: 'complaint' }];
    for (const purpose of ['collection', 'service', 'offer'] as const) {
      expect(three({ holds }, noon, { purpose })).toEqual(['sent', 'hold', 'hold']);
      expect(three({ holds }, noon + 60 * MINUTE, { purpose })).toEqual(['hold', 'sent', 'sent']);
    }
    expect(became({ holds: [{ from: noon, until: null, reason: 'dispute' }] }, noon + 60 * MINUTE)).toBe('hold');
  });

  it('a restriction, from its first minute until before its last, is told from other holds', () => {
    const holds = [{ from: noon, until: noon + 60 * MINUTE, reason: 'restricted' }];
    for (const purpose of ['collection', 'service', 'offer'] as const) {
      expect(three({ holds }, noon, { purpose })).toEqual(['sent', 'restricted', 'restricted']);
      expect(three({ holds }, noon + 60 * MINUTE, { purpose })).toEqual(['restricted', 'sent', 'sent']);
    }
    expect(became({ holds: [{ from: noon, until: null, reason: 'restricted' }] }, noon + 60 * MINUTE)).toBe(
      'restricted',
    );
  });

  it('a promise from the minute it is made until its day is over; reminders go on', () => {
    const promises = [{ id: 'P1', madeAt: noon, on: '2026-01-27', amount: 106_000 }];
    expect(three({ promises }, noon)).toEqual(['sent', 'hold', 'hold']);
    expect(became({ promises }, noon, { purpose: 'service' })).toBe('sent');
    const over = { promises, takenInAt: at('2026-01-01', '08:00') };
    const late = { staleAt: noon + 9 * DAY };
    expect(became(over, at('2026-01-27', '21:59'), late)).toBe('hold');
    // That day's payments come in on the next.
    expect(became(over, at('2026-01-28', '08:00'), late)).toBe('hold');
    expect(became(over, at('2026-01-29', '08:00'), late)).toBe('sent');
  });

  it('consent: withdrawn, by another channel, or of somebody else, it is none', () => {
    const of = (contact: LoanFile['contacts'][number]) => became({ contacts: [contact] }, noon);
    expect(of({ whose: 'self', channel: 'sms', consent: true })).toBe('sent');
    expect(of({ whose: 'self', channel: 'sms', consent: false })).toBe('no consent');
    expect(of({ whose: 'self', channel: 'email', consent: true })).toBe('no consent');
    // Neither a guarantor's nor an emergency contact's number stands in for the borrower's.
    expect(of({ whose: 'guarantor', channel: 'sms', consent: true })).toBe('no consent');
    expect(of({ whose: 'emergency', channel: 'sms', consent: true })).toBe('no consent');
  });

  it('what was done for another loan of the borrower counts', () => {
    const past = [1, 2, 3].map((n) => ({
      at: noon - n,
      channel: 'sms' as const,
      loan: 'L9',
      contact: null,
      outcome: 'unknown' as const,
    }));
    expect(became({}, noon, {}, new Map([['B1', past]]))).toBe('waits until 2026-01-27T08:00');
    expect(became({}, noon, {}, new Map([['B2', past]]))).toBe('sent');
  });

  it('goes by the borrower’s own zone', () => {
    const now = parseMoment('2026-01-26T21:00:00-05:00')!;
    const late = { staleAt: now + 9 * DAY };
    // Ten in the morning of the next day in Shanghai.
    expect(became({}, now, late)).toBe('sent');
    expect(became({ zone: NEW_YORK }, now + 60 * MINUTE, late)).toBe('waits until 2026-01-27T21:00');
  });
});
