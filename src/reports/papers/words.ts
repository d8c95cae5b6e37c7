import { formatMoney } from '../../domain/money.js';

/** The words of the papers, as readers in the lender's house know them. What is not here stands as it is. */
const WORDS: Record<string, string> = {
  unknown: '未填',
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
  'account-manager': '客户经理',
  'risk-manager': '风险经理',
  'collection-specialist': '催收专员',
  archivist: '档案管理员',
  'industry-analyst': '行业研究员',
  'department-head': '部门负责人',
  'branch-president': '行长',
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
  grace: '宽限',
  extension: '展期',
  restructuring: '重组',
  renewal: '续贷',
  legal: '诉讼',
  agency: '委外催收',
  'early-recovery': '提前收回',
  collateral: '追加担保',
  'write-off': '核销',
};

export const word = (text: string): string => WORDS[text] ?? text;
export const words = (texts: readonly string[]): string => texts.map(word).join('、');

/** `1,234.50` of 123450 minor units. */
export function money(minor: number): string {
  const [whole, decimals] = formatMoney(minor).split('.');
  return `${whole!.replace(/\B(?=(\d{3})+$)/g, ',')}.${decimals}`;
}

/** `3.25%` of 0.0325; a dash when there is nothing to work it out from. */
export const percent = (share: number | null): string => (share === null ? '—' : `${(share * 100).toFixed(2)}%`);
