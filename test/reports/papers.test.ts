import { beforeEach, describe, expect, it } from 'vitest';
import { addDays, isDay } from '../../src/domain/time/dates.js';
import { parsePeriod, periodOf } from '../../src/domain/time/period.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import {
  makeReport,
  NothingToReport,
  paperOf,
  type Snapshot,
  sectionsById,
} from '../../src/reports/deliver/make-report.js';
import { DEFINITIONS } from '../../src/reports/figures/definitions.js';
import { canonical, changesBetween } from '../../src/reports/paper/compare.js';
import { sayNothing } from '../../src/reports/paper/for-reading.js';
import {
  type Cell,
  type CellType,
  type Paper,
  type Section,
  type Table,
  typeIn,
  valueIn,
} from '../../src/reports/paper/paper.js';
import { PAPERS } from '../../src/reports/papers/index.js';
import { FORMATS, render } from '../../src/reports/render.js';
import { rows } from '../../src/store/base/connection/database.js';
import { sha256Of } from '../../src/store/base/sha256.js';
import { freshDatabase } from '../book/fresh-database.js';
import { hanIn, inEnglishById } from './english/han-in.js';
import { pay, putSmallBook } from './small-book.js';

const database = freshDatabase();
beforeEach(() => putSmallBook(database()));

const NOW = Date.parse('2026-04-10T02:00Z');
const DAY = '2026-03-31';

async function made(kind: string, text = periodOf(PAPERS.get(kind)!.periods[0]!, DAY).text, plan = '04-personal') {
  const period = parsePeriod(text)!;
  const asOf = [period.to, DAY].sort()[0]!;
  return makeReport(database(), { plan, kind: PAPERS.get(kind)!, period, asOf }, NOW);
}

const tables = (paper: Paper) => paper.sections.flatMap((it) => ('table' in it ? [it.table] : []));
const section = (paper: Paper, heading: string): Section => paper.sections.find((it) => it.heading === heading)!;
const table = (paper: Paper, heading: string): Table => {
  const found = section(paper, heading);
  return 'table' in found ? found.table : { columns: [], rows: [] };
};

const FITS: Record<CellType, (cell: Cell) => boolean> = {
  text: (cell) => typeof cell === 'string',
  borrower: (cell) => typeof cell === 'string',
  staff: (cell) => typeof cell === 'string',
  number: (cell) => typeof cell === 'number' && Number.isFinite(cell),
  integer: Number.isInteger,
  money: Number.isInteger,
  percent: (cell) => typeof cell === 'number' && Number.isFinite(cell),
  'percentage-points': (cell) => typeof cell === 'number' && Number.isFinite(cell),
  points: (cell) => typeof cell === 'number' && Number.isFinite(cell),
  date: (cell) => isDay(String(cell)),
};

it('a paper has nothing to tell when nobody is listed and no figure is other than nought', async () => {
  const silent: string[] = [];
  for (const kind of ['monthly-report', 'group-daily', 'ledger', 'duty-records', 'disaster-ledger', 'due-list']) {
    const { report } = await made(kind);
    if (sayNothing(sectionsById(PAPERS.get(kind)!, report.figures as Snapshot))) silent.push(kind);
  }
  expect(silent).toEqual(['duty-records', 'disaster-ledger']);
});

describe.each([...PAPERS.keys()])('%s', (kind) => {
  it('every cell is as its column says, no name of a borrower; made again, the same bytes and no new version', async () => {
    const { report, news } = await made(kind);
    expect(news).toBe(true);
    const paper = paperOf(PAPERS.get(kind)!, report);
    expect(paper.sections.length).toBeGreaterThan(0);
    for (const { columns, rows } of tables(paper)) {
      for (const row of rows) {
        expect(Object.keys(row).sort()).toEqual(columns.map((it) => it.key).sort());
        for (const { key, type } of columns) {
          const value = valueIn(row[key]);
          expect(value === null || FITS[typeIn(row[key], type)](value), `${key}: ${value}`).toBe(true);
        }
        // A rate that goes from 2 % to 3 % has not risen by 1 %.
        const rate = columns.some(({ key, type }) => key !== 'change' && typeIn(row[key], type) === 'percent');
        if (rate && 'change' in row) expect(typeIn(row.change, 'text')).toBe('percentage-points');
      }
    }
    for (const it of paper.sections) {
      if (!('chart' in it)) continue;
      if (it.chart.type === 'heatmap') {
        expect(it.chart.values.map((row) => row.length)).toEqual(it.chart.y.map(() => it.chart.x.length));
      } else for (const { values } of it.chart.series) expect(values).toHaveLength(it.chart.x.length);
    }
    expect(JSON.stringify([report.figures, paper])).not.toContain('姓名');
    const plan = (await shippedPlans()).get(report.plan)!;
    expect(hanIn(paperOf(PAPERS.get(kind)!, report, inEnglishById(plan)))).toEqual([]);
    const again = await made(kind);
    expect(again).toEqual({ report, news: false });
    expect(sha256Of(canonical(again.report.figures))).toBe(report.sha256);
  });
});

/** Puts the rows of a table elsewhere in it, in the other order: as after a restore. */
const turnedRound = (table: string, column: string) =>
  database().pool.query(`DO $$ DECLARE it record; BEGIN
    FOR it IN SELECT ctid FROM ${table} ORDER BY ctid DESC LOOP UPDATE ${table} SET ${column} = ${column} WHERE ctid = it.ctid; END LOOP; END $$`);

const FACTS = {
  ...{ borrowers: 'borrower_id', loans: 'loan_id', instalments: 'seq', payments: 'loan_id', notices: 'loan_id' },
  ...{ tasks: 'task_id', warnings: 'warning_id', complaints: 'complaint_id', promises: 'promise_id' },
};

it.each(['monthly-report', 'asset-quality', 'ledger', 'score-sheet', 'group-weekly'])(
  '%s, made twice of the same facts wherever they lie: the same bytes of figures, workbook, PDF, page and CSV',
  async (kind) => {
    const first = await made(kind);
    for (const [table, column] of Object.entries(FACTS)) await turnedRound(table, column);
    const second = await made(kind);
    expect([second.news, canonical(second.report.figures)]).toEqual([false, canonical(first.report.figures)]);
    const bytes = (report: typeof first.report) =>
      Promise.all(FORMATS.map(async (it) => sha256Of(await render(paperOf(PAPERS.get(kind)!, report), it))));
    expect(await bytes(second.report)).toEqual(await bytes(first.report));
  },
);

describe('what the papers say', () => {
  const paper = async (kind: string, text?: string) => paperOf(PAPERS.get(kind)!, (await made(kind, text)).report);

  it('P4.11: 贷后管理月度报告 has the rates at both ends of the month', async () => {
    const report = await paper('monthly-report');
    expect(report).toMatchObject({ title: '贷后管理月度报告', period: '2026-03', asOf: '2026-03-31' });
    const share = (value: number) => ({ type: 'percent', value });
    expect(table(report, '资产质量').rows[0]).toEqual({
      figure: '逾期率',
      value: share(1035 / 2035),
      was: share(1300 / 2300),
      change: { type: 'percentage-points', value: 1035 / 2035 - 1300 / 2300 },
    });
  });

  it('names signals as the readers know them', async () => {
    const { rows } = table(await paper('monthly-report'), '风险预警：按信号');
    expect(rows.map((it) => it.key)).toEqual(['他处新增逾期']);
  });

  it('P1.5: 到期贷款提示表 lists what falls due in the month, made before it begins', async () => {
    const april = await paper('due-list', '2026-04');
    expect(april.asOf).toBe('2026-03-31');
    expect(table(april, 'BR1').rows.map((it) => [it.loan, it.dueOn, it.unpaid, it.dpd])).toEqual([
      ['L1', '2026-04-10', 435_00, 21],
    ]);
    expect(table(april, 'BR2').rows.map((it) => [it.loan, it.dueOn, it.unpaid, it.dpd])).toEqual([
      ['L3', '2026-04-05', 612_00, 0],
    ]);
  });

  it('P2.8: one month ahead, what matures next month by unit, and the way it will go', async () => {
    const march = await paper('next-maturities', '2026-03');
    expect(table(march, 'BR1').rows.map((it) => [it.loan, it.way])).toEqual([['L1', '核实还款能力，准备展期或续贷']]);
    expect(table(march, 'BR2').rows.map((it) => [it.loan, it.way])).toEqual([['L3', '准备资金，按期收回']]);
  });

  it('P1.7: 风险排查报告 has the borrowers at risk, the worst first, with work done and work that waits', async () => {
    const { rows } = table(await paper('risk-screening-report'), '三、已采取与拟采取的措施、责任人');
    expect(rows.map((it) => [it.key, it.manager, it.overdue, it.dpd, it.category, it.openTasks])).toEqual([
      ['B2', 'AM02', 806_00, 120, '次级类', 2],
      ['B1', 'AM01', 235_00, 21, '关注类', 0],
    ]);
  });

  it('P5.2, P8.5: the visits of the quarter, with what was noted', async () => {
    await database().pool.query(`UPDATE tasks SET record = '{"note": "现场经营正常"}' WHERE task_id = 'T2'`);
    const { rows } = table(await paper('visit-report', '2026-Q1'), '检查记录');
    expect(rows).toEqual([
      {
        borrower: 'B2',
        loan: 'L2',
        kind: '上门',
        who: '催收专员',
        dueOn: '2026-03-05',
        doneOn: '2026-03-07',
        asked: '',
        note: '现场经营正常',
        finding: null,
        evidence: 0,
      },
    ]);
  });

  it('P2.2: 贷后管理台账 has a line for each borrower with something unpaid', async () => {
    const { rows } = table(await paper('ledger'), '台账');
    expect(rows.map((it) => [it.key, it.loans, it.principal, it.received, it.warnings])).toEqual([
      ['B1', 1, 635_00, 404_00, 1],
      ['B2', 2, 800_00, 600_00, 0],
      ['B3', 1, 600_00, 0, 0],
    ]);
  });

  it('loans in another currency are left out, and it says so', async () => {
    expect(section(await paper('ledger'), '说明')).toMatchObject({ paragraphs: ['另有美元贷款1笔未计入本报告。'] });
    const period = parsePeriod('2026-03')!;
    const asked = { plan: '04-personal', kind: PAPERS.get('ledger')!, period, asOf: DAY };
    const usd = await makeReport(database(), { ...asked, currency: 'USD' }, NOW);
    expect(table(paperOf(PAPERS.get('ledger')!, usd.report), '台账').rows).toMatchObject([
      { key: 'B3', overdue: 999_00 },
    ]);
    await expect(makeReport(database(), { ...asked, currency: 'EUR' }, NOW)).rejects.toThrow(NothingToReport);
    await expect(makeReport(database(), { ...asked, plan: '99-none' }, NOW)).rejects.toThrow('no plan 99-none');
  });
});

describe('last month never changes silently', () => {
  it('a late payment makes the next version, which says what changed; the first stays', async () => {
    const first = await made('monthly-report');
    await pay(database(), 'P9', 'L1', '2026-03-30', 100);
    const second = await made('monthly-report');
    expect(second.news).toBe(true);
    expect([first.report.version, second.report.version]).toEqual([1, 2]);
    expect([first.report.changed, second.report.changed?.length]).toEqual([null, expect.any(Number)]);
    expect(second.report.changed).toContainEqual({
      at: 'paper.portfolio.values.overdue-amount',
      before: 1041_00,
      after: 941_00,
    });
    const manager = { at: 'paper.collection.byManager[AM01].amount', before: 404_00, after: 504_00 };
    expect(second.report.changed).toContainEqual(manager);
    const paper = paperOf(PAPERS.get('monthly-report')!, second.report);
    expect(paper.version).toBe(2);
    const correction = paper.sections.find((it) => it.heading.includes('与上一版不同之处'))!;
    const lines = 'table' in correction ? correction.table.rows : [];
    // By the titles that its readers know, as money is written; no names of our own structures.
    expect(second.report.changedInWords).toContainEqual(
      expect.objectContaining({ line: DEFINITIONS['overdue-amount'].title, before: '1,041.00', after: '941.00' }),
    );
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(lines)).not.toMatch(/paper\.|values|[{[]\\"/);
    const kept = await rows<{ version: number; sha256: string }>(
      database().pool,
      'SELECT version, sha256 FROM reports ORDER BY version',
    );
    expect(kept.map((it) => it.sha256)).toEqual([first.report.sha256, second.report.sha256]);
  });

  it('an earlier day would only say less: the version of the later day stands', async () => {
    const { report } = await made('ledger');
    const asked = { plan: '04-personal', kind: PAPERS.get('ledger')!, period: parsePeriod('2026-03')! };
    expect(await makeReport(database(), { ...asked, asOf: '2026-03-20' }, NOW)).toEqual({ report, news: false });
  });

  it('a period that is over at last: what was said in its middle is a version', async () => {
    const asked = { plan: '04-personal', kind: PAPERS.get('ledger')!, period: parsePeriod('2026-03')! };
    const { report } = await makeReport(database(), { ...asked, asOf: '2026-03-20' }, NOW);
    const { report: end } = await made('ledger');
    expect([report.version, end.version]).toEqual([1, 2]);
    expect(end.changed).toContainEqual({ at: 'about.asOf', before: '2026-03-20', after: '2026-03-31' });
  });

  it('what happens after the cut-off changes nothing, nor does a payment of the next month', async () => {
    const first = await made('monthly-report');
    await pay(database(), 'P9', 'L1', '2026-04-02', 235);
    expect((await made('monthly-report')).report).toEqual(first.report);
  });

  it('two that make it at the same time make one version', async () => {
    const both = await Promise.all([made('ledger'), made('ledger')]);
    expect(both.map((it) => it.news).sort()).toEqual([false, true]);
    expect(both.map((it) => it.report.version)).toEqual([1, 1]);
  });

  it.each(['UPDATE reports SET version = 7', 'DELETE FROM reports', 'TRUNCATE reports CASCADE'])(
    '%s is refused',
    async (text) => {
      await made('ledger');
      await expect(database().pool.query(text)).rejects.toThrow('append-only');
    },
  );
});

describe('what differs between two versions', () => {
  it('rows are known by their key, not by their place', () => {
    const before = {
      list: [
        { key: 'a', n: 1 },
        { key: 'b', n: 2 },
      ],
      rate: null,
    };
    const after = {
      list: [
        { key: 'c', n: 9 },
        { key: 'b', n: 3 },
      ],
      rate: 0.5,
    };
    expect(changesBetween(before, after)).toEqual([
      { at: 'list[a]', before: { key: 'a', n: 1 } },
      { at: 'list[b].n', before: 2, after: 3 },
      { at: 'list[c]', after: { key: 'c', n: 9 } },
      { at: 'rate', before: null, after: 0.5 },
    ]);
  });

  it('the order of keys is no difference', () => {
    expect(changesBetween({ a: 1, b: [1, { c: 2, d: 3 }] }, { b: [1, { d: 3, c: 2 }], a: 1 })).toEqual([]);
  });
});

it('a week of a period that is not over stands on the day it is asked for', async () => {
  const period = periodOf('week', '2026-03-25');
  const asOf = addDays(period.from, 1);
  const asked = { plan: '04-personal', kind: PAPERS.get('group-weekly')!, period, asOf };
  const { report } = await makeReport(database(), asked, NOW);
  expect(report).toMatchObject({ period: '2026-W13', asOf: '2026-03-24', version: 1 });
});
