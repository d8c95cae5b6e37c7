import { describe, expect, it } from 'vitest';
import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import { preview } from '../../src/domain/preview/preview.js';
import { formatLine } from '../../src/domain/preview/timeline.js';
import { formatMoment, momentAt } from '../../src/domain/time/dates.js';
import { file, other, payment } from '../domain/build.js';
import { CHINA } from '../support/contact-rules.js';
import { days, FAR_AHEAD, lived, look, NEWS_AT, opened, planOf, sound, tiers, warned } from './rows.js';

/** Borrowers with several loans: test/scenarios/several-loans.yaml is the same with real workflows. */
type Loan = [loan: string, plan: number, change?: Partial<LoanFile>];

const openedBy = (loans: Loan[], until = '2027-02-01') =>
  preview({
    loans: loans.map(([loan, number, change], n) => {
      const { plan, product } = { plan: planOf(number), product: null };
      const paidOut = { disbursedOn: `2026-0${n + 1}-10`, takenInAt: momentAt('2026-12-31', '08:00') };
      return { plan, file: file({ loan, product, instalments: [FAR_AHEAD], ...paidOut, ...change }) };
    }),
    until: momentAt(until, '00:00'),
    staff: () => null,
    providers: {},
    rules: CHINA,
  })
    .filter((line) => line.what === 'task.open')
    .map((line) => JSON.parse(formatLine(line)) as Record<string, string>);

const open = (loans: Loan[], until?: string) =>
  openedBy(loans, until).map((it) => `${it.at!.slice(0, 10)} ${it.loan} ${it.kind}`);

const enterprise = (size: 'large' | 'small') =>
  ({ profile: { kind: 'enterprise', size, industry: null, class: null } }) as const;
const of = (lines: string[], kind: string) =>
  lines.filter((it) => it.endsWith(` ${kind}`)).map((it) => it.slice(0, -kind.length - 1));

describe('what is done once for each loan is done for each of a borrower’s', () => {
  it('P1.2: the sequential check, whose cadence goes by the loan’s own tier', () => {
    const lines = open(
      [
        ['A', 1, { collateral: '厂房' }],
        ['B', 1, { collateral: '厂房' }],
        ['C', 1],
      ],
      '2027-01-20',
    );
    expect(of(lines, 'sequential-check').sort()).toEqual([
      ...['2026-12-31 C', '2027-01-01 A', '2027-01-01 B', '2027-01-01 C', '2027-01-16 C'],
    ]);
  });

  it('P4.2: the first follow-up of two loans of one month', () => {
    const young = { disbursedOn: '2027-01-05', takenInAt: momentAt('2027-01-05', '08:00') };
    expect(
      of(
        open(
          [
            ['A', 4, young],
            ['B', 4, young],
          ],
          '2027-03-01',
        ),
        'first-follow-up',
      ).sort(),
    ).toEqual([...['2027-02-01 A', '2027-02-01 B']]);
  });

  it('P8.4: the valuation', () => {
    expect(
      of(
        open([
          ['A', 8, { collateral: '厂房' }],
          ['B', 8, { collateral: '设备' }],
        ]),
        'valuation',
      ).sort(),
    ).toEqual([...['2027-01-01 A', '2027-01-01 B']]);
  });
});

describe('of a borrower with loans of two plans each plan does its own work', () => {
  it('P10.2: a farmer with an older consumer loan is screened', () => {
    expect(
      of(
        open([
          ['consumer', 9],
          ['farm', 10],
        ]),
        'screening',
      ),
    ).toEqual(['2027-01-01 farm']);
  });

  it('P2.5, P5.2: each of two plans visits a large borrower', () => {
    const lines = open([
      ['A', 2, enterprise('large')],
      ['B', 5, enterprise('large')],
    ]);
    expect(of(lines, 'on-site-check').sort()).toEqual(['2027-01-01 A', '2027-01-01 B']);
  });
});

describe('a signal is acted on by a plan that says what to do about it', () => {
  const flood = (plan: number, others: LoanFile['others']) =>
    warned(
      look(planOf(plan), sound({ signals: [{ id: '1', source: 'registry', kind: 'flood', at: NEWS_AT }], others })),
    ).map((it) => it.split(' ').slice(0, 3).join(' '));
  const farm = other({ plan: '10-agriculture', named: new Set(['flood']) });
  const younger = { ...farm, disbursedOn: '2026-06-01' };
  const closed = { ...farm, closedAt: momentAt('2027-02-10', '11:00') };

  it('P10.3: by the younger farm loan, not by the older consumer loan; once', () => {
    expect(flood(9, [younger])).toEqual([]);
    expect(flood(9, [])).toEqual(['P9.3 yellow flood']);
    expect(flood(10, [other({ plan: '09-consumer' })]).length).toBe(1);
    expect(flood(10, [farm])).toEqual([]);
    // By the consumer loan once nobody else does.
    expect(flood(9, [closed])).toEqual(['P9.3 yellow flood']);
  });

  it('P1.13, P2.10: where rules of two plans look for it, by the older loan’s, whichever is looked at first', () => {
    const signals = [{ id: '1', source: 'registry', kind: 'collateral-fall', at: NEWS_AT }];
    const named = new Set(['collateral-fall']);
    const fallen = (plan: number, disbursedOn: string) =>
      warned(
        look(planOf(plan), sound({ signals, others: [other({ plan: 'another of them', disbursedOn, named })] })),
      ).map((it) => it.split(' ').slice(0, 3).join(' '));
    expect(fallen(2, '2026-06-01')).toEqual(['P2.10 red collateral-fall']);
    expect(fallen(1, '2020-06-01')).toEqual([]);
    expect(fallen(1, '2026-06-01')).toEqual(['P1.13 red collateral-fall']);
  });
});

describe('what an amount paid out decides is decided by all open loans', () => {
  const exposed = (change: object) =>
    days(lived(planOf(2), sound({ ...change, principal: 20_000_000 }), '2027-04-01'), 'off-site-monitoring');

  it('P2.9: a larger exposure is one in sum, of whichever plans', () => {
    expect(exposed({})).toEqual([]);
    expect(exposed({ others: [other({ plan: '05-corporate', principal: 79_999_999 })] })).toEqual([]);
    expect(exposed({ others: [other({ plan: '05-corporate', principal: 80_000_000 })] })).toHaveLength(3);
    const over = { principal: 80_000_000, closedAt: momentAt('2026-06-01', '10:00') };
    expect(exposed({ others: [other({ plan: '05-corporate', ...over })] })).toEqual([]);
  });

  it('no work is older than the loan that made it one', () => {
    const young = other({
      principal: 80_000_000,
      disbursedOn: '2027-02-10',
      takenInAt: momentAt('2027-02-10', '08:00'),
    });
    expect(exposed({ others: [young] })).not.toContain('02-01');
  });
});

describe('what changes never opens work of before', () => {
  const often = (change: Partial<LoanFile>) =>
    days(
      lived(
        planOf(2),
        sound({ profile: { kind: 'enterprise', size: null, industry: null, class: 'restricted' }, ...change }),
        '2027-03-01',
      ),
      'follow-up',
    );

  it('P2.6: another class on the 10th, a check that began on the 1st', () => {
    expect(often({})).toEqual(['01-01', '02-01']);
    expect(often({ profileSince: momentAt('2027-01-10', '09:30') })).toEqual(['01-10', '02-01']);
    // It was to be done by the 25th.
    expect(often({ profileSince: momentAt('2027-01-27', '09:30') })).toEqual(['02-01']);
  });
});

describe('what is the borrower’s goes on with the next loan', () => {
  it('P4.3: the younger loan takes over in the period in which it was paid out', () => {
    const closedAt = momentAt('2027-01-20', '10:00');
    const paid = other({ plan: '04-personal', closedAt, handedOn: new Set(['care/follow-up-low/low/2027-Q1']) });
    const young = { disbursedOn: '2027-01-10', takenInAt: momentAt('2027-01-10', '08:00') };
    const taken = { ...sound({ ...young, others: [paid] }), takenInAt: closedAt };
    expect(days(lived(planOf(4), taken, '2027-04-01'), 'follow-up')).toEqual(['01-20']);
  });
});

describe('who pays, and how much is overdue, is said of the borrower', () => {
  const due = (dueOn: string, principal: number) => [{ seq: 1, dueOn, principal, interest: 0, fee: 0 }];
  const paidOn = (day: string, amount: number) => [payment('P', amount, momentAt(day, '10:00'))];

  it('P4.7: a good payer on one loan who was late on another, closed or not, is offered nothing', () => {
    const good = sound({
      disbursedOn: '2026-01-10',
      instalments: [...due('2027-05-05', 100_000), { ...FAR_AHEAD, seq: 2 }],
      payments: paidOn('2027-05-04', 100_000),
    });
    const offers = (others: LoanFile['others']) =>
      lived(planOf(4), { ...good, others }, '2027-07-20').filter((it) => it.what === 'offer').length;
    expect(offers([])).toBe(1);
    expect(offers([other({ instalments: due('2027-06-20', 5_000), payments: paidOn('2027-06-20', 5_000) })])).toBe(1);
    expect(offers([other({ plan: '09-consumer', instalments: due('2027-06-20', 5_000) })])).toBe(0);
    const late = { instalments: due('2027-06-01', 5_000), payments: paidOn('2027-06-22', 5_000) };
    expect(offers([other(late)])).toBe(0);
    expect(offers([other({ ...late, closedAt: momentAt('2027-06-22', '10:00') })])).toBe(0);
  });

  it('P6.2, P6.6: large arrears are the sum over all loans, since the day on which it was reached', () => {
    const late = (amount: number) =>
      sound({
        instalments: due('2027-02-01', 20_000_000),
        others: [other({ plan: '05-corporate', instalments: due('2027-02-04', amount) })],
      });
    const large = (amount: number) =>
      lived(planOf(6), late(amount), '2027-02-08').flatMap((it) =>
        it.what === 'warning.open' && it.indicator === 'large-overdue' ? [formatMoment(it.at).slice(0, 10)] : [],
      );
    expect(large(29_999_999)).toEqual([]);
    expect(large(30_000_000)).toEqual(['2027-02-05']);
    expect(tiers(lived(planOf(6), late(30_000_000), '2027-02-08'))).toEqual(['2027-02-02 blue', '2027-02-05 yellow']);
  });

  it('P6.6: one special team for two loans', () => {
    const late = { instalments: due('2027-02-01', 30_000_000) };
    const lines = open(
      [
        ['A', 6, late],
        ['B', 6, late],
      ],
      '2027-02-08',
    );
    expect(of(lines, 'special-team')).toHaveLength(1);
  });
});

describe('P2.12: documents of a borrower are asked for once', () => {
  const gaps = (others: LoanFile['others']) =>
    opened(lived(planOf(5), sound({ ...enterprise('large'), others }), '2027-02-01'), 'document').map(
      ({ form }) => form,
    );
  const own = ['use-of-funds/electronic', 'use-of-funds/paper'];
  const licence = ['licence/electronic', 'licence/paper'];
  const statements = ['financial-statements/electronic', 'financial-statements/paper'];

  it('what is filed with another loan is there, whatever its plan; what is asked for with another is not asked for again', () => {
    expect(gaps([])).toEqual([[...licence, ...statements, ...own]]);
    expect(gaps([other({ plan: '02-rural-bank-zones', documents: new Set([...licence, ...own]) })])).toEqual([
      [...statements, ...own],
    ]);
    expect(gaps([other({ asked: new Set([...licence, ...statements]) })])).toEqual([own]);
  });

  it('of two loans one asks for the licence', () => {
    const asked = openedBy([
      ['A', 5, enterprise('large')],
      ['B', 5, enterprise('large')],
    ]).filter((it) => it.kind === 'document');
    expect(asked.filter((it) => it.why!.includes('licence'))).toHaveLength(1);
    expect(asked.filter((it) => it.why!.includes('use-of-funds'))).toHaveLength(2);
  });
});

it('P1.11, P1.16: of two loans taken in at one moment, one with a known cause, both are followed as closely, whichever is looked at first', () => {
  const from = momentAt('2026-09-14', '08:00');
  const loan = (id: string, change: Partial<LoanFile>) => ({
    plan: planOf(1),
    file: file({
      ...{ loan: id, borrower: 'B1', takenInAt: from, disbursedOn: '2026-09-10', payments: [], contacts: [] },
      ...{ profile: { kind: 'enterprise' as const, size: null, industry: '油脂加工', class: null } },
      instalments: [{ seq: 1, dueOn: '2026-09-12', principal: 10_000, interest: 0, fee: 0 }],
      ...change,
    }),
  });
  const loans = [
    loan('L0', { cause: { kind: 'deteriorating', at: from } }),
    loan('L1', { disbursedOn: '2026-08-31', instalments: [FAR_AHEAD] }),
  ];
  const lines = [loans, [...loans].reverse()].map((it) =>
    preview({ loans: it, until: momentAt('2026-10-10', '00:00'), staff: () => null, providers: {}, rules: CHINA }).map(
      formatLine,
    ),
  );
  expect(lines[0]).toEqual(lines[1]);
  expect(lines[0]!.join()).toContain('L1/care/inventory-check-closer/key/2026-09-A');
});
