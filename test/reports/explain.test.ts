import { beforeEach, describe, expect, it } from 'vitest';
import { parsePeriod, periodOf } from '../../src/domain/time/period.js';
import { explain, explainAll } from '../../src/reports/deliver/explain.js';
import { figuresIn } from '../../src/reports/deliver/figures-in.js';
import { makeReport, paperOf } from '../../src/reports/deliver/make-report.js';
import { linesBehind, sumOf } from '../../src/reports/figures/behind.js';
import { DEFINITIONS, type FigureId, figuresOf } from '../../src/reports/figures/definitions.js';
import { inOneMoment, measureIn, type Part } from '../../src/reports/figures/index.js';
import { within } from '../../src/reports/figures/narrow.js';
import { PAPERS } from '../../src/reports/papers/index.js';
import { valuesOf } from '../../src/reports/papers/people/judging.js';
import { freshDatabase } from '../book/fresh-database.js';
import { pay, putSmallBook } from './small-book.js';

const database = freshDatabase();
beforeEach(() => putSmallBook(database()));

const MARCH = { plan: '04-personal', currency: 'CNY', from: '2026-03-01', asOf: '2026-03-31' };
const NOW = Date.parse('2026-04-10T02:00Z');
const ALL = Object.keys(DEFINITIONS) as FigureId[];
const PARTS = [...new Set(ALL.map((id) => DEFINITIONS[id].part))] as Part[];

async function made(kind: string, borrower?: string) {
  const paper = PAPERS.get(kind)!;
  const period = parsePeriod(periodOf(paper.periods[0]!, '2026-03-31').text)!;
  const asOf = [period.to, '2026-03-31'].sort()[0]!;
  const asked = { plan: '04-personal', kind: paper, period, asOf };
  return (await makeReport(database(), borrower === undefined ? asked : { ...asked, borrower }, NOW)).report;
}

describe('the list behind a figure', () => {
  it.each([
    ['of the whole book', {}],
    ['of a branch', { branches: ['BR1'] }],
    ['of an account manager', { manager: 'AM02' }],
  ])('adds up to each figure that there is, %s', async (_, only) => {
    await inOneMoment(database(), MARCH, (sql) =>
      within(sql, MARCH, {}, only, async (part) => {
        const scope = Object.keys(only).length === 0 ? MARCH : part;
        const values = valuesOf(await measureIn(sql, scope, PARTS));
        for (const id of ALL) {
          const lines = await linesBehind(sql, scope, id);
          const value = values[id] ?? null;
          expect([id, sumOf(id, lines) || 0]).toEqual([id, value || 0]);
        }
      }),
    );
  });

  it('says whose each line is, how much and for how long', async () => {
    const report = await made('monthly-report');
    const { lines, numerator, denominator, counted, agrees } = (await explain(database(), report, '不良率'))!;
    expect({ numerator, denominator, counted, agrees }).toEqual({
      ...{ numerator: 500_00, denominator: 2035_00, agrees: true },
      counted: 500 / 2035,
    });
    expect(lines[0]).toEqual({
      ...{ loan: 'L2', borrower: 'B2', item: null, what: null, owner: 'AM02' },
      ...{ amount: 500_00, days: 120, part: 500_00, whole: 500_00 },
    });
    expect(lines.map((it) => [it.loan, it.part, it.whole])).toEqual([
      ['L2', 500_00, 500_00],
      ['L1', 0, 635_00],
      ['L3', 0, 600_00],
      ['L4', 0, 300_00],
    ]);
    const work = (await explain(database(), report, 'tasks-open'))!;
    expect(work.lines).toContainEqual(
      expect.objectContaining({ loan: 'L2', borrower: 'B2', item: 'T5', what: 'call', owner: 'AM02', days: 120 }),
    );
  });

  it('a fact that came in after the paper is in the list, and it is said that both differ', async () => {
    const report = await made('monthly-report');
    await pay(database(), 'P9', 'L2', '2026-03-30', 500);
    expect(await explain(database(), report, 'npl-rate')).toMatchObject({
      ...{ figure: { value: 500 / 2035 }, counted: 0, agrees: false },
    });
  });

  it('is not there for a figure that the paper does not have', async () => {
    expect(await explain(database(), await made('duty-records'), 'npl-rate')).toBeNull();
  });
});

describe('a part of the book, or the time before', () => {
  it.each([
    ['monthly-report', ['before/outstanding-principal', 'before/received-amount', 'before/npl-rate', 'before/loans']],
    ['monthly-report', ['branch/BR1/overdue-rate', 'bucket/91-270/loans', 'category/substandard/npl-principal']],
    ['monthly-report', ['manager/AM01/received-amount', 'work/AM02/tasks-open', 'work/call/tasks-due']],
  ])('%s: %s', async (kind, names) => {
    const report = await made(kind);
    for (const name of names)
      expect([name, await explain(database(), report, name)]).toMatchObject([name, { agrees: true }]);
  });

  it('lists what stood then (in a book taken in within the period: on the day before), and what is of the part alone', async () => {
    const report = await made('monthly-report');
    const npl = async (name: string) => (await explain(database(), report, name))!.lines.filter((it) => it.part > 0);
    expect((await npl('category/substandard/loans')).map((it) => it.loan)).toEqual(['L2']);
    expect((await npl('npl-principal')).map((it) => [it.loan, it.days])).toEqual([['L2', 120]]);
    expect((await npl('before/overdue-amount')).map((it) => [it.loan, it.days])).toEqual([
      ['L2', 119],
      ['L4', 8],
    ]);
  });

  it('a form can be asked for what it says of its borrower', async () => {
    const report = await made('risk-assessment', 'B2');
    expect(await explain(database(), report, 'borrower/B2/outstanding')).toMatchObject({
      agrees: true,
      lines: [
        { loan: 'L2', borrower: 'B2' },
        { loan: 'L4', borrower: 'B2' },
      ],
    });
  });
});

describe.each([...PAPERS.keys()])('%s', (kind) => {
  it('each of its figures can be asked for its list, which adds up to it', async () => {
    const report = await made(kind);
    const names = figuresIn(report).map((it) => it.name);
    const figures = JSON.stringify(report.figures);
    for (const part of PARTS) {
      const stands = figuresOf(part).every((id) => figures.includes(`"${id}":`));
      if (stands) expect(names).toEqual(expect.arrayContaining(figuresOf(part)));
    }
    // A list of borrowers or loans that is added up can be asked for by the column.
    for (const section of paperOf(PAPERS.get(kind)!, report).sections) {
      if (!('table' in section)) continue;
      const { columns, rows } = section.table;
      const list = rows.length > 0 && columns.some((it) => it.title === '客户' || it.title === '贷款');
      for (const { title, total } of columns)
        if (list && total === 'sum') expect(names).toContain(`${section.heading}：${title}`);
    }
    for (const { figure, counted, agrees } of await explainAll(database(), report, figuresIn(report)))
      expect([figure.name, figure.value, counted, agrees]).toEqual([figure.name, figure.value, counted, true]);
  });
});
