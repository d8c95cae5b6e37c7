import { addDays, type Day, formatMoment, momentAt } from '../domain/dates.js';
import type { Work } from '../store/work-mails.js';
import { word } from './papers/words.js';

/** A mail is read on a phone: what is further down is in `task list`. */
const MOST_SHOWN = 50;

/** The morning's mail to one of the staff: what is overdue, what is due today, what is new, and what their people are late with. */
export function workMail(
  staff: string,
  day: Day,
  all: readonly Work[],
  lender: string,
): { subject: string; text: string } {
  const [start, end] = [momentAt(day, '00:00'), momentAt(addDays(day, 1), '00:00')];
  const own = all.filter((it) => it.owner === staff);
  const parts: [string, Work[]][] = [
    ['已逾期', own.filter((it) => it.due < start)],
    ['今日到期', own.filter((it) => it.due >= start && it.due < end)],
    ['新任务', own.filter((it) => it.due >= end)],
    ['下属逾期未办', all.filter((it) => it.owner !== staff)],
  ];
  const there = parts.filter(([, list]) => list.length > 0);
  const counts = there.map(([what, list]) => `${what}${list.length}项`).join('，');
  const sections = there.map(([what, list]) => {
    const more = list.length > MOST_SHOWN ? [`……另有${list.length - MOST_SHOWN}项`] : [];
    return [`【${what}】${list.length}项`, ...list.slice(0, MOST_SHOWN).map((it) => lineOf(it, staff)), ...more].join(
      '\n',
    );
  });
  return {
    subject: `${lender}贷后任务 ${day}：${counts}`,
    text: `${sections.join('\n\n')}\n\n全部任务：postloan task list --staff ${staff}\n`,
  };
}

function lineOf({ task, kind, title, loan, owner, due }: Work, reader: string): string {
  const whose = owner === reader ? '' : `（${owner}）`;
  const about = loan === null ? '' : `，贷款${loan}`;
  return `${formatMoment(due).slice(0, 16).replace('T', ' ')}  ${title ?? word(kind)}${whose}${about}，任务号 ${task}`;
}
