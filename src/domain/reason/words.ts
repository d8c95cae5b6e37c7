import { formatMoney } from '../money/money.js';
import { writtenMoney } from '../money/written-money.js';
import { parsePeriod } from '../time/period.js';
import { writtenDay } from '../time/written-day.js';
import { writtenPeriod } from '../time/written-period.js';
import { oldSentenceInChinese } from './old-sentences.js';
import type { Reason, ReasonCode } from './reason.js';
import type { Say, Sentence, Values, Words } from './sentence.js';
import { chineseOf, documentWord, englishOf, tierWord, word } from './vocabulary.js';
import { WORDS_OF_BOOKS } from './words-of-books.js';
import { WORDS_OF_CONTACT } from './words-of-contact.js';
import { WORDS_OF_DEBT } from './words-of-debt.js';
import { WORDS_OF_SILENCE } from './words-of-silence.js';

/** What each reason says, in English and in Chinese; how sums, days and names stand in it is `Values`. */
const WORDS: Words = {
  ...WORDS_OF_DEBT,
  ...WORDS_OF_SILENCE,

  'in-stage': {
    en: ({ stage, since, amount }, say) =>
      `in stage ${say.word(stage)} since ${say.day(since)}, overdue ${say.money(amount)}`,
    zh: ({ stage, since, amount }, say) => `${say.day(since)}起处于“${word(stage)}”阶段，逾期金额${say.money(amount)}`,
  },
  'passed-over': {
    en: ({ stage, amount }, say) => `of stage ${say.word(stage)}, passed over; overdue ${say.money(amount)}`,
    zh: ({ stage, amount }, say) => `“${word(stage)}”阶段当时未办；逾期金额${say.money(amount)}`,
  },
  'at-most': {
    en: ({ days }) => `by what is known now it was ${days} days past due at most`,
    zh: ({ days }) => `按现有资料最多逾期${days}天`,
  },
  'relief-refused': {
    en: ({ kind }, say) => `${say.word(kind)} was refused`,
    zh: ({ kind }) => `${word(kind)}未获批准`,
  },
  'still-holds': { en: 'what it is about still holds', zh: '预警情形仍然存在' },
  'holds-no-more': { en: 'what it is about holds no more: it may be closed', zh: '预警情形已消除，可以销号' },
  'calendar-ends': {
    en: ({ on }, say) => `working days are known to ${say.day(on)} only`,
    zh: ({ on }, say) => `工作日安排仅到${say.day(on)}`,
  },
  'goes-on': { en: 'the other loan needs it no more', zh: '另一笔贷款已不再需要，由本笔继续' },
  'taken-back': { en: 'what had ended it was taken back', zh: '使其终结的事由已撤销' },
  'taken-over': { en: ({ kind }, say) => `${say.word(kind)} is approved`, zh: ({ kind }) => `已批准${word(kind)}` },
  decided: {
    en: ({ category }, say) => `decided: ${say.word(category)}`,
    zh: ({ category }) => `人工认定：${word(category)}`,
  },

  observed: {
    en: ({ kind }, say) => `observed after the ${say.word(kind)} of an overdue loan`,
    zh: ({ kind }) => `逾期贷款${word(kind)}后观察期内`,
  },

  conditions: {
    en: ({ all }, say) => all.map((parts) => parts.map(say).join(', ')).join('; '),
    zh: ({ all }, say) => all.map((parts) => parts.map(say).join('，')).join('；'),
  },
  classified: {
    en: ({ category }, say) => `classified ${say.word(category)}`,
    zh: ({ category }) => `分类为${word(category)}`,
  },
  'days-past-due': { en: ({ days }) => `${days} days past due`, zh: ({ days }) => `逾期${days}天` },
  'amount-overdue': {
    en: ({ amount }, say) => `overdue ${say.money(amount)}`,
    zh: ({ amount }, say) => `逾期金额${say.money(amount)}`,
  },
  'instalments-overdue': { en: ({ count }) => `${count} instalments overdue`, zh: ({ count }) => `${count}期未还` },
  cause: { en: ({ cause }, say) => `cause ${say.word(cause)}`, zh: ({ cause }) => `成因：${word(cause)}` },
  signal: {
    en: ({ source, kind, on }, say) => `${say.word(source)}: ${say.word(kind)}${on === null ? '' : `, ${say.day(on)}`}`,
    zh: ({ source, kind, on }, say) => `${word(source)}：${word(kind)}${on === null ? '' : `，${say.day(on)}`}`,
  },
  indicator: {
    en: ({ name, values, of }, say) =>
      `${of ? `${of}: ` : ''}${say.word(name)} ${values.map((it) => `${it.value} (${say.period(it.period)})`).join(', ')}`,
    zh: ({ name, values, of }, say) =>
      `${of ? `${of}：` : ''}${word(name)}${values.map((it) => `${it.value}（${say.period(it.period)}）`).join('，')}`,
  },
  'to-be-proved': {
    en: ({ act, on }, say) => `${say.word(act)} of ${say.day(on)} has to be provable`,
    zh: ({ act, on }, say) => `${say.day(on)}${word(act)}的证明材料`,
  },
  tried: {
    en: ({ times, days }) => `tried ${times} times on ${days} days in vain`,
    zh: ({ times, days }) => `${days}天内联系${times}次未果`,
  },
  'no-case': {
    en: ({ kinds }, say) => `no case of ${kinds.map(say.word).join(', ')}`,
    zh: ({ kinds }) => `尚无处置：${kinds.map(word).join('、')}`,
  },
  segment: { en: 'its segment', zh: '属重点关注的行业或客户' },
  'set-by-hand': { en: ({ text }) => `set by hand: ${text}`, zh: ({ text }) => `人工认定：${text}` },
  'never-spoke': {
    en: ({ tier }, say) => `by what is known now nothing ever spoke for ${say.word(tier)}`,
    zh: ({ tier }) => `按现有资料从未有${tierWord(tier)}的事由`,
  },
  calm: {
    en: ({ tier, days }, say) => `nothing spoke for ${say.word(tier)} for ${days} days`,
    zh: ({ tier, days }) => `连续${days}天没有${tierWord(tier)}的事由`,
  },

  check: {
    en: ({ title, period, tier, because, of }, say) =>
      [
        say.title(title),
        say.period(period),
        tier && say.word(tier),
        of && `${of.collateral} for ${of.loans.join(', ')}`,
        because && say(because),
      ]
        .filter(Boolean)
        .join(', '),
    zh: ({ title, period, tier, because, of }, say) =>
      [
        say.title(title),
        say.period(period),
        tier && tierWord(tier),
        of && `${of.collateral}（${of.loans.join('、')}）`,
        because && say(because),
      ]
        .filter(Boolean)
        .join('，'),
  },
  matures: { en: ({ on }, say) => `matures on ${say.day(on)}`, zh: ({ on }, say) => `${say.day(on)}到期` },
  'paid-well': { en: ({ days }) => `nothing overdue for ${days} days`, zh: ({ days }) => `连续${days}天无逾期` },
  'not-archived': {
    en: ({ documents }, say) => `not in the archive: ${documents.map(say.document).join(', ')}`,
    zh: ({ documents }, say) => `档案缺：${documents.map(say.document).join('、')}`,
  },
  rate: {
    en: ({ from, rate, before }, say) =>
      `rate from ${say.day(from)}: ${rate}${before === null ? '' : `, before ${before}`}`,
    zh: ({ from, rate, before }, say) => `${say.day(from)}起利率${rate}%${before === null ? '' : `，原${before}%`}`,
  },
  'whom-to-turn-to': {
    en: ({ source, kind, on }, say) =>
      `${say.word(source)}: ${say.word(kind)}, ${say.day(on)}: nothing goes to the borrower until it is decided who is turned to`,
    zh: ({ source, kind, on }, say) => `${word(source)}：${word(kind)}，${say.day(on)}：决定向谁主张之前，不联系借款人`,
  },
  'nobody-calls': { en: 'nobody calls until it is decided who is turned to', zh: '决定向谁主张之前不致电' },

  'term-ends': {
    en: ({ clock, from, since, endsOn }, say) =>
      `${say.word(clock)} from ${say.day(from)} (${say.word(since)}) ends ${say.day(endsOn)}`,
    zh: ({ clock, from, since, endsOn }, say) =>
      `${word(clock)}自${say.day(from)}（${word(since)}）起算，${say.day(endsOn)}届满`,
  },
  'term-kept': { en: 'the term runs anew or has ended', zh: '期间已重新起算或终止' },

  'decided-unproposed': { en: 'decided without a proposal on file', zh: '未经系统内提案而决定' },
  'opened-by': {
    en: ({ by, text }) => `opened by ${idOf(by)}: ${text}`,
    zh: ({ by, text }) => `${idOf(by)}提出：${text}`,
  },
  'case-decided': {
    en: ({ kind, until }, say) => `${say.word(kind)}${until === null ? '' : ` until ${say.day(until)}`}`,
    zh: ({ kind, until }, say) => `${word(kind)}${until === null ? '' : `至${say.day(until)}`}`,
  },
  'case-step': { en: ({ title }, say) => say.title(title), zh: ({ title }, say) => `已办：${say.title(title)}` },
  'case-ended': { en: ({ outcome }) => outcome, zh: ({ outcome }) => OUTCOMES[outcome] },

  complaint: { en: 'a complaint came in', zh: '收到投诉' },
  'not-accepted': { en: 'not accepted within 24 hours', zh: '24小时内未受理' },
  accepted: { en: 'accepted', zh: '已受理' },
  unsolved: {
    en: ({ assumed }) =>
      `no solution within 3 working days${assumed ? ' (weekends only: the calendar does not cover these days)' : ''}`,
    zh: ({ assumed }) => `3个工作日内未解决${assumed ? '（日历未覆盖，仅扣除周末）' : ''}`,
  },
  solved: { en: 'a solution was given', zh: '已给出解决方案' },
  surveyed: { en: 'satisfaction call made', zh: '已做满意度回访' },

  reply: {
    en: ({ channel }, say) => `a reply came in by ${say.word(channel)}`,
    zh: ({ channel }) => `借款人经${word(channel)}回复`,
  },
  'asks-for-relief': { en: 'the borrower asks for relief', zh: '借款人申请纾困' },
  complains: {
    en: 'the borrower complains by a link: read it, then `complaint accept`',
    zh: '借款人经链接投诉：阅后以 `complaint accept` 受理',
  },
  'will-pay': { en: 'the borrower will pay: agree a day and an amount', zh: '借款人愿还款：约定日期与金额' },
  'asks-for-a-call': { en: 'the borrower wants to speak to a person', zh: '借款人要求人工通话' },

  duty: {
    en: ({ title, period }, say) => `${say.title(title)} ${say.period(period)}`,
    zh: ({ title, period }, say) => `${say.title(title)} ${say.period(period)}`,
  },
  'target-missed': {
    en: ({ title, period, bound, value }, say) =>
      `${say.title(title)} ${say.period(period)}: ${value ?? 'not known'}, and should be ${bound}`,
    zh: ({ title, period, bound, value }, say) =>
      `${say.title(title)} ${say.period(period)}：要求${bound}，实际${value ?? '未知'}`,
  },
  'score-too-low': {
    en: ({ unit, period, points, below }, say) =>
      `${say.title(unit)} ${say.period(period)}: ${points ?? 'no'} points, below ${below}`,
    zh: ({ unit, period, points, below }, say) =>
      `${unit} ${say.period(period)}：得分${points ?? '未知'}分，低于${below}分`,
  },
  'sums-proposed': {
    en: ({ period, version }, say) =>
      `bonuses and deductions ${say.period(period)}${version > 1 ? ` (corrected in version ${version})` : ''}`,
    zh: ({ period, version }, say) => `奖惩金额 ${say.period(period)}${version > 1 ? `（第${version}版更正）` : ''}`,
  },
  superseded: {
    en: ({ version }) => `superseded by version ${version}`,
    zh: ({ version }) => `已由第${version}版取代`,
  },
  ...WORDS_OF_BOOKS,
  paper: {
    en: ({ plan, asOf, version }, say) => `${plan} as of ${say.day(asOf)}, version ${version}`,
    zh: ({ plan, asOf, version }, say) => `${plan} 截止${say.day(asOf)}，第${version}版`,
  },

  'letter-lacks': {
    en: ({ letter, field }, say) => `letter ${say.word(letter)}: no value for ${field}`,
    zh: ({ letter, field }) => `信函${word(letter)}：${field}没有内容`,
  },
  'no-font': {
    en: ({ signs }) => [NO_FONT, ...(signs.length === 0 ? [] : [signs.join(', ')])].join(': '),
    zh: ({ signs }) => `字库缺字，可由FONTS指定有此字的字库：${signs.join('、')}`,
  },
  'tried-for-hours': { en: 'it was tried for hours: the worker log says why', zh: '数小时未能生成：原因见运行日志' },
  'letter-made': { en: 'it is made', zh: '已生成' },
  'letter-withdrawn': { en: 'it is withdrawn', zh: '已撤回' },

  ...WORDS_OF_CONTACT,
  'asked-for': { en: ({ by }) => `asked for by ${by}`, zh: ({ by }) => `${by}要求` },
  'asked-again': {
    en: ({ by, text }) => `asked for by ${by}: ${text}`,
    zh: ({ by, text }) => `${by}要求：${text}`,
  },
  sentence: { en: ({ text }) => text, zh: ({ text }) => oldSentenceInChinese(text) },
};

const NO_FONT = 'no font has a sign of it; FONTS may name one that does';
const OUTCOMES = {
  rejected: '未批准',
  undone: '已撤销',
  'carried out': '已办结',
  'run out': '已到期',
  'loan closed': '贷款已结清',
  overtaken: '已由其他处置取代',
};

const sayIn = (language: 'en' | 'zh', values: Values): ((reason: Reason) => string) => {
  const say: Say = Object.assign((reason: Reason): string => {
    const sentence = WORDS[reason.code][language] as Sentence<Reason>;
    return typeof sentence === 'string' ? sentence : sentence(reason, say);
  }, values);
  return say;
};

const asItIs = (text: string) => text;
const spaced = (id: string) => id.replaceAll('-', ' ');
/** A person by the id alone: `staff/RM1` is RM1. */
const idOf = (actor: string) => actor.replace(/^staff\//, '');
const periodIn = (language: 'en' | 'zh-CN') => (text: string) => {
  const period = parsePeriod(text);
  return period === null ? text : writtenPeriod(period, language);
};

/** As timelines and histories have it, which are compared: sums, days and ids as they stand in files. */
export const inEnglish = sayIn('en', {
  money: formatMoney,
  ...{ day: asItIs, period: asItIs, title: asItIs, word: asItIs, document: asItIs },
});
/** The same for people. `title`: the English of what a plan calls something. */
export const inEnglishBy = (title: (title: string) => string) =>
  sayIn('en', {
    money: writtenMoney,
    day: (day) => writtenDay(day, 'en'),
    period: periodIn('en'),
    title,
    word: spaced,
    document: (document) => spaced(document.replace(/\/(.*)$/, ' ($1)')),
  });
export const inPlainEnglish = inEnglishBy(englishOf);
export const inChinese = sayIn('zh', {
  money: (amount) => `${writtenMoney(amount)}元`,
  day: (day) => writtenDay(day),
  period: periodIn('zh-CN'),
  title: chineseOf,
  word,
  document: documentWord,
});

/** Of a reason that is kept by its code alone, as those of notices that did not go out; null: not one. */
export function codeInChinese(code: string): string | null {
  const sentence = WORDS[code as ReasonCode]?.zh;
  return typeof sentence === 'string' ? sentence : null;
}
