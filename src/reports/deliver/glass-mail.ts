import { formatMoment } from '../../domain/time/dates.js';
import type { GlassMail } from '../../store/work/glass-mails.js';
import { pageHtml } from '../render-html.js';

/** The mail to an auditor about what one person has done alone; nothing in it is about a person but who did it. */
export function glassMail(
  { what, subject, actor, at, why }: Pick<GlassMail, 'what' | 'subject' | 'actor' | 'at' | 'why'>,
  lender: string,
): { subject: string; text: string; html: string } {
  const lines = [
    `何事 what：${what}`,
    `对象 about：${subject}`,
    `何人 by：${actor}`,
    `何时 at：${formatMoment(at)}`,
    `理由 why：${why}`,
    '一人独自完成了须两人办理的事项，请核查。One person did what two must do: please look into it.',
    `postloan audit approved ${subject.replace(/^loan\//, '')}`,
  ];
  const title = `${lender}破例单人批准 glass broken：${what}`;
  return { subject: title, text: `${lines.join('\n')}\n`, html: pageHtml(title, title, lines, []) };
}
