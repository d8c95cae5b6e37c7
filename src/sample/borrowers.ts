import type { BorrowerKind } from '../domain/person/borrower.js';
import type { Whose } from '../domain/person/contact.js';
import type { ChannelName } from '../domain/plan/plan.js';
import type { Case } from './cases.js';
import type { Random } from './random.js';
import { STAFF } from './staff.js';

export interface Borrower {
  id: string;
  kind: BorrowerKind;
  name: string;
  language: 'zh-CN' | 'en';
  size: string;
  industry: string;
  class: string;
  branch: string;
  accountManager: string;
  contacts: Contact[];
}

interface Contact {
  whose: Whose;
  channel: ChannelName;
  address: string;
  consent: boolean;
}

const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
const GIVEN = [
  '子涵',
  '秀兰',
  '建军',
  '雨桐',
  '海涛',
  '桂英',
  '明哲',
  '佳怡',
  '国强',
  '思远',
  '晓燕',
  '文博',
  '丽娟',
  '浩然',
  '春梅',
];
const PLACES = ['青禾', '临溪', '云岭', '东塘', '河湾', '白石', '长垣', '松坪', '沙渡', '南屏'];
const BRANDS = ['恒信', '裕丰', '同泽', '瑞安', '嘉和', '广源', '正阳', '宏远', '德润', '兴禾'];
/** Trade, how it is named in a firm, and the plans it fits. */
const TRADES: [industry: string, firm: string, plans: RegExp][] = [
  ['粮食收储', '粮食购销', /^01/],
  ['油脂加工', '油脂', /^01/],
  ['批发', '商贸', /^0[23567]/],
  ['餐饮', '餐饮管理', /^0[2567]/],
  ['零售', '百货', /^0[357]/],
  ['房地产', '置业', /^0[56]/],
  ['机械制造', '精密机械', /^0[68]/],
  ['纺织', '纺织', /^0[68]/],
  ['电子元件', '电子科技', /^08/],
  ['种植', '种植专业合作社', /^10/],
  ['养殖', '牧业', /^10/],
  ['农产品加工', '农产品加工', /^10/],
];
const CLASSES: Record<string, string[]> = {
  '02-rural-bank-zones': ['excellent', 'normal', 'restricted', 'strictly-restricted', 'exit'],
  '08-manufacturing': ['excellent', 'ordinary', 'high-risk'],
};

/** Makes borrowers whose names and addresses never meet. Nobody has these numbers. */
export function borrowerMaker(random: Random): (it: Case) => Borrower {
  const names = new Set<string>();
  let count = 0;
  let numbers = 0;

  const nameOf = (it: Case, firm: string) => {
    if (it.who === 'english') return 'Emma Clarke';
    for (;;) {
      const name = it.borrower === 'person' ? random.pick(SURNAMES) + random.pick(GIVEN) : firmName(firm, random);
      if (!names.has(name)) {
        names.add(name);
        return name;
      }
    }
  };
  const number = () => `+861380000${String(1000 + ++numbers)}`;

  return (it) => {
    const id = `B${String(++count).padStart(3, '0')}`;
    const fits = TRADES.filter(([, , plans]) => plans.test(it.plan));
    const enterprise = it.borrower === 'enterprise';
    const [industry, firm] = enterprise || it.plan === '10-agriculture' ? random.pick(fits) : ['', ''];
    const manager = random.pick(STAFF.filter((person) => person.roles.includes('account-manager')));
    return {
      id,
      kind: it.borrower,
      name: nameOf(it, firm),
      language: it.who === 'english' ? 'en' : 'zh-CN',
      size: enterprise ? random.pick(['large', 'medium', 'small', 'small']) : '',
      industry,
      class: random.pick(CLASSES[it.plan] ?? ['']),
      branch: manager.branch,
      accountManager: manager.id,
      contacts: it.who === 'no-contacts' ? [] : contactsOf(it, id.toLowerCase(), number, random),
    };
  };
}

function firmName(firm: string, random: Random): string {
  return random.pick(PLACES) + random.pick(BRANDS) + firm + (firm.endsWith('合作社') ? '' : '有限公司');
}

function contactsOf(it: Case, id: string, number: () => string, random: Random): Contact[] {
  const mobile = number();
  const self = (channel: ChannelName, address: string, consent = true): Contact => ({
    whose: 'self',
    channel,
    address,
    consent,
  });
  const contacts = [self('sms', mobile), self('voice', mobile), self('email', `${id}@example.com`)];
  if (it.borrower === 'person') {
    contacts.push(self('wechat', `wx-${id}`, random.between(1, 4) > 1));
    if (/^0[69]/.test(it.plan)) contacts.push(self('push', `app-${id}`));
    // An emergency contact has agreed to nothing.
    if (it.plan === '09-consumer')
      contacts.push({ whose: 'emergency', channel: 'voice', address: number(), consent: false });
  }
  if (random.between(1, 3) === 1)
    contacts.push({ whose: 'guarantor', channel: 'sms', address: number(), consent: true });
  return contacts;
}
