import { fieldsOfLoans, writtenFigures } from '../channels/message/fields.js';
import { smsLength } from '../channels/message/segments.js';
import { type Fields, render, type Templates } from '../channels/message/words.js';
import { type ChannelName, type Plan, templateFor } from '../domain/plan/plan.js';
import type { Language } from '../domain/plan/template.js';
import { noticesOf } from '../domain/preview/contents.js';

export interface Uses {
  plan: string;
  where: string;
  rule: string;
  channels: ChannelName[];
}

/** Where plans use a template, and on which channels. */
export function usesOf(name: string, plans: Iterable<Plan>): Uses[] {
  return [...plans].flatMap((plan) =>
    noticesOf(plan).flatMap(({ where, rule, notice }) => {
      const channels = notice.channels.filter((channel) => templateFor(notice, channel) === name);
      return channels.length > 0 ? [{ plan: plan.plan, where, rule, channels }] : [];
    }),
  );
}

const SAMPLE_FIGURES = { rate: '4.05', rateFrom: '2027-01-01', limit: '50000.00', onTime: '12' };
const SAMPLE_LOAN = { loan: 'L001', amount: 1_060_000, currency: 'CNY', dueOn: '2026-11-15' };
export const SAMPLE: Record<Language, Fields> = {
  'zh-CN': {
    name: '王建军',
    lender: '示例贷款公司',
    hotline: '400-000-0000',
    ...fieldsOfLoans([SAMPLE_LOAN], 'zh-CN'),
    ...SAMPLE_FIGURES,
    ...writtenFigures(SAMPLE_FIGURES, 'zh-CN'),
  },
  en: {
    name: 'Emma Clarke',
    lender: 'Example Bank',
    hotline: '400-000-0000',
    ...fieldsOfLoans([SAMPLE_LOAN], 'en'),
    ...SAMPLE_FIGURES,
    ...writtenFigures(SAMPLE_FIGURES, 'en'),
  },
};

/** Words as they are sent: a subject by mail alone, a length by text message alone. */
export interface ShownWords {
  language: Language;
  subject?: string;
  text: string;
  encoding?: string;
  length?: number;
  segments?: number;
}

/** A template as it is sent on a channel with these fields. */
export function shownWords(
  templates: Templates,
  name: string,
  { channel, language, fields }: { channel: ChannelName; language: Language; fields: Fields },
): ShownWords {
  const spoken = channel === 'voice' ? { ...fields, link: undefined } : fields;
  const { subject, text } = render(templates, name, language, spoken);
  return {
    language,
    ...(channel === 'email' ? { subject } : {}),
    text,
    ...(channel === 'sms' ? smsLength(text) : {}),
  };
}
