import { describe, expect, it } from 'vitest';
import type { Collateral, SecuredLoan } from '../../src/domain/loan/collateral.js';
import type { LoanFile } from '../../src/domain/loan/loan-file.js';
import type { TaskOpenStep } from '../../src/domain/loan/steps.js';
import { preview } from '../../src/domain/preview/preview.js';
import { inEnglish } from '../../src/domain/reason/words.js';
import { dayOf, formatMoment, momentAt } from '../../src/domain/time/dates.js';
import { file, other } from '../domain/build.js';
import { CHINA } from '../support/contact-rules.js';
import { FAR_AHEAD, lived, look, NEWS_AT, opened, planOf, sound, tiers, warned } from './rows.js';

const FIRM = { kind: 'enterprise', size: null, industry: null, class: null } as const;
const thing = (id: string, change: Partial<Collateral> = {}): Collateral => ({
  id,
  kind: '厂房',
  since: null,
  values: [],
  loans: [],
  releasedAt: null,
  ...change,
});
/** In yuan, heard on the day on which it was valued, but for the first, which was there. */
const worth = (values: Record<string, number>) =>
  Object.entries(values).map(([on, value], n) => ({
    ...{ on, value: value * 100 },
    recordedAt: n === 0 ? 0 : momentAt(on, '10:00'),
  }));
/** Another loan on the same thing, a day older, of the same plan. */
const sharing = (plan: number, change: Partial<SecuredLoan> = {}): SecuredLoan => ({
  ...other({ plan: planOf(plan).plan }),
  borrower: 'B1',
  ...change,
});
const valuations = (loan: Partial<LoanFile>, until = '2027-02-01') =>
  opened(lived(planOf(8), sound({ profile: FIRM, ...loan }), until), 'valuation');
const named = (tasks: TaskOpenStep[]) => tasks.map((it) => `${dayOf(it.at).slice(5)} ${it.collateral}`);

describe('P8.4: each thing is valued every half-year, once, by whichever loans it secures', () => {
  it('two things of one loan are two valuations, each of its own kind', () => {
    expect(named(valuations({ collaterals: [thing('C1'), thing('C2', { kind: '数控机床' })] }))).toEqual([
      ...['01-01 C1', '01-01 C2'],
    ]);
    expect(named(valuations({ collaterals: [thing('C1'), thing('C2', { kind: '住宅' })] }))).toEqual(['01-01 C1']);
  });

  it('what loans.csv says is one thing, known by the loan', () => {
    expect(named(valuations({ collateral: '厂房' }))).toEqual(['01-01 L1']);
    expect(named(valuations({ collateral: '厂房', collaterals: [thing('C1')] }))).toEqual(['01-01 C1']);
    // Given back, it is not what loans.csv said again.
    expect(valuations({ collateral: '厂房', collaterals: [thing('C1', { releasedAt: 0 })] })).toEqual([]);
  });

  it('one thing of two loans is valued with the older, by a task that names both', () => {
    const younger = sharing(8, { loan: 'L2', disbursedOn: '2026-01-10' });
    const [task] = valuations({ collaterals: [thing('C1', { loans: [younger] })] });
    expect(task).toMatchObject({ collateral: 'C1', loans: ['L1', 'L2'], task: 'L1/care/valuation/2027-H1/C1' });
    expect(inEnglish(task!.why)).toContain('2027-H1, C1 厂房 for L1, L2');
    expect(valuations({ collaterals: [thing('C1', { loans: [sharing(8)] })] })).toEqual([]);
    const paid = { instalments: [], closedAt: null };
    const alone = valuations({
      collaterals: [thing('C1', { loans: [younger] })],
      others: [other({ loan: 'L2', disbursedOn: '2026-01-10', ...paid })],
    });
    expect(alone[0]!.loans, 'a loan paid off that nobody has closed yet').toBeUndefined();
    // Whosesoever it is.
    expect(valuations({ collaterals: [thing('C1', { loans: [sharing(8, { borrower: 'B2' })] })] })).toEqual([]);
    // A loan of another plan is no loan of this one's work.
    expect(named(valuations({ collaterals: [thing('C1', { loans: [sharing(5)] })] }))).toEqual(['01-01 C1']);
  });

  it('when the older is paid off its valuation goes on with the other; what was done is not done again', () => {
    const closedAt = momentAt('2027-01-20', '10:00');
    const key = 'care/valuation/2027-H1/C1';
    const paid = (work: Partial<SecuredLoan>) =>
      named(valuations({ collaterals: [thing('C1', { loans: [sharing(8, { closedAt, ...work })] })] }));
    expect(paid({ handedOn: new Set([key]) })).toEqual(['01-20 C1']);
    expect(paid({ done: new Set([key]) })).toEqual([]);
    // Of another thing nothing is known by that.
    expect(paid({ done: new Set(['care/valuation/2027-H1/C2']) })).toEqual(['01-20 C1']);
  });

  it('what was valued in the period by others is not valued again in it; what came later is valued from then', () => {
    const values = worth({ '2026-06-01': 1000, '2027-01-05': 1000 });
    expect(named(valuations({ collaterals: [thing('C1', { values })] }, '2028-01-01'))).toEqual(['07-01 C1']);
    const since = momentAt('2027-01-12', '10:00');
    expect(named(valuations({ collaterals: [thing('C1', { since })] }))).toEqual(['01-12 C1']);
  });

  it('a preview of both loans says the same', () => {
    const both = ['A', 'B'].map((loan, n) => ({
      plan: planOf(8),
      file: file({
        ...{ loan, profile: FIRM, instalments: [FAR_AHEAD], disbursedOn: `2026-0${n + 1}-10` },
        takenInAt: momentAt('2026-12-31', '08:00'),
        collaterals: [thing('C1'), ...(n === 1 ? [thing('C2')] : [])],
      }),
    }));
    const lines = preview({
      loans: both,
      until: momentAt('2027-02-01', '00:00'),
      staff: () => null,
      providers: {},
      rules: CHINA,
    });
    expect(
      lines
        .filter((it) => it.what === 'task.open' && it.kind === 'valuation')
        .map((it) => [formatMoment(it.at).slice(0, 10), it.loan, it.collateral, it.loans].flat().join(' ')),
    ).toEqual(['2027-01-01 B C2 ', '2027-01-01 A C1 A B']);
  });
});

describe('a fall of value is judged of each thing by its own values', () => {
  const fallen = (number: number, things: Collateral[], change: Partial<LoanFile> = {}) =>
    look(planOf(number), sound({ profile: FIRM, collaterals: things, ...change }), '2027-02-11').flatMap((it) =>
      it.what === 'warning.open' ? [it] : [],
    );
  const down = thing('C1', { values: worth({ '2026-06-01': 1000, '2027-02-10': 790 }) });
  const up = thing('C2', { kind: '机床', values: worth({ '2026-06-01': 1000, '2027-02-10': 1500 }) });

  it.each([1, 2, 7, 8])('P1.13, P2.10, P7.8, P8.4: plan %i warns of the one that fell, and names it', (number) => {
    const [warning, ...more] = fallen(number, [down, up]);
    expect(more).toEqual([]);
    expect(warning).toMatchObject({ level: 'red', collateral: 'C1', indicator: 'collateral-value' });
    expect(inEnglish(warning!.why)).toBe('C1 厂房: collateral-value 1000 (2026-06-01), 790 (2027-02-10)');
    expect(fallen(number, [up])).toEqual([]);
  });

  it('two that fell a little are no fall, however little both are worth together', () => {
    const little = (id: string) => thing(id, { values: worth({ '2026-06-01': 1000, '2027-02-10': 850 }) });
    expect(fallen(1, [little('C1'), little('C2')])).toEqual([]);
    // Slowly is no less.
    expect(
      fallen(1, [thing('C1', { values: worth({ '2026-06-01': 1000, '2026-12-01': 850, '2027-02-10': 790 }) })]),
    ).toHaveLength(1);
  });

  it('of two loans on it the older of the borrower warns; of the loans that it does not secure none', () => {
    const shared = (change: Partial<SecuredLoan>) => thing('C1', { values: down.values, loans: [sharing(1, change)] });
    const L0 = other({ plan: planOf(1).plan });
    expect(fallen(1, [shared({})], { others: [L0] })).toEqual([]);
    // An older loan without it knows nothing of it.
    expect(fallen(1, [down], { others: [L0] })).toHaveLength(1);
    // Another borrower's loan warns of that borrower.
    expect(fallen(1, [shared({ borrower: 'B2' })])).toHaveLength(1);
  });

  it('P7.4: the loan that it secures is followed more closely', () => {
    const moved = (things: Collateral[]) =>
      tiers(lived(planOf(7), sound({ profile: FIRM, collaterals: things }), '2027-03-01'));
    expect(moved([thing('C1', { values: worth({ '2026-06-01': 1000, '2026-12-15': 790 }) })])[0]).toMatch(/high/);
    expect(moved([up])).toEqual([]);
  });

  it('the borrower’s figure for all of it is judged beside', () => {
    const figure = (period: string, value: number, n: number) => ({
      ...{ name: 'collateral-value', period, value },
      recordedAt: NEWS_AT + n,
    });
    const indicators = [figure('2026-12', 1000, 0), figure('2027-01', 800, 1)];
    expect(warned(fallen(1, [up], { indicators }))).toEqual(['P1.13 red collateral-value collateral-review']);
  });
});

describe('P2.12, P8.8: documents of a thing are asked for once, of each thing its own, for all loans that it secures', () => {
  const report = (thing = '') => [`valuation-report/electronic${thing}`, `valuation-report/paper${thing}`];
  const asked = (loan: Partial<LoanFile>) =>
    opened(lived(planOf(8), sound({ profile: FIRM, ...loan }), '2027-02-01'), 'document').flatMap(({ form }) =>
      form!.filter((it) => it.startsWith('valuation-report')),
    );
  const of = (change: Partial<SecuredLoan>) => [thing('C1', { loans: [sharing(8, change)] })];

  it('two things of one loan have a report each, what loans.csv says is known by the loan, and nothing has none', () => {
    expect(asked({ collaterals: [thing('C1'), thing('C2')] })).toEqual([...report('/C1'), ...report('/C2')]);
    expect(asked({ collateral: '厂房' })).toEqual(report());
    expect(asked({ collaterals: [thing('C1', { releasedAt: 0 })] })).toEqual([]);
  });

  it('what is filed with another loan on the thing is there, and what is asked for with it is not asked for again', () => {
    expect(asked({ collaterals: of({}) })).toEqual(report('/C1'));
    expect(asked({ collaterals: of({ documents: new Set(report('/C1')), borrower: 'B2' }) })).toEqual([]);
    expect(asked({ collaterals: of({ asked: new Set(report('/C1')) }) })).toEqual([]);
    // Of the other loan itself, and of another thing.
    expect(asked({ collaterals: of({ documents: new Set([...report(), ...report('/C2')]) }) })).toEqual(report('/C1'));
  });
});
