import type { Language } from '../../domain/plan/template.js';
import { formatMoment } from '../../domain/time/dates.js';
import type { GlassMail } from '../../store/work/glass-mails.js';
import { pageHtml } from '../render-html.js';

const WORDS = {
  'zh-CN': {
    title: (lender: string, what: string) => `${lender}破例单人批准：${what}`,
    ...{ what: '何事：', about: '对象：', by: '何人：', at: '何时：', why: '理由：' },
    look: '一人独自完成了须两人办理的事项，请核查。',
  },
  en: {
    title: (lender: string, what: string) => [lender, `glass broken: ${what}`].filter(Boolean).join(': '),
    ...{ what: 'What: ', about: 'About: ', by: 'By: ', at: 'When: ', why: 'Why: ' },
    look: 'One person did what two must do: please look into it.',
  },
};

/** The mail to an auditor about what one person has done alone; nothing in it is about a person but who did it. */
export function glassMail(
  { what, subject, actor, at, why }: Pick<GlassMail, 'what' | 'subject' | 'actor' | 'at' | 'why'>,
  lender: string,
  language: Language,
): { subject: string; text: string; html: string } {
  const say = WORDS[language];
  const lines = [
    `${say.what}${what}`,
    `${say.about}${subject}`,
    `${say.by}${actor}`,
    `${say.at}${formatMoment(at)}`,
    `${say.why}${why}`,
    say.look,
    `postloan audit approved ${subject.replace(/^loan\//, '')}`,
  ];
  const title = say.title(lender, what);
  return { subject: title, text: `${lines.join('\n')}\n`, html: pageHtml(title, title, lines, [], { language }) };
}
