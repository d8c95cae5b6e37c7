import { words } from '../words/language';

export const YEAR_WORDS = words({
  year: ['The year', '全年'],
  of: ['Year', '年份'],
  about: [
    (amount: string, from: string) =>
      `What the plan does, by row and day, for a loan of ${amount}, paid out on ${from} and paid back in twelve months, if nothing else comes in and staff do their work within a day`,
    (amount: string, from: string) =>
      `以一笔 ${from} 发放、分十二个月归还的 ${amount} 元贷款为例：无其他情况、工作次日办结时，方案各条款在哪些日子做什么`,
  ],
  which: ['Which loan', '哪一笔贷款'],
  quiet: ['Pays on time', '按期还款'],
  overdue: ['Never pays', '一直未还'],
  unit: ['The unit', '定期工作'],
  borrower: ['Borrower', '借款人'],
  size: ['Size', '规模'],
  anySize: ['No size', '不限规模'],
  row: ['Row', '条款'],
  what: ['What', '内容'],
  due: ['Falls due', '到期'],
  standing: ['How it stands', '状态变化'],
  messages: ['Messages', '消息'],
  checks: ['Checks', '检查回访'],
  work: ['Work', '工作'],
  papers: ['Papers', '文书与报告'],
  stage: ['Stage', '催收阶段'],
  classify: ['Category', '五级分类'],
  tier: ['Tier', '风险等级'],
  'warning.open': ['Warning', '预警'],
  'case.open': ['Case', '处置'],
  times: [(count: string) => `${count}×`, (count: string) => `${count} 次`],
  nothing: ['Nothing', '没有'],
  month: [
    (n: string) => 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')[Number(n) - 1]!,
    (n: string) => `${n}月`,
  ],
});
