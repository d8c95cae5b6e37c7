import { formatMoney } from '../money/money.js';
import { oldSentenceInChinese } from './old-sentences.js';
import type { Reason, ReasonCode } from './reason.js';
import type { Say, Sentence, Words } from './sentence.js';
import { chineseOf, documentWord, tierWord, word } from './vocabulary.js';
import { WORDS_OF_BOOKS } from './words-of-books.js';
import { WORDS_OF_CONTACT } from './words-of-contact.js';

/** What each reason says, in English and in Chinese. Timelines are compared by the English sentences: they stay as they are. */
const WORDS: Words = {
  overdue: {
    en: ({ seq, dueOn, amount }) => `instalment ${seq}, due ${dueOn}, overdue ${formatMoney(amount)}`,
    zh: ({ seq, dueOn, amount }) => `第${seq}期${dueOn}到期，逾期金额${formatMoney(amount)}`,
  },
  'nothing-overdue': { en: 'nothing overdue', zh: '无逾期' },
  'within-tolerance': {
    en: ({ amount }) => `nothing overdue but ${formatMoney(amount)}, within the tolerance`,
    zh: ({ amount }) => `无逾期，仅差${formatMoney(amount)}，在容差内`,
  },
  relieved: {
    en: ({ kind, until }) => `nothing overdue: ${kind} until ${until}`,
    zh: ({ kind, until }) => `无逾期：${word(kind)}至${until}`,
  },
  'due-is-paid': { en: ({ dueOn }) => `what was due ${dueOn} is paid`, zh: ({ dueOn }) => `${dueOn}到期的款项已还` },
  'reminded-is-paid': {
    en: ({ dueOn }) => `what fell due ${dueOn ?? 'then'} is paid`,
    zh: ({ dueOn }) => `所提醒的${dueOn ?? '当期'}款项已还`,
  },
  'paid-in-full': { en: 'paid in full', zh: '已全部还清' },
  due: {
    en: ({ seqs, dueOn, amount }) =>
      `${seqs.length === 1 ? 'instalment' : 'instalments'} ${seqs.join(', ')}, due ${dueOn}, unpaid ${formatMoney(amount)}`,
    zh: ({ seqs, dueOn, amount }) => `第${seqs.join('、')}期${dueOn}到期，未还${formatMoney(amount)}`,
  },
  overpaid: {
    en: ({ amount }) => `${formatMoney(amount)} more than was owed`,
    zh: ({ amount }) => `多还${formatMoney(amount)}`,
  },
  'not-overpaid': { en: 'nothing is overpaid any more', zh: '已无多还款项' },
  residue: {
    en: ({ amount, since }) => `overdue ${formatMoney(amount)} since ${since}: within the tolerance, nobody is dunned`,
    zh: ({ amount, since }) => `${since}起欠${formatMoney(amount)}：在容差内，不催收`,
  },
  'no-residue': { en: 'more or nothing is overdue', zh: '欠款已超出容差或已还清' },

  'in-stage': {
    en: ({ stage, since, amount }) => `in stage ${stage} since ${since}, overdue ${formatMoney(amount)}`,
    zh: ({ stage, since, amount }) => `${since}起处于“${word(stage)}”阶段，逾期金额${formatMoney(amount)}`,
  },
  'passed-over': {
    en: ({ stage, amount }) => `of stage ${stage}, passed over; overdue ${formatMoney(amount)}`,
    zh: ({ stage, amount }) => `“${word(stage)}”阶段当时未办；逾期金额${formatMoney(amount)}`,
  },
  'at-most': {
    en: ({ days }) => `by what is known now it was ${days} days past due at most`,
    zh: ({ days }) => `按现有资料最多逾期${days}天`,
  },
  'still-holds': { en: 'what it is about still holds', zh: '预警情形仍然存在' },
  'calendar-ends': {
    en: ({ on }) => `working days are known to ${on} only`,
    zh: ({ on }) => `工作日安排仅到${on}`,
  },
  'goes-on': { en: 'the other loan needs it no more', zh: '另一笔贷款已不再需要，由本笔继续' },
  'taken-back': { en: 'what had ended it was taken back', zh: '使其终结的事由已撤销' },
  'taken-over': { en: ({ kind }) => `${kind} is approved`, zh: ({ kind }) => `已批准${word(kind)}` },
  promised: {
    en: ({ amount, on }) => `promised ${formatMoney(amount)} by ${on}`,
    zh: ({ amount, on }) => `承诺${on}前还款${formatMoney(amount)}`,
  },
  'promise-judged': {
    en: ({ amount, on, paid, nothingDue }) =>
      `promised ${formatMoney(amount)} by ${on}, came ${formatMoney(paid)}${nothingDue ? ', and nothing that was due is unpaid' : ''}`,
    zh: ({ amount, on, paid, nothingDue }) =>
      `承诺${on}前还款${formatMoney(amount)}，实还${formatMoney(paid)}${nothingDue ? '，到期款项均已还清' : ''}`,
  },
  'ran-out': {
    en: ({ kind, until, amount }) => `${kind} until ${until}, overdue ${formatMoney(amount)}`,
    zh: ({ kind, until, amount }) => `${word(kind)}至${until}，逾期金额${formatMoney(amount)}`,
  },
  'demand-passed': {
    en: ({ kind, until, amount }) => `${kind} gave until ${until}, overdue ${formatMoney(amount)}`,
    zh: ({ kind, until, amount }) => `${word(kind)}限期至${until}，逾期金额${formatMoney(amount)}`,
  },
  silent: {
    en: ({ since, amount }) => `overdue ${formatMoney(amount)}, nothing was done since ${since}`,
    zh: ({ since, amount }) => `逾期金额${formatMoney(amount)}，${since}以来未采取措施`,
  },
  decided: { en: ({ category }) => `decided: ${category}`, zh: ({ category }) => `人工认定：${word(category)}` },

  observed: {
    en: ({ kind }) => `observed after the ${kind} of an overdue loan`,
    zh: ({ kind }) => `逾期贷款${word(kind)}后观察期内`,
  },

  conditions: {
    en: ({ all }, say) => all.map((parts) => parts.map(say).join(', ')).join('; '),
    zh: ({ all }, say) => all.map((parts) => parts.map(say).join('，')).join('；'),
  },
  classified: {
    en: ({ category }) => `classified ${category}`,
    zh: ({ category }) => `分类为${word(category)}`,
  },
  'days-past-due': { en: ({ days }) => `${days} days past due`, zh: ({ days }) => `逾期${days}天` },
  'amount-overdue': {
    en: ({ amount }) => `overdue ${formatMoney(amount)}`,
    zh: ({ amount }) => `逾期金额${formatMoney(amount)}`,
  },
  'instalments-overdue': { en: ({ count }) => `${count} instalments overdue`, zh: ({ count }) => `${count}期未还` },
  cause: { en: ({ cause }) => `cause ${cause}`, zh: ({ cause }) => `成因：${word(cause)}` },
  signal: {
    en: ({ source, kind, on }) => `${source}: ${kind}${on === null ? '' : `, ${on}`}`,
    zh: ({ source, kind, on }) => `${word(source)}：${word(kind)}${on === null ? '' : `，${on}`}`,
  },
  indicator: {
    en: ({ name, values, of }) =>
      `${of ? `${of}: ` : ''}${name} ${values.map((it) => `${it.value} (${it.period})`).join(', ')}`,
    zh: ({ name, values, of }) =>
      `${of ? `${of}：` : ''}${word(name)} ${values.map((it) => `${it.value} (${it.period})`).join('，')}`,
  },
  'to-be-proved': {
    en: ({ act, on }) => `${act} of ${on} has to be provable`,
    zh: ({ act, on }) => `${on}${word(act)}的证明材料`,
  },
  tried: {
    en: ({ times, days }) => `tried ${times} times on ${days} days in vain`,
    zh: ({ times, days }) => `${days}天内联系${times}次未果`,
  },
  'no-case': {
    en: ({ kinds }) => `no case of ${kinds.join(', ')}`,
    zh: ({ kinds }) => `尚无处置：${kinds.map(word).join('，')}`,
  },
  segment: { en: 'its segment', zh: '属重点关注的行业或客户' },
  'set-by-hand': { en: ({ text }) => `set by hand: ${text}`, zh: ({ text }) => `人工认定：${text}` },
  'never-spoke': {
    en: ({ tier }) => `by what is known now nothing ever spoke for ${tier}`,
    zh: ({ tier }) => `按现有资料从未有${tierWord(tier)}的事由`,
  },
  calm: {
    en: ({ tier, days }) => `nothing spoke for ${tier} for ${days} days`,
    zh: ({ tier, days }) => `连续${days}天没有${tierWord(tier)}的事由`,
  },

  check: {
    en: ({ title, period, tier, because, of }, say) =>
      [title, period, tier, of && `${of.collateral} for ${of.loans.join(', ')}`, because && say(because)]
        .filter(Boolean)
        .join(', '),
    zh: ({ title, period, tier, because, of }, say) =>
      [
        chineseOf(title),
        period,
        tier && tierWord(tier),
        of && `${of.collateral}（${of.loans.join('、')}）`,
        because && say(because),
      ]
        .filter(Boolean)
        .join('，'),
  },
  matures: { en: ({ on }) => `matures on ${on}`, zh: ({ on }) => `${on}到期` },
  'paid-well': { en: ({ days }) => `nothing overdue for ${days} days`, zh: ({ days }) => `连续${days}天无逾期` },
  'not-archived': {
    en: ({ documents }) => `not in the archive: ${documents.join(', ')}`,
    zh: ({ documents }) => `档案缺：${documents.map(documentWord).join('、')}`,
  },
  rate: {
    en: ({ from, rate, before }) => `rate from ${from}: ${rate}${before === null ? '' : `, before ${before}`}`,
    zh: ({ from, rate, before }) => `${from}起利率${rate}%${before === null ? '' : `，原${before}%`}`,
  },
  'whom-to-turn-to': {
    en: ({ source, kind, on }) =>
      `${source}: ${kind}, ${on}: nothing goes to the borrower until it is decided who is turned to`,
    zh: ({ source, kind, on }) => `${word(source)}：${word(kind)}，${on}：决定向谁主张之前，不联系借款人`,
  },
  'nobody-calls': { en: 'nobody calls until it is decided who is turned to', zh: '决定向谁主张之前不致电' },

  'term-ends': {
    en: ({ clock, from, since, endsOn }) => `${clock} from ${from} (${since}) ends ${endsOn}`,
    zh: ({ clock, from, since, endsOn }) => `${word(clock)}自${from}（${word(since)}）起算，${endsOn}届满`,
  },
  'term-kept': { en: 'the term runs anew or has ended', zh: '期间已重新起算或终止' },

  'decided-unproposed': { en: 'decided without a proposal on file', zh: '未经系统内提案而决定' },
  'opened-by': {
    en: ({ by, text }) => `opened by ${by}: ${text}`,
    zh: ({ by, text }) => `${by}提出：${text}`,
  },
  'case-decided': {
    en: ({ kind, until }) => `${kind}${until === null ? '' : ` until ${until}`}`,
    zh: ({ kind, until }) => `${word(kind)}${until === null ? '' : `至${until}`}`,
  },
  'case-step': { en: ({ title }) => title, zh: ({ title }) => `已办：${chineseOf(title)}` },
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

  reply: { en: ({ channel }) => `a reply came in by ${channel}`, zh: ({ channel }) => `借款人经${word(channel)}回复` },
  'asks-for-relief': { en: 'the borrower asks for relief', zh: '借款人申请纾困' },
  complains: {
    en: 'the borrower complains by a link: read it, then `complaint accept`',
    zh: '借款人经链接投诉：阅后以 `complaint accept` 受理',
  },
  'will-pay': { en: 'the borrower will pay: agree a day and an amount', zh: '借款人愿还款：约定日期与金额' },
  'asks-for-a-call': { en: 'the borrower wants to speak to a person', zh: '借款人要求人工通话' },

  duty: { en: ({ title, period }) => `${title} ${period}`, zh: ({ title, period }) => `${chineseOf(title)} ${period}` },
  'target-missed': {
    en: ({ title, period, bound, value }) => `${title} ${period}: ${value ?? 'not known'}, and should be ${bound}`,
    zh: ({ title, period, bound, value }) => `${chineseOf(title)} ${period}：要求${bound}，实际${value ?? '未知'}`,
  },
  'score-too-low': {
    en: ({ unit, period, points, below }) => `${unit} ${period}: ${points ?? 'no'} points, below ${below}`,
    zh: ({ unit, period, points, below }) => `${unit} ${period}：得分${points ?? '未知'}分，低于${below}分`,
  },
  'sums-proposed': {
    en: ({ period, version }) =>
      `bonuses and deductions ${period}${version > 1 ? ` (corrected in version ${version})` : ''}`,
    zh: ({ period, version }) => `奖惩金额 ${period}${version > 1 ? `（第${version}版更正）` : ''}`,
  },
  superseded: {
    en: ({ version }) => `superseded by version ${version}`,
    zh: ({ version }) => `已由第${version}版取代`,
  },
  ...WORDS_OF_BOOKS,
  paper: {
    en: ({ plan, asOf, version }) => `${plan} as of ${asOf}, version ${version}`,
    zh: ({ plan, asOf, version }) => `${plan} 截止${asOf}，第${version}版`,
  },

  'letter-lacks': {
    en: ({ letter, field }) => `letter ${letter}: no value for ${field}`,
    zh: ({ letter, field }) => `信函${letter}：${field}没有内容`,
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

const sayIn = (language: 'en' | 'zh'): Say => {
  const say: Say = (reason) => {
    const sentence = WORDS[reason.code][language] as Sentence<Reason>;
    return typeof sentence === 'string' ? sentence : sentence(reason, say);
  };
  return say;
};

export const inEnglish = sayIn('en');
export const inChinese = sayIn('zh');

/** Of a reason that is kept by its code alone, as those of notices that did not go out; null: not one. */
export function codeInChinese(code: string): string | null {
  const sentence = WORDS[code as ReasonCode]?.zh;
  return typeof sentence === 'string' ? sentence : null;
}
