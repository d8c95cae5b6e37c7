import { parseMoney } from '../money/money.js';
import { writtenMoney } from '../money/written-money.js';
import type { Language } from '../plan/template.js';
import { stageWord, tierWord } from '../reason/vocabulary.js';
import { codeInChinese, inChinese, inPlainEnglish } from '../reason/words.js';
import { minuteOf } from '../time/dates.js';
import { parsePeriod } from '../time/period.js';
import { writtenPeriod } from '../time/written-period.js';
import type { TimelineLine } from './timeline.js';

/** What happened, and why, for somebody who reads it. */
export interface Told {
  what: string;
  /** Empty: nothing is noted. */
  why: string;
}

/** A line of the timeline in the words of the trade. Ids stay as they are: they are what one types to ask further. */
export function inWords(line: TimelineLine, language: Language, titles: Titles = NO_TITLES): Told {
  const said = language === 'zh-CN' ? CHINESE : ENGLISH;
  const [subject, step = ''] = line.what.split('.') as [string, string?];
  const tell = said.lines[line.what] ?? said.lines[subject];
  const why = line.because && said.why(line.because);
  const show = (field: string) =>
    (field === 'kind' && titles.get(`${line.what}/${String(line.kind)}`)) || said.show(field, line);
  return {
    what: tell ? tell(show, step) : line.what,
    why: SAID_BEFORE.has(line.what) ? '' : (why ?? (typeof line.why === 'string' ? line.why : '')),
  };
}

/** What papers and letters are called: `report/monthly-report` → 贷后管理月度报告. */
export type Titles = ReadonlyMap<string, string>;
const NO_TITLES: Titles = new Map();

/** Why a task is there stands where it was opened. */
const SAID_BEFORE = new Set(['task.remind', 'task.overdue', 'task.done']);

type Show = (field: string) => string;
type Tell = (show: Show, step: string) => string;
interface Said {
  lines: Record<string, Tell>;
  show: (field: string, line: TimelineLine) => string;
  why: typeof inPlainEnglish;
}

const shownBy = (wordOf: (text: string) => string, listed: string) => (field: string, line: TimelineLine) => {
  const value = line[field];
  if (value === null || value === undefined) return '';
  if (field === 'due' && typeof value === 'number') return minuteOf(value).slice(5);
  if (field === 'amount') return writtenMoney(parseMoney(String(value)) ?? 0);
  if (Array.isArray(value)) return value.join(listed);
  return AS_IT_IS.has(field) ? String(value) : wordOf(String(value));
};
const AS_IT_IS = new Set(['task', 'warning', 'case', 'complaint', 'promise', 'reference', 'file', 'period']);

/** `by what` where there is something, else nothing. */
const part = (before: string, said: string, after = ''): string => (said === '' ? '' : `${before}${said}${after}`);

const EN_STEPS: Record<string, string> = {
  open: 'opened',
  accept: 'accepted',
  solve: 'solved',
  survey: 'satisfaction call made',
  breach: 'time limit missed',
  review: 'reviewed',
  measure: 'measures set',
  close: 'closed',
  approve: 'approved',
  reject: 'rejected',
  step: 'step done',
  'part-kept': 'kept in part',
};
const spaced = (text: string) => text.replaceAll('-', ' ');

const ENGLISH: Said = {
  why: inPlainEnglish,
  show: shownBy(spaced, ', '),
  lines: {
    notice: (it) =>
      `${it('channel')} to ${it('to')}: ${it('template')}, ${it('status')}${part(' (', it('reason'), ')')}`,
    stage: (it) => `stage ${it('from')} → ${it('to')}`,
    classify: (it) => `category ${it('from')} → ${it('to')}`,
    tier: (it) => `tier ${it('from') || 'usual'} → ${it('to') || 'usual'}`,
    'task.open': (it) => `task: ${it('kind')} for ${it('role')}${part(', due ', it('due'))}`,
    'task.remind': (it) => `reminder of ${it('kind')} to ${it('role')}${part(', due ', it('due'))}`,
    'task.overdue': (it) =>
      `${it('kind')} is late: ${part('up to ', it('upTo')) || 'stays with '}${it('upTo') ? '' : it('role')}`,
    'task.done': (it) => `done: ${it('kind')} by ${it('role')}`,
    'task.join': (it) => `one with that of the same person: ${it('kind')} by ${it('role')}${part(', due ', it('due'))}`,
    'task.cancel': (it) => `needed no more: ${it('kind')}`,
    payment: (it) =>
      it('reverses')
        ? `payment taken back: ${it('amount')}`
        : `payment ${it('amount')}${part(', clears ', it('clears'))}`,
    refund: (it) => `refund ${it('amount')}`,
    overpaid: (it) => `overpaid ${it('amount')}`,
    warning: (it, step) => `${it('level')} warning${part(' of ', it('indicator'))} ${EN_STEPS[step] ?? step}`,
    complaint: (it, step) => `complaint ${it('complaint')} ${EN_STEPS[step] ?? step}`,
    case: (it, step) => `case of ${it('kind')} ${EN_STEPS[step] ?? step}`,
    promise: (_, step) => `promise to pay: ${EN_STEPS[step] ?? step}`,
    offer: (it) => `offer: ${it('kind')} ${it('period')}`,
    letter: (it) => `letter: ${it('kind')}`,
    report: (it) => `paper: ${it('kind')} ${it('period')}`,
    close: (it) => `closed${part(': ', it('kind'))}`,
  },
};

const ZH_STEPS: Record<string, string> = {
  open: '提出',
  accept: '已受理',
  solve: '已解决',
  survey: '已回访',
  breach: '超时',
  review: '已复核',
  measure: '已定措施',
  close: '结束',
  approve: '已批准',
  reject: '未批准',
  step: '已办一步',
  kept: '已履行',
  'part-kept': '部分履行',
  broken: '未履行',
};
const STATUS: Record<string, string> = {
  waits: '等待',
  sent: '已发',
  failed: '失败',
  suppressed: '未发',
  unknown: '结果不明',
};
const TO: Record<string, string> = { borrower: '借款人', guarantor: '保证人', emergency: '紧急联系人' };
const chinese = (text: string): string => STATUS[text] ?? TO[text] ?? codeInChinese(text) ?? stageWord(text);

const CHINESE: Said = {
  why: inChinese,
  show: (field, line) => {
    const value = line[field];
    if (line.what === 'tier' && typeof value === 'string') return tierWord(value);
    const period = field === 'period' && typeof value === 'string' ? parsePeriod(value) : null;
    return period === null ? shownBy(chinese, '、')(field, line) : writtenPeriod(period);
  },
  lines: {
    notice: (it) =>
      `${it('channel')}致${it('to')}：${it('template')}，${it('status')}${part('（', it('reason'), '）')}`,
    stage: (it) => `催收阶段：${it('from')} → ${it('to')}`,
    classify: (it) => `五级分类：${it('from')} → ${it('to')}`,
    tier: (it) => `风险等级：${it('from') || '一般'} → ${it('to') || '一般'}`,
    'task.open': (it) => `任务：${it('kind')}（${it('role')}）${part('，限', it('due'))}`,
    'task.remind': (it) => `催办：${it('kind')}（${it('role')}）${part('，限', it('due'))}`,
    'task.overdue': (it) => `任务逾期：${it('kind')}${part('，上报', it('upTo'))}`,
    'task.done': (it) => `完成：${it('kind')}（${it('role')}）`,
    'task.join': (it) => `与同一客户的同类任务一并办理：${it('kind')}（${it('role')}）${part('，限', it('due'))}`,
    'task.cancel': (it) => `无需再办：${it('kind')}`,
    payment: (it) =>
      it('reverses') ? `还款冲正：${it('amount')}元` : `还款${it('amount')}元${part('，结清第', it('clears'), '期')}`,
    refund: (it) => `退款${it('amount')}元`,
    overpaid: (it) => `多还${it('amount')}元`,
    warning: (it, step) =>
      `${it('level')}预警${part('（', it('indicator'), '）')}${step === 'open' ? '发出' : (ZH_STEPS[step] ?? step)}`,
    complaint: (it, step) => `投诉${it('complaint')}${ZH_STEPS[step] ?? step}`,
    case: (it, step) => `${it('kind')}${ZH_STEPS[step] ?? step}`,
    promise: (_, step) => `还款承诺${ZH_STEPS[step] ?? step}`,
    offer: (it) => `优惠：${it('kind')} ${it('period')}`,
    letter: (it) => `信函：${it('kind')}`,
    report: (it) => `报告：${it('kind')} ${it('period')}`,
    close: () => '已结清',
  },
};
