// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the gateway writes variables so
/** Texts as a gateway has approved them, for tests. */
import type { ApprovedTemplates } from '../../src/channels/aliyun/approved-templates.js';

export const SIGN = '示例贷款公司';

export const APPROVED: ApprovedTemplates = {
  sign: SIGN,
  templates: {
    'due-soon': {
      'zh-CN': [
        {
          code: 'SMS_100000001',
          text: '${name}您好，${amount}元于${dueOn}到期。办理：https://bank.example/l/${token}',
        },
        { code: 'SMS_100000002', text: '${name}您好，${amount}元于${dueOn}到期。' },
      ],
    },
  },
};

/** As the gateway has them. */
export const TEXTS: Record<string, string> = Object.fromEntries(
  APPROVED.templates['due-soon']!['zh-CN']!.map(({ code, text }) => [code, text]),
);

export const FIELDS = {
  name: '王五',
  amount: '1000.00',
  currency: 'CNY',
  dueOn: '2026-12-01',
  lender: SIGN,
  hotline: '400',
  loan: 'L1',
  rate: '4.05',
  rateFrom: '2027-01-01',
  limit: '50000.00',
  onTime: '12',
};
