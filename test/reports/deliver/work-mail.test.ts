import { expect, test } from 'vitest';
import { momentAt } from '../../../src/domain/time/dates.js';
import { workMail } from '../../../src/reports/deliver/work-mail.js';
import type { Work } from '../../../src/store/work/work-mails.js';

const work = (n: number, it: Partial<Work> = {}): Work => ({
  task: `L${n}/call`,
  number: n,
  kind: 'call',
  title: null,
  loan: `L${n}`,
  owner: 'AM01',
  due: momentAt('2026-11-27', '10:00'),
  ...it,
});

test('the morning’s mail as text and as a page, of the same work', () => {
  const many = Array.from({ length: 51 }, (_, n) => work(n, { due: momentAt('2026-12-01', '10:00') }));
  const all = [work(100), work(101, { title: '核实<担保人> guarantor looked at', loan: null, owner: 'AM02' }), ...many];
  const { subject, text, html } = workMail('AM01', '2026-11-28', all, '示例', 'zh-CN');
  expect(subject).toBe('示例贷后任务 2026年11月28日：已逾期1项，新任务51项，下属逾期未办1项');
  expect(text).toContain('【已逾期】1项\n2026-11-27 10:00  电话，贷款L100，任务号 T100\n\n【新任务】51项\n');
  expect(text).toContain('任务号 T49\n……另有1项\n\n【下属逾期未办】1项\n');
  expect(text).toMatch(/核实<担保人>（AM02），任务号 T101\n\n全部任务：postloan task list --staff AM01\n$/);
  expect(html).toContain('<html lang="zh-CN">');
  expect(html).toContain('<h2>已逾期 1项</h2>');
  expect(html).toContain('<h2>新任务 51项（列前50项）</h2>');
  expect(html).toContain('核实&lt;担保人&gt;（AM02）');
  expect(html.match(/<tbody>\n/g)).toHaveLength(3);
  expect(html.match(/>T\d+</g)).toHaveLength(52);
});

test('an administrator reads what nobody has', () => {
  const all = [work(100, { owner: null }), work(101, { owner: 'AM02' })];
  const { subject, text } = workMail('ADM', '2026-11-28', all, '示例', 'zh-CN');
  expect(subject).toBe('示例贷后任务 2026年11月28日：下属逾期未办1项，无人负责1项');
  expect(text).toContain('【无人负责】1项\n2026-11-27 10:00  电话，贷款L100，任务号 T100\n');
  expect(workMail('ADM', '2026-11-28', all, '示例', 'en').text).toContain('Of nobody: 1\n');
});

test('who reads English gets the same mail in English', () => {
  const all = [work(100), work(101, { title: '诉讼时效：催收并取得签收（2027-01-05届满）', owner: 'AM02' })];
  const { subject, text, html } = workMail('AM01', '2026-11-28', all, 'Riverside Bank', 'en');
  expect(subject).toBe('Riverside Bank · Post-loan work, 28 November 2026: 1 overdue, 1 overdue of your people');
  expect(text).toBe(
    `Overdue: 1
2026-11-27 10:00  Call, loan L100, task T100

Overdue of your people: 1
2026-11-27 10:00  Limitation: demand it and have that signed for (ends 2027-01-05) (AM02), loan L101, task T101

All of it: postloan task list --staff AM01
`,
  );
  expect(html).toContain('<html lang="en">');
  expect(html).not.toMatch(/\p{Script=Han}/u);
});
