import { WORDS_OF_RISK } from './words-of-risk.js';
import { WORDS_OF_WORK } from './words-of-work.js';

const PROPOSAL = '-proposal';

/** The Chinese word for an id, as readers in the lender's house know it; what has none stands as it is. Work that proposes a relief or disposal is named by it: `grace-proposal`. */
export const word = (text: string): string =>
  WORDS[text] ?? (text.endsWith(PROPOSAL) ? `${WORDS[text.slice(0, -PROPOSAL.length)] ?? text}方案` : text);
/** The stage of a loan, where `current` (none) is shortly 正常; in tables of buckets it has a longer word. */
export const stageWord = (stage: string): string => (stage === 'current' ? '正常' : word(stage));
/** A tier's word; its name may also be that of something else with another word. */
export const tierWord = (tier: string): string =>
  ({ medium: '中风险', low: '低风险', normal: '一般' })[tier] ?? word(tier);
/** Of a title as plans write it, 高风险客户每周跟进 weekly follow-up, the Chinese part. One that is in one language stays as it is. */
export const chineseOf = (title: string): string =>
  HAN.test(title)
    ? title
        .split(JOINED)
        .map((it) => it.replace(BESIDE, ''))
        .join('：')
    : word(title);
/** The English part. One that is not whole in English stays as it is: no title is of two languages. */
export const englishOf = (title: string): string => {
  if (!HAN.test(title)) return title;
  const parts = title.split(JOINED).map((it) => BESIDE.exec(it)?.[1] ?? it);
  return parts.some((it) => HAN.test(it)) ? title : parts.join(': ');
};
const BESIDE = / +([A-Za-z][\x20-\x7e]*)$/;
/** What work is about stands behind what it is: 整改通知 rectification notice：逾期率 overdue rate. */
const JOINED = /(?<= [A-Za-z][\x20-\x7e]*)：/;
const HAN = /\p{Script=Han}/u;

/** `contract/paper` → 借款合同（纸质）; of a thing, `valuation-report/paper/C1` → 抵押物评估报告（纸质，C1） */
export function documentWord(document: string): string {
  const [name, form, ...thing] = document.split('/') as [string, string?, ...string[]];
  const which = [FORMS[form ?? ''] ?? form, thing.join('/')].filter(Boolean);
  return `${DOCUMENTS[name] ?? word(name)}${which.length === 0 ? '' : `（${which.join('，')}）`}`;
}
const FORMS: Readonly<Record<string, string>> = { paper: '纸质', electronic: '电子' };
const DOCUMENTS: Readonly<Record<string, string>> = {
  'check-report': '贷后检查报告',
  'collateral-papers': '抵质押登记与权证',
  contract: '借款合同',
  'credit-investigation': '贷前调查与审批',
  'credit-report': '征信报告与信用等级',
  'duty-letter': '管户目标责任书',
  'financial-statements': '财务报表',
  'follow-up-record': '回访与走访记录',
  identity: '身份证明',
  income: '收入证明',
  licence: '营业执照',
  'livestock-accounts': '养殖账目',
  'payment-voucher': '放款与支付凭证',
  'payout-voucher': '放款凭证',
  photographs: '现场照片',
  'planting-accounts': '种植账目',
  'risk-assessment': '客户风险等级评估表',
  'use-of-funds': '资金用途证明',
  'valuation-report': '抵押物评估报告',
  'visit-record': '走访记录',
};

/** The English of a Chinese word of this vocabulary: its id in words. Undefined: it is none of them. */
export const englishWord = (chinese: string): string | undefined => ENGLISH.get(chinese);

export const words = (texts: readonly string[]): string => texts.map(word).join('、');

const WORDS: Readonly<Record<string, string>> = {
  unknown: '未填',
  limitation: '诉讼时效',
  guarantee: '保证期间',
  'last-due': '最后到期日',
  payment: '还款',
  promise: '还款承诺',
  relief: '展期等协议',
  demand: '催收签收',
  judgment: '判决',
  'suit-decision': '提请诉讼',
  hearing: '开庭',
  settlement: '执行回款与和解',
  'limitation-demand': '时效催收',
  'guarantor-demand': '向保证人主张',
  'preservation-renewal': '续封',
  'enforcement-application': '申请强制执行',
  'term-oversight': '时效期间督办',
  current: '正常（未进入催收阶段）',
  new: '本期新发放',
  paid: '已结清',
  '0': '未逾期',
  '1-30': '逾期1—30天',
  '31-60': '逾期31—60天',
  '61-90': '逾期61—90天',
  '91-270': '逾期91—270天',
  '271-360': '逾期271—360天',
  '361+': '逾期360天以上',
  normal: '正常',
  'special-mention': '关注',
  substandard: '次级',
  doubtful: '可疑',
  loss: '损失',
  person: '个人',
  enterprise: '企业',
  large: '大型',
  medium: '中型',
  small: '小型',
  excellent: '优良',
  restricted: '限制',
  'strictly-restricted': '严格限制',
  'feed-refused': '核心系统数据未能受理',
  'book-missing': '核心系统数据缺失',
  'account-manager': '客户经理',
  'risk-manager': '风险经理',
  'collection-specialist': '催收专员',
  archivist: '档案管理员',
  'industry-analyst': '行业研究员',
  'record-broken': '审计记录不符',
  'department-head': '部门负责人',
  'branch-president': '行长',
  ops: '系统运维',
  auditor: '审计员',
  administrator: '用户管理员',
  'complaint-accept': '受理投诉',
  'complaint-solve': '解决投诉',
  'complaint-survey': '满意度回访',
  sms: '短信',
  voice: '语音电话',
  email: '邮件',
  wechat: '微信',
  push: '应用推送',
  red: '红色',
  yellow: '黄色',
  blue: '蓝色',
  temporary: '暂时困难',
  deteriorating: '经营恶化',
  wilful: '恶意拖欠',
  disaster: '灾害',
  illness: '疾病',
  'next-step': '下一步措施',
  'rest-review': '暂停复核',
  'relief-ran-out': '缓释到期未还',
  'broken-promise': '承诺未兑现',
  'demand-passed': '催告期限已过',
  'payment-bounced': '还款被退回',
  'proof-filing': '证明材料归档',
  grace: '宽限',
  extension: '展期',
  restructuring: '重组',
  renewal: '续贷',
  legal: '诉讼',
  agency: '委外催收',
  'early-recovery': '提前收回',
  collateral: '追加担保',
  'write-off': '核销',

  // messages
  'due-soon': '到期前提醒',
  'due-today': '到期日提醒',
  offer: '优惠告知',
  'offer-personal': '个人客户优惠告知',
  'overdue-final': '最后催告',
  'overdue-friendly': '逾期友好提醒',
  'overdue-specialist': '专员催收通知',
  'rate-change': '利率调整通知',
  'relief-refused': '还款安排审查结果',
  'satisfaction-survey': '满意度调查',
  'supply-chain-offer': '供应链融资优惠告知',

  // stages of the ladders
  collection: '催收',
  'management-talk': '约见管理层',
  exit: '逐步退出',
  preservation: '催收与保全',
  'non-performing': '不良处置',
  visit: '上门',
  'joint-collection': '联合催收',
  'friendly-reminder': '友好提醒',
  specialist: '专员催收',
  contact: '联系了解',
  disposal: '处置',
  phone: '电话短信催收',
  call: '电话',
  'temporary-difficulty': '暂时困难了解',
  robot: '语音机器人与短信',
  mediation: '村委会调解',

  ...WORDS_OF_RISK,
  ...WORDS_OF_WORK,
};

// Where two ids have one word, the first.
const ENGLISH = new Map(
  [WORDS, DOCUMENTS]
    .flatMap((it) => Object.entries(it).map(([id, chinese]) => [chinese, id.replaceAll('-', ' ')] as const))
    .reverse(),
);
