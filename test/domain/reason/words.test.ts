import { describe, expect, it } from 'vitest';
import type { FiguresOf, Reason, ReasonCode } from '../../../src/domain/reason/reason.js';
import { inChinese, inEnglish, inPlainEnglish } from '../../../src/domain/reason/words.js';

/** Of each reason an example, and one in which every figure is another. */
type Example<C extends ReasonCode> = keyof FiguresOf[C] extends never
  ? []
  : [one: FiguresOf[C], other: { [F in keyof FiguresOf[C]]: FiguresOf[C][F] }];

const [DAY, LATER] = ['2026-11-20', '2026-12-21'];
const [SMS, MAIL] = [
  { template: 'due-soon', channel: 'sms' },
  { template: 'overdue-friendly', channel: 'email' },
] as const;
const NEWS = { source: 'court', kind: 'litigation', on: DAY };
const OTHER_NEWS = { source: 'regulator', kind: 'penalty', on: LATER };
const HELD: Reason = { code: 'segment' };

const EXAMPLES: { [C in ReasonCode]: Example<C> } = {
  overdue: [
    { seq: 4, dueOn: DAY, amount: 106_000 },
    { seq: 5, dueOn: LATER, amount: 1 },
  ],
  'nothing-overdue': [],
  'within-tolerance': [{ amount: 1 }, { amount: 2 }],
  relieved: [
    { kind: 'extension', until: DAY },
    { kind: 'grace', until: LATER },
  ],
  'due-is-paid': [{ dueOn: DAY }, { dueOn: LATER }],
  'reminded-is-paid': [{ dueOn: DAY }, { dueOn: null }],
  'paid-in-full': [],
  due: [
    { seqs: [1], dueOn: DAY, amount: 106_000 },
    { seqs: [2, 3], dueOn: LATER, amount: 1 },
  ],
  overpaid: [{ amount: 1 }, { amount: 2 }],
  'not-overpaid': [],
  'relief-refused': [{ kind: 'extension' }, { kind: 'grace' }],
  'suit-silent': [
    { kind: 'legal', since: DAY, amount: 106_000, step: 'hearing' },
    { kind: 'agency', since: LATER, amount: 1, step: 'judgment' },
  ],
  residue: [
    { amount: 1, since: DAY },
    { amount: 2, since: LATER },
  ],
  'no-residue': [],
  'in-stage': [
    { stage: 'legal', since: DAY, amount: 1 },
    { stage: 'visit', since: LATER, amount: 2 },
  ],
  'passed-over': [
    { stage: 'legal', amount: 1 },
    { stage: 'visit', amount: 2 },
  ],
  'at-most': [{ days: 3 }, { days: 4 }],
  'still-holds': [],
  'holds-no-more': [],
  'calendar-ends': [{ on: '2026-12-31' }, { on: '2027-12-31' }],
  'goes-on': [],
  'taken-back': [],
  'taken-over': [{ kind: 'legal' }, { kind: 'agency' }],
  promised: [
    { amount: 1, on: DAY },
    { amount: 2, on: LATER },
  ],
  'promise-judged': [
    { amount: 1, on: DAY, paid: 3, nothingDue: true },
    { amount: 2, on: LATER, paid: 4, nothingDue: false },
  ],
  'ran-out': [
    { kind: 'grace', until: DAY, amount: 1 },
    { kind: 'extension', until: LATER, amount: 2 },
  ],
  'demand-passed': [
    { kind: 'lawyer-letter', until: DAY, amount: 1 },
    { kind: 'collection-notice', until: LATER, amount: 2 },
  ],
  silent: [
    { since: DAY, amount: 1 },
    { since: LATER, amount: 2 },
  ],
  decided: [{ category: 'loss' }, { category: 'doubtful' }],
  observed: [{ kind: 'extension' }, { kind: 'restructuring' }],
  conditions: [{ all: [[HELD]] }, { all: [[HELD, { code: 'days-past-due', days: 3 }], [HELD]] }],
  classified: [{ category: 'loss' }, { category: 'doubtful' }],
  'days-past-due': [{ days: 31 }, { days: 32 }],
  'amount-overdue': [{ amount: 1 }, { amount: 2 }],
  'instalments-overdue': [{ count: 2 }, { count: 3 }],
  cause: [{ cause: 'wilful' }, { cause: 'illness' }],
  signal: [NEWS, { ...OTHER_NEWS, on: null }],
  indicator: [
    { name: 'income', values: [{ value: 3, period: '2026-Q4' }] },
    { name: 'orders', values: [{ value: 4, period: '2027-Q1' }] },
  ],
  'no-case': [{ kinds: ['legal', 'agency'] }, { kinds: ['legal'] }],
  'to-be-proved': [
    { act: 'demand', on: DAY },
    { act: 'property-preservation', on: LATER },
  ],
  tried: [
    { times: 2, days: 3 },
    { times: 4, days: 5 },
  ],
  segment: [],
  'set-by-hand': [{ text: 'rumours' }, { text: 'news' }],
  'never-spoke': [{ tier: 'high' }, { tier: 'medium' }],
  calm: [
    { tier: 'high', days: 30 },
    { tier: 'medium', days: 60 },
  ],
  check: [
    { title: '现场检查', period: '2026-Q4', tier: 'high', because: HELD },
    { title: 'visit', period: '2027-Q1', tier: null, because: null },
  ],
  matures: [{ on: DAY }, { on: LATER }],
  'paid-well': [{ days: 90 }, { days: 91 }],
  'not-archived': [{ documents: ['contract/paper'] }, { documents: [] }],
  rate: [
    { from: DAY, rate: '4.35', before: '4.65' },
    { from: LATER, rate: '4.00', before: null },
  ],
  'whom-to-turn-to': [NEWS, OTHER_NEWS],
  'nobody-calls': [],
  'term-ends': [
    { clock: 'limitation', from: DAY, since: 'payment', endsOn: LATER },
    { clock: 'guarantee', from: LATER, since: 'last-due', endsOn: DAY },
  ],
  'term-kept': [],
  'decided-unproposed': [],
  'opened-by': [
    { by: 'Z1', text: 'one' },
    { by: 'Z2', text: 'two' },
  ],
  'case-decided': [
    { kind: 'grace', until: DAY },
    { kind: 'legal', until: null },
  ],
  'case-step': [{ title: '起诉' }, { title: 'legal' }],
  'case-ended': [{ outcome: 'undone' }, { outcome: 'run out' }],
  complaint: [],
  'not-accepted': [],
  accepted: [],
  unsolved: [{ assumed: true }, { assumed: false }],
  solved: [],
  surveyed: [],
  reply: [{ channel: 'sms' }, { channel: 'email' }],
  'asks-for-relief': [],
  complains: [],
  'will-pay': [],
  'asks-for-a-call': [],
  duty: [
    { title: '例会', period: '2026-W48' },
    { title: '培训', period: '2026-W49' },
  ],
  'target-missed': [
    { title: '不良率', period: '2026-Q3', bound: '≤ 3', value: '4' },
    { title: '回款率', period: '2026-Q4', bound: '≥ 90', value: null },
  ],
  'score-too-low': [
    { unit: 'BR1', period: '2026-Q3', points: 70.3, below: 80 },
    { unit: 'BR2', period: '2026-Q4', points: 71, below: 90 },
  ],
  'sums-proposed': [
    { period: '2026-Q3', version: 1 },
    { period: '2026-Q4', version: 2 },
  ],
  superseded: [{ version: 2 }, { version: 3 }],
  'feed-refused': [
    { day: '2026-12-01', rows: 3, loans: 2 },
    { day: '2026-12-02', rows: 1, loans: 0 },
  ],
  'payments-unmatched': [
    { day: '2026-12-01', payments: 3 },
    { day: '2026-12-02', payments: 1 },
  ],
  'record-broken': [
    { findings: 3, first: 'payments ["K3", 1]' },
    { findings: 1, first: 'head 17' },
  ],
  'book-unread': [
    { book: '2026-12-01', faults: 3 },
    { book: '.', faults: 1 },
  ],
  'book-missing': [
    { after: '2026-12-01', before: null },
    { after: '2026-12-02', before: '2026-12-03' },
  ],
  'feed-taken': [{ day: '2026-12-01' }, { day: '2026-12-02' }],
  'facts-refused': [{ sender: 'core-banking' }, { sender: 'registry' }],
  paper: [
    { plan: '04-personal', asOf: DAY, version: 1 },
    { plan: '05-corporate', asOf: LATER, version: 2 },
  ],
  'letter-lacks': [
    { letter: 'collection-notice', field: 'address' },
    { letter: 'lawyer-letter', field: 'name' },
  ],
  'no-font': [{ signs: ['𪛖 (U+2A6D6)'] }, { signs: [] }],
  'tried-for-hours': [],
  'letter-made': [],
  'letter-withdrawn': [],
  'no-way': [
    { template: 'due-soon', because: HELD },
    { template: 'overdue-friendly', because: { code: 'days-past-due', days: 3 } },
  ],
  'not-reached': [
    { ...SMS, because: { code: 'refused' } },
    { ...MAIL, because: { code: 'no words' } },
  ],
  'no-channel-reached': [{ template: 'due-soon' }, { template: 'overdue-friendly' }],
  undelivered: [{ providerCode: 'twilio-30003' }, { providerCode: null }],
  'outcome-unknown': [],
  'too-late': [{ template: 'due-soon' }, { template: 'overdue-friendly' }],
  'too-many': [{ template: 'due-soon' }, { template: 'overdue-friendly' }],
  blocked: [
    { ...SMS, providerCode: 'twilio-30007' },
    { ...MAIL, providerCode: 'smtp-5.7.1' },
  ],
  'once-more': [
    { ...SMS, providerCode: 'twilio-30003' },
    { ...MAIL, providerCode: 'smtp-4.2.2' },
  ],
  restricted: [],
  paid: [],
  'no consent': [],
  hold: [],
  stale: [],
  'quiet hours': [],
  cap: [],
  'facts missing': [],
  'unread answer': [],
  refused: [],
  'channel not configured': [],
  'no words': [],
  'provider is down': [],
  'no such step': [],
  'still waits': [],
  'still open': [],
  'held already': [],
  'not held': [],
  paused: [],
  'name or address cannot be opened': [],
  'not at the provider': [],
  'outcome cannot be known': [],
  delivered: [],
  gathering: [],
  'no book of the day': [],
  joined: [],
  'asked-for': [{ by: 'AM1' }, { by: 'AM2' }],
  'asked-again': [
    { by: 'AM1', text: 'the number was wrong' },
    { by: 'AM2', text: 'another' },
  ],
  sentence: [{ text: 'cause wilful' }, { text: 'cause illness' }],
};

const CHINESE = /\p{Script=Han}/u;

describe.each(Object.entries(EXAMPLES))('%s', (code, [one = {}, other = {}]) => {
  const reason = { code, ...one } as Reason;

  it('has its words in both languages', () => {
    expect(inEnglish(reason)).not.toBe('');
    expect(inChinese(reason)).toMatch(CHINESE);
  });

  it.each(Object.keys(one))('says %s in both', (figure) => {
    const changed = { ...reason, [figure]: (other as Record<string, unknown>)[figure] } as Reason;
    for (const say of [inEnglish, inChinese]) expect(say(changed)).not.toBe(say(reason));
  });
});

describe('sentences by which timelines are compared', () => {
  it.each<[Reason, string]>([
    [{ code: 'overdue', seq: 4, dueOn: DAY, amount: 106_000 }, 'instalment 4, due 2026-11-20, overdue 1060.00'],
    [{ code: 'due', seqs: [1, 2], dueOn: DAY, amount: 5 }, 'instalments 1, 2, due 2026-11-20, unpaid 0.05'],
    [
      { code: 'promise-judged', amount: 1, on: DAY, paid: 1, nothingDue: false },
      'promised 0.01 by 2026-11-20, came 0.01',
    ],
    [{ code: 'check', title: 'a visit', period: '2026-Q4', tier: null, because: null }, 'a visit, 2026-Q4'],
    [
      {
        code: 'no-way',
        template: 'due-soon',
        because: {
          code: 'conditions',
          all: [
            [
              { code: 'days-past-due', days: 31 },
              { code: 'cause', cause: 'wilful' },
            ],
            [HELD],
          ],
        },
      },
      '31 days past due, cause wilful; its segment; no way to send due-soon',
    ],
  ])('%#: %s', (reason, sentence) => {
    expect(inEnglish(reason)).toBe(sentence);
  });
});

it('what a tier rests on reads in papers as the sentences of before did', () => {
  const rests: Reason[] = [
    {
      code: 'conditions',
      all: [
        [{ code: 'days-past-due', days: 31 }],
        [{ code: 'signal', source: 'figures', kind: 'income-drop', on: null }],
      ],
    },
    {
      code: 'conditions',
      all: [
        [
          { code: 'days-past-due', days: 1 },
          { code: 'cause', cause: 'wilful' },
        ],
      ],
    },
    {
      code: 'conditions',
      all: [
        [
          { code: 'instalments-overdue', count: 2 },
          { code: 'cause', cause: 'illness' },
        ],
      ],
    },
    { code: 'no-case', kinds: ['legal'] },
    { code: 'calm', tier: 'medium', days: 30 },
    { code: 'segment' },
  ];
  for (const why of rests) expect(inChinese(why)).toBe(inChinese({ code: 'sentence', text: inEnglish(why) }));
});

describe('for people: sums grouped, days and periods as they are written, one language a line', () => {
  it.each<[Reason, string, string]>([
    [
      { code: 'overdue', seq: 4, dueOn: DAY, amount: 1_060_000 },
      '第4期2026年11月20日到期，逾期金额10,600.00元',
      'instalment 4, due 20 November 2026, overdue 10,600.00',
    ],
    [
      { code: 'check', title: '高风险客户每周跟进 weekly follow-up', period: '2026-W49', tier: 'high', because: null },
      '高风险客户每周跟进，2026年第49周（11月30日至12月6日），高风险',
      'weekly follow-up, week 49 of 2026, high',
    ],
    [
      { code: 'indicator', name: 'gross-margin', values: [{ value: 0.2, period: '2026-Q4' }] },
      '毛利率0.2（2026年第四季度）',
      'gross margin 0.2 (Q4 2026)',
    ],
    [
      { code: 'duty', title: '客户沙龙 meeting with borrowers', period: '2026-05' },
      '客户沙龙 2026年5月',
      'meeting with borrowers May 2026',
    ],
    [
      { code: 'not-archived', documents: ['use-of-funds/paper', 'valuation-report/electronic/C1'] },
      '档案缺：资金用途证明（纸质）、抵押物评估报告（电子，C1）',
      'not in the archive: use of funds (paper), valuation report (electronic/C1)',
    ],
  ])('%#: %s', (reason, zh, en) => {
    expect([inChinese(reason), inPlainEnglish(reason)]).toEqual([zh, en]);
  });
});
