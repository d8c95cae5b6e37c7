import { expect, it } from 'vitest';
import type { TimelineLine } from '../../src/domain/preview/timeline.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { rehearsalPaper } from '../../src/reports/papers/rehearsal/rehearsal-paper.js';
import { render } from '../../src/reports/render.js';

const line = (at: string, what: string, loan: string | null, more: object = {}): TimelineLine => {
  const [day, time = '09:00'] = at.split(' ') as [string, string?];
  return { at: momentAt(day, time), what, loan, borrower: loan === null ? null : 'B1', ...more } as TimelineLine;
};
const task = (id: string, more: object = {}) => ({ task: id, kind: 'call', role: 'account-manager', ...more });
const notice = (channel: string, status: string) => ({ channel, to: 'borrower', template: 'due-soon', status });
const OVERDUE = { dpd: 4, stage: 'legal', rule: 'P4.5' };

const LINES = [
  line('2026-01-01 00:00', 'payment', 'L1', { reference: 'P-1', amount: '1000.00', clears: [1] }),
  line('2026-01-01 00:00', 'payment', 'L1', { reference: 'P0', amount: '1000.00', clears: [2] }),
  line('2026-01-10', 'notice', 'L1', notice('sms', 'sent')),
  line('2026-01-10', 'notice', 'L1', notice('wechat', 'sent')),
  line('2026-01-10', 'notice', 'L2', notice('sms', 'suppressed')),
  line('2026-01-15', 'payment', 'L1', { reference: 'P1', amount: '1060.00', clears: [3] }),
  line('2026-01-16', 'payment', 'L1', { reference: 'P1', amount: '-1060.00', clears: [], reverses: 'P1' }),
  line('2026-01-20', 'stage', 'L2', { from: 'current', to: 'legal', ...OVERDUE }),
  line('2026-01-20', 'case.open', 'L2', { case: 'C1', kind: 'collateral', ...OVERDUE }),
  line('2026-02-01', 'task.open', 'L2', { ...task('T1'), ...OVERDUE, due: momentAt('2026-02-02', '18:00') }),
  line('2026-02-02', 'task.open', null, { task: 'duty/D1', kind: 'meeting', role: 'department-head', rule: 'P4.6' }),
  line('2026-02-02', 'task.remind', 'L2', { ...task('T1'), due: momentAt('2026-02-02', '18:00') }),
  line('2026-02-02 18:00', 'task.overdue', 'L2', task('T1', { upTo: 'department-head' })),
  line('2026-02-03', 'task.done', 'L2', task('T1')),
  { ...line('2026-02-03', 'complaint.open', null, { complaint: 'C1' }), borrower: 'B1' },
];
const LOAN = { plan: '04-personal', borrower: 'B1', product: '汽车贷款', principal: 6_700_000, manager: 'AM01' };
const PAPER = rehearsalPaper(LINES, {
  plan: '个人贷款（第8版）',
  lender: '青禾银行',
  from: '2026-01-01',
  until: '2026-03-01',
  loans: new Map([
    ['L1', LOAN],
    ['L2', LOAN],
  ]),
  known: {
    work: new Map([
      ['T1', { title: '友好提醒电话 friendly call', owner: 'AM01' }],
      ['C1', { title: '抵押物处置', owner: null }],
    ]),
    stage: (_, stage) => (stage === 'legal' ? '法律程序 legal procedure' : undefined),
    titles: new Map(),
  },
  who: { borrower: (id) => `王*（${id}）`, staff: (id) => (id === 'AM01' ? '丁晓岚（客户经理）' : id) },
});
const sectionOf = (heading: string) => {
  const section = PAPER.sections.find((it) => it.heading.includes(heading));
  if (section === undefined || !('table' in section)) throw new Error(`no table ${heading}`);
  return section.table.rows;
};

it('it says whose plan it is, for which days, how it was rehearsed, and where it is signed', () => {
  expect(PAPER).toMatchObject({ lender: '青禾银行', period: '2026-01-01至2026-02-28', asOf: '2026-02-28', unit: '元' });
  expect(PAPER.sections[0]).toMatchObject({
    heading: '推演说明',
    paragraphs: { 0: expect.stringContaining('共1户、2笔贷款') },
  });
  expect(PAPER.sections.at(-1)).toMatchObject({ signed: expect.stringContaining('部门负责人签字') });
});

it('each month in figures: what was sent and what was not, money that came since it began, work', () => {
  expect(sectionOf('每月一览')).toMatchObject([
    { month: '2026-01', payments: 1, paid: 0, sent: 2, notSent: 1, opened: 0, cases: 1 },
    { month: '2026-02', payments: 0, paid: 0, opened: 2, calls: 1, late: 1 },
  ]);
});

it('a table for each loan, by the name of its borrower, with the complaint of the borrower, and one for the unit', () => {
  expect(PAPER.sections.filter((it) => it.heading.startsWith('客户')).map((it) => it.heading)).toEqual([
    '客户王*（B1） · 贷款L1 · 汽车贷款 · 67,000.00元 · 丁晓岚（客户经理）',
    '客户王*（B1） · 贷款L2 · 汽车贷款 · 67,000.00元 · 丁晓岚（客户经理）',
  ]);
  expect(sectionOf('贷款L2').at(-1)).toMatchObject({ what: expect.stringContaining('投诉') });
  expect(sectionOf('机构例行工作')).toHaveLength(1);
});

it('what was paid before, and one message by two channels, are one line each', () => {
  expect(sectionOf('贷款L1').map((it) => it.what)).toEqual([
    '还款2笔，共2,000.00元，结清第1至2期',
    '短信、微信致借款人：到期前提醒，已发',
    '还款1,060.00元，结清第3期',
    '还款冲正：-1,060.00元',
    '投诉C1提出',
  ]);
});

it('stages, cases and work have the titles of the plan; a piece of work is one line, with its owner by name, its deadline and its end', () => {
  expect(sectionOf('贷款L2')).toMatchObject([
    {},
    { at: '2026-01-20 周二 09:00', what: '催收阶段：正常 → 法律程序', stage: '法律程序', dpd: 4 },
    { what: '抵押物处置提出' },
    { what: '任务：友好提醒电话', person: '丁晓岚（客户经理）', due: '02-02', ended: '办结 02-03', rule: 'P4.5' },
    { what: '任务逾期：友好提醒电话，上报部门负责人', person: '丁晓岚（客户经理）' },
    {},
  ]);
});

it('sums at the end, by loan and by person', () => {
  expect(sectionOf('按客户贷款')).toMatchObject([
    { borrower: '王*（B1）', loan: 'L1', paid: 0, sent: 2, opened: 0, stage: '正常' },
    { loan: 'L2', opened: 1, calls: 1, late: 1, cases: 1, dpd: 4, stage: '法律程序' },
  ]);
  expect(sectionOf('按人员')).toMatchObject([
    { person: '丁晓岚（客户经理）', opened: 1, calls: 1, done: 1, late: 1 },
    { person: 'department-head', opened: 1, late: 0 },
  ]);
});

it.each(['pdf', 'xlsx', 'html', 'csv'] as const)('it is rendered as %s', async (format) => {
  expect((await render(PAPER, format)).length).toBeGreaterThan(500);
});
