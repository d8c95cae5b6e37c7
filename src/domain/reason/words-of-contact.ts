import type { Words } from './sentence.js';
import { word } from './vocabulary.js';

/** Why a message did not go, or did not arrive, and what came of it. */
export const WORDS_OF_CONTACT = {
  'no-way': {
    en: ({ template, because }, say) => `${say(because)}; no way to send ${say.word(template)}`,
    zh: ({ template, because }, say) => `${say(because)}；无渠道发送${word(template)}`,
  },
  'not-reached': {
    en: ({ template, channel, because }, say) => `${say.word(template)} by ${say.word(channel)}: ${say(because)}`,
    zh: ({ template, channel, because }, say) => `${word(channel)}${word(template)}：${say(because)}`,
  },
  'no-channel-reached': {
    en: ({ template }, say) => `${say.word(template)}: none of its channels reached`,
    zh: ({ template }) => `${template}：所有渠道均未能通知到`,
  },
  undelivered: {
    en: ({ providerCode }) => `not delivered, ${providerCode}`,
    zh: ({ providerCode }) => `未送达，${providerCode ?? '原因不明'}`,
  },
  'outcome-unknown': {
    en: 'outcome unknown: ask the borrower whether it arrived',
    zh: '结果不明：向借款人核实是否收到',
  },
  'too-late': {
    en: ({ template }, say) => `${say.word(template)}: not sent while it was of use`,
    zh: ({ template }) => `${word(template)}：有效期内未能发出`,
  },
  'too-many': {
    en: ({ template }, say) =>
      `${say.word(template)}: more than may be sent; all that is overdue of the borrower is told in one call`,
    zh: ({ template }) => `${word(template)}：超出可发次数；借款人的全部逾期在一次电话中告知`,
  },
  blocked: {
    en: ({ template, channel, providerCode }, say) =>
      `${say.word(template)} by ${say.word(channel)} was blocked for its content, ${providerCode}`,
    zh: ({ template, channel, providerCode }) => `${word(channel)}${word(template)}因内容被拦截，${providerCode}`,
  },
  'once-more': {
    en: ({ template, channel, providerCode }, say) =>
      `${say.word(template)} by ${say.word(channel)} once more: not delivered, ${providerCode}`,
    zh: ({ template, channel, providerCode }) => `再次以${word(channel)}发送${word(template)}：未送达，${providerCode}`,
  },
  restricted: { en: 'restricted', zh: '个人信息仅限存储' },
  paid: { en: 'paid', zh: '已还清' },
  'no consent': { en: 'no consent', zh: '未同意接收' },
  hold: { en: 'hold', zh: '暂停联系' },
  stale: { en: 'stale', zh: '已过时' },
  'quiet hours': { en: 'quiet hours', zh: '免打扰时段' },
  cap: { en: 'cap', zh: '已达次数上限' },
  'facts missing': { en: 'facts missing', zh: '资料不全' },
  'unread answer': { en: 'unread answer', zh: '借款人回复未阅' },
  gathering: { en: 'waits for what is to be said of the other loans', zh: '等待合并其他贷款的通知' },
  'no book of the day': { en: 'no book of the day', zh: '缺当日核心系统数据' },
  joined: { en: 'joined', zh: '已并入同一客户的另一条通知' },
  refused: { en: 'refused', zh: '通道拒收' },
  'channel not configured': { en: 'channel not configured', zh: '渠道未配置' },
  'no words': { en: 'no words', zh: '无模板文字' },
  'provider is down': { en: 'provider is down', zh: '通道中断' },
  paused: { en: 'paused', zh: '发送已暂停' },
  'name or address cannot be opened': { en: 'name or address cannot be opened', zh: '姓名或地址无法解密' },
  'not at the provider': { en: 'not at the provider', zh: '通道未收到' },
  'outcome cannot be known': { en: 'outcome cannot be known', zh: '结果无法得知' },
  delivered: { en: 'delivered', zh: '已送达' },
  'no such step': { en: 'no such step', zh: '没有这样的步骤' },
  'still waits': { en: 'still waits', zh: '仍在等待发送' },
  'still open': { en: 'still open', zh: '任务尚未完成' },
  'held already': { en: 'held already', zh: '已暂停联系' },
  'not held': { en: 'not held', zh: '未暂停联系' },
} satisfies Partial<Words>;
