import { expect, it } from 'vitest';
import { momentAt } from '../../src/domain/time/dates.js';
import { parsePeriod } from '../../src/domain/time/period.js';
import { makeReport, paperOf } from '../../src/reports/deliver/make-report.js';
import { readersOf } from '../../src/reports/deliver/readers.js';
import type { Paper, Section } from '../../src/reports/paper/paper.js';
import { PAPERS } from '../../src/reports/papers/index.js';
import { render } from '../../src/reports/render.js';
import { createSeal } from '../../src/store/base/seal.js';
import { freshDatabase } from '../book/fresh-database.js';
import { pdfWords } from '../support/pdf-words.js';
import { at, lendEach, putSmallBook } from './small-book.js';

const database = freshDatabase();

async function made(kind: string, text: string, time = '10:00'): Promise<Paper> {
  const period = parsePeriod(text)!;
  const asked = { plan: '04-personal', kind: PAPERS.get(kind)!, period, asOf: period.to };
  const { report } = await makeReport(database(), asked, momentAt(period.to, time));
  const who = await readersOf(database().pool, createSeal('ab'.repeat(32)), report, '江海银行');
  return paperOf(PAPERS.get(kind)!, report, who);
}

const tableOf = (paper: Paper, heading: string) => {
  const found = paper.sections.find((it) => it.heading.startsWith(heading)) as Section;
  return 'table' in found ? found.table : { columns: [], rows: [] };
};

it('a loan that needs a decision stands with name, amount, days, stage, owner and next step, the worst first', async () => {
  await putSmallBook(database());
  await database().pool.query(`UPDATE borrowers SET kind = 'enterprise' WHERE borrower_id = 'B1'`);
  const paper = await made('monthly-report', '2026-03', '23:59');
  expect(tableOf(paper, '需要决定的贷款').rows.map((it) => Object.values(it))).toEqual([
    // A person is masked; a firm is not.
    ['姓**（B2）', 'L2', 500_00, 120, '诉讼', 'AM02（客户经理）', '电话，3月30日已到期未办'],
    ['姓**（B2）', 'L4', 306_00, 39, '正常', 'AM02（客户经理）', '电话，4月2日前'],
    ['姓名B1（B1）', 'L1', 235_00, 21, '友好提醒', 'AM01（客户经理）', '待定'],
  ]);
  expect(paper).toMatchObject({ lender: '江海银行', plan: '个人贷款' });
});

it('P7.11: a daily paper is one page, however many loans are in arrears', async () => {
  await lendEach(
    database(),
    Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`L${n}`, { parts: [['2026-02-01', 100 + n, 10, 0]] }])),
  );
  const paper = await made('group-daily', '2026-03-12');
  const pdf = await pdfWords(await render(paper, 'pdf'));
  expect(pdf).toContain('第1页/共1页');
  expect(pdf).toContain('共40笔');
  // All of them are in the workbook.
  expect(tableOf(paper, '需要决定的贷款').rows).toHaveLength(40);
});

it('work that is due this evening is not late this morning', async () => {
  await putSmallBook(database());
  await database().pool.query(`UPDATE tasks SET due_at = $1 WHERE task_id = 'T5'`, [at('2026-03-31 18:00')]);
  const late = async (time: string) => {
    const { rows } = tableOf(await made('group-daily', '2026-03-31', time), '贷后任务');
    return rows.find((it) => it.figure === '超期任务数')?.value;
  };
  expect(await late('08:30')).toEqual({ type: 'integer', value: 0 });
  expect(await late('19:00')).toEqual({ type: 'integer', value: 1 });
});
