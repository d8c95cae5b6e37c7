import { beforeEach, describe, expect, it } from 'vitest';
import type { Reason } from '../../src/domain/reason/reason.js';
import { addDays, momentAt } from '../../src/domain/time/dates.js';
import { parsePeriod } from '../../src/domain/time/period.js';
import { makeReport, NothingToReport, paperOf } from '../../src/reports/deliver/make-report.js';
import { type Paper, type Table, valueIn } from '../../src/reports/paper/paper.js';
import { PAPERS } from '../../src/reports/papers/index.js';
import { freshDatabase } from '../book/fresh-database.js';
import { at, putSmallBook } from './small-book.js';

const database = freshDatabase();
beforeEach(() => putSmallBook(database()));

const put = (text: string, ...values: unknown[]) => database().pool.query(text, values);
/** A sentence: as it was written before reasons were data. */
const tier = (loan: string, when: string, from: string, to: string, why: Reason | string) =>
  put(
    `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, ${typeof why === 'string' ? 'why' : 'because'}, dpd, stage, plan_version, detail)
     VALUES ('loan', $1, $2, $3, $3, 'tier', 'P4.3', $4, 0, 'current', 1, $5)`,
    ...[loan, `tier/${to}/${when}`, at(when), why, { from, to }],
  );

async function paper(kind: string, text: string, borrower?: string): Promise<Paper> {
  const period = parsePeriod(text)!;
  const asked = { plan: '04-personal', kind: PAPERS.get(kind)!, period, asOf: period.to };
  return paperOf(
    PAPERS.get(kind)!,
    (
      await makeReport(
        database(),
        { ...asked, ...(borrower ? { borrower } : {}) },
        momentAt(addDays(period.to, 1), '10:00'),
      )
    ).report,
  );
}

function table(of: Paper, heading: string): Table {
  const found = of.sections.find((it) => it.heading === heading);
  if (!found || !('table' in found)) throw new Error(`no ${heading} among ${of.sections.map((it) => it.heading)}`);
  return found.table;
}

describe('P6.2: 风险台账 in red, yellow and blue', () => {
  beforeEach(async () => {
    await tier('L2', '2025-12-02', 'low', 'medium', '31 days past due; figures: income-drop');
    const parts: Reason[] = [
      { code: 'days-past-due', days: 61 },
      { code: 'cause', cause: 'wilful' },
    ];
    await tier('L2', '2026-01-01', 'medium', 'high', { code: 'conditions', all: [parts] });
    await tier('L3', '2026-03-20', 'low', 'medium', 'bank: contact-changed');
    // B1 is back in the usual tier, but the warning of February is open.
    await tier('L1', '2026-02-11', 'low', 'medium', '1 days past due');
    await tier('L1', '2026-03-10', 'medium', 'low', 'nothing spoke for medium for 30 days');
    // After the cut-off: not known yet.
    await tier('L1', '2026-04-02', 'low', 'high', '31 days past due');
  });

  it('each at-risk borrower with the reason, since when, who answers for it', async () => {
    const ledger = await paper('risk-ledger', '2026-03');
    const of = (colour: string) =>
      table(ledger, colour).rows.map((it) => [it.key, it.manager, it.tier, it.reason, it.since, it.overdue]);
    expect(of('红色')).toEqual([['B2', 'AM02', '高风险', '逾期61天，成因：恶意拖欠', '2026-01-01', 806_00]]);
    expect(of('黄色')).toEqual([
      ['B1', 'AM01', '低风险', '逾期21天；预警：他处新增逾期', '2026-02-10', 235_00],
      ['B3', 'AM02', '中风险', 'bank：联系方式变更', '2026-03-20', 0],
    ]);
    expect(of('蓝色')).toEqual([]);
    expect(table(ledger, '红黄蓝分布').rows).toEqual([
      { colour: '红色', borrowers: 1, outstanding: 806_00, overdue: 806_00 },
      { colour: '黄色', borrowers: 2, outstanding: 670_00 + 612_00, overdue: 235_00 },
      { colour: '蓝色', borrowers: 0, outstanding: 0, overdue: 0 },
    ]);
  });

  it('the next check: one that is open, or else the next that the plan will ask for', async () => {
    await put(
      `INSERT INTO tasks (task_id, loan_id, kind, role, owner, rule, why, opened_at, due_at)
       VALUES ('L3/care', 'L3', 'follow-up', 'account-manager', 'AM02', 'P4.3', '', $1, $2)`,
      ...[at('2026-03-20'), at('2026-04-03 18:00')],
    );
    const ledger = await paper('risk-ledger', '2026-03');
    const next = (colour: string) => table(ledger, colour).rows.map((it) => [it.key, it.nextCheckOn, it.nextBy]);
    expect(next('黄色')).toContainEqual(['B3', '2026-04-03', 'AM02']);
    // B2 is high: followed weekly, from Monday 6 April on.
    const [[, on, by] = []] = next('红色');
    expect(String(on) >= '2026-04-06' && String(on) <= '2026-04-12').toBe(true);
    expect(by).toBe('客户经理');
  });

  it('of one borrower alone; of a borrower without a loan there is none', async () => {
    const ledger = await paper('risk-ledger', '2026-03', 'B3');
    expect(table(ledger, '红色').rows).toEqual([]);
    expect(table(ledger, '黄色').rows.map((it) => it.key)).toEqual(['B3']);
    expect(ledger.sections[0]).toMatchObject({ paragraphs: expect.arrayContaining(['仅反映客户B3。']) });
    await expect(paper('risk-ledger', '2026-03', 'B9')).rejects.toThrow(NothingToReport);
  });
});

describe('P10.3: 灾情台账', () => {
  const task = (id: string, of: 'warning' | 'case', kind: string, when: string[], record: object | null) =>
    put(
      `INSERT INTO tasks (task_id, loan_id, ${of}_id, kind, role, owner, rule, why, opened_at, due_at, status, ended_at, record)
       VALUES ($1, 'L1', '${of === 'case' ? 'C1' : 'B1-2'}', $2, 'account-manager', 'AM01', 'P10.3', '', $3, $4, $5, $6, $7)`,
      ...[id, kind, at(when[0]!), at(when[1]!), when[2] ? 'done' : 'open', when[2] ? at(when[2]) : null, record],
    );
  beforeEach(async () => {
    await put(
      `INSERT INTO warnings (warning_id, borrower_id, loan_id, level, source, indicator, opened_at, rule)
       VALUES ('B1-2', 'B1', 'L1', 'red', 'village-committee', 'hail', $1, 'P10.3')`,
      at('2026-03-02'),
    );
    await put(
      `INSERT INTO causes (loan_id, kind, at) VALUES ('L1', 'disaster', $1), ('L2', 'wilful', $1)`,
      at('2026-03-11'),
    );
    await put(
      `INSERT INTO cases (case_id, loan_id, kind, rule, why, effect, opened_at, decided_at, approved, until_on)
       VALUES ('C1', 'L1', 'grace', 'P10.5', '', 'pause', $1, $2, true, '2026-06-10')`,
      ...[at('2026-03-11'), at('2026-03-14')],
    );
    await task('L1/warning/B1-2/measure-1', 'warning', 'visit', ['2026-03-02', '2026-03-05', '2026-03-04'], {
      answers: { 损失估计: '六成' },
    });
    await task('L1/warning/B1-2/measure-2', 'warning', 'support-plan', ['2026-03-02', '2026-03-09', '2026-03-08'], {
      answers: { 保险理赔: '已报案', 责任人与期限: 'AM01，6月底' },
      note: '村委会协助',
    });
    await task('L1/case/C1/look-in', 'case', 'visit', ['2026-03-14', '2026-04-14'], null);
  });

  it('who was hit, by what, visit, support, relief, and work that waits', async () => {
    const ledger = await paper('disaster-ledger', '2026-03');
    expect(table(ledger, '台账').rows).toEqual([
      {
        key: 'B1',
        branch: 'BR1',
        manager: 'AM01',
        industry: null,
        what: '灾害、冰雹',
        since: '2026-03-02',
        outstanding: 670_00,
        overdue: 235_00,
        dpd: 21,
        visitedOn: '2026-03-04',
        support: '保险理赔：已报案；责任人与期限：AM01，6月底；村委会协助',
        relief: '宽限',
        reliefUntil: '2026-06-10',
        received: 404_00,
        done: 2,
        lastOn: '2026-03-08',
        waiting: 1,
        nextOn: '2026-04-14',
      },
    ]);
    expect(table(ledger, '已做与待办工作').rows.map((it) => [it.kind, it.state])).toEqual([
      ['上门', '完成'],
      ['帮扶措施', '完成'],
      ['上门', '待办'],
    ]);
  });

  it('a year later only who still has relief', async () => {
    expect(table(await paper('disaster-ledger', '2027-06'), '台账').rows).toHaveLength(1);
    await put(`UPDATE cases SET closed_at = $1, outcome = 'run out' WHERE case_id = 'C1'`, at('2026-06-11'));
    await put(`UPDATE warnings SET closed_at = $1 WHERE warning_id = 'B1-2'`, at('2026-06-11'));
    expect(table(await paper('disaster-ledger', '2026-07'), '台账').rows).toHaveLength(1);
    expect(table(await paper('disaster-ledger', '2027-06'), '台账').rows).toEqual([]);
  });
});

describe('P5.6: 风险预警台账', () => {
  it('each warning with what was done, what is next, by whom and until when', async () => {
    await put(
      `INSERT INTO tasks (task_id, loan_id, warning_id, about, kind, role, owner, rule, why, opened_at, due_at)
       VALUES ('L2/warning/B2-1/measure', 'L2', 'B2-1', 'measure', 'warning-measures', 'account-manager', 'AM02', 'P5.6', '', $1, $2)`,
      ...[at('2026-03-09'), at('2026-03-23')],
    );
    await put(`UPDATE warnings SET closed_at = NULL WHERE warning_id = 'B2-1'`);
    const { rows } = table(await paper('warning-ledger', '2026-03'), '台账');
    expect(rows.map((it) => [it.key, it.level, it.indicator, it.openedOn, it.nextKind, it.closedOn])).toEqual([
      ['W2', '黄色', '他处新增逾期', '2026-02-10', null, null],
      ['W1', '红色', '他处新增逾期', '2026-03-05', '预警措施', null],
    ]);
    expect(rows[1]).toMatchObject({
      formOn: '2026-03-06',
      reviewOn: '2026-03-09',
      measures: 1,
      measuresDone: 0,
      nextBy: 'AM02',
      nextOn: '2026-03-23',
      overdueWork: 1,
      outstanding: 806_00,
      dpd: 120,
    });
  });
});

describe('forms of one borrower', () => {
  const items = (of: Table) => Object.fromEntries(of.rows.map((it) => [it.key, valueIn(it.content)]));

  it('P4.3: 客户风险等级评估表 with what the tier rests on and how it came', async () => {
    await tier('L2', '2025-12-02', 'low', 'medium', '31 days past due');
    await tier('L2', '2026-01-01', 'medium', 'high', '61 days past due');
    await put(
      `INSERT INTO indicators (borrower_id, name, period, value, recorded_at) VALUES ('B2', 'debt-to-income', '2026-Q1', 0.62, $1)`,
      at('2026-03-30'),
    );
    const form = await paper('risk-assessment', '2026-03', 'B2');
    expect(items(table(form, '评估'))).toMatchObject({
      客户: 'B2',
      评定风险等级: '高风险',
      评定依据: '逾期61天',
      自何日起: '2026-01-01',
      逾期本息: 806_00,
      逾期天数: 120,
      五级分类: '次级类',
    });
    expect(table(form, '等级变动').rows.map((it) => [it.on, it.from, it.to])).toEqual([
      ['2026-01-01', '中风险', '高风险'],
      ['2025-12-02', '低风险', '中风险'],
    ]);
    expect(table(form, '财务与经营指标').rows).toEqual([{ name: '负债收入比', period: '2026-Q1', value: 0.62 }]);
  });

  it('P5.2: 企业现场检查报告: the list of the visits, and each on its form with the answers', async () => {
    await put(
      `UPDATE tasks SET kind = 'on-site-check', form = '{库存：品种与数量, 负债}', record = $1 WHERE task_id = 'T2'`,
      { answers: { '库存：品种与数量': '钢材四十吨' }, finding: 'stock-shortage' },
    );
    const report = await paper('on-site-check-report', '2026-03');
    expect(table(report, '检查清单').rows).toEqual([
      {
        borrower: 'B2',
        kind: '现场检查',
        who: '催收专员',
        dueOn: '2026-03-05',
        doneOn: '2026-03-07',
        finding: '库存短少',
        evidence: 0,
      },
    ]);
    const form = items(table(report, '检查表：B2 2026年3月7日'));
    expect(form).toMatchObject({
      '库存：品种与数量': '钢材四十吨',
      负债: null,
      发现的问题: '库存短少',
      五级分类: '次级类',
    });
    // On the day itself, of that borrower alone: the record of one visit.
    expect(table(await paper('on-site-check-report', '2026-03-07', 'B2'), '检查清单').rows).toHaveLength(1);
    expect(table(await paper('on-site-check-report', '2026-03', 'B1'), '检查清单').rows).toEqual([]);
    expect(table(await paper('manufacturing-visit-report', '2026-03'), '检查清单').rows).toEqual([]);
  });
});

describe('P2.4: 工作部署与会议纪要', () => {
  it('has what was laid down in the period, line by line, and nothing of other periods or other work', async () => {
    const duty = async (id: string, kind: string, done: string, answers: object) => {
      await put(
        `INSERT INTO duties (duty_id, plan, duty, period, as_of, opened_at) VALUES ($1, '04-personal', $1, '2026-03', '2026-03-01', $2)`,
        ...[id, at('2026-03-01')],
      );
      await put(
        `INSERT INTO tasks (task_id, duty_id, kind, role, rule, why, title, form, opened_at, due_at, status, ended_at, record)
         VALUES ('duty/' || $1, $1, $2, 'branch-president', 'P2.4', '', '当月信贷工作重点', '{投放重点,风险重点}', $3, $3, 'done', $3, $4)`,
        ...[id, kind, at(done), JSON.stringify({ note: 'sent', answers })],
      );
    };
    await duty('priorities', 'planning', '2026-03-03', { 投放重点: '春耕', 风险重点: '养殖' });
    await duty('before', 'planning', '2026-02-27', { 投放重点: '冬储' });
    await duty('training', 'training', '2026-03-05', {});
    const made = await paper('duty-records', '2026-03');
    expect(made.sections.map((it) => it.heading)).toEqual(['说明', '概况', '当月信贷工作重点：2026年3月3日，行长']);
    expect(table(made, '当月信贷工作重点：2026年3月3日，行长').rows).toEqual([
      { key: '投放重点', content: '春耕' },
      { key: '风险重点', content: '养殖' },
      { key: '记录', content: 'sent' },
    ]);
  });
});
