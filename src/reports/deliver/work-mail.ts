import { chineseOf, word } from '../../domain/reason/vocabulary.js';
import { addDays, type Day, minuteOf, momentAt } from '../../domain/time/dates.js';
import { writtenDay } from '../../domain/time/written-day.js';
import type { Work } from '../../store/work/work-mails.js';
import type { Column } from '../paper/paper.js';
import { pageHtml } from '../render-html.js';

/** A mail is read on a phone: what is further down is in `task list`. */
const MOST_SHOWN = 50;

/** The morning's mail to one of the staff: what is overdue, what is due today, what is new, and what their people are late with. */
export function workMail(
  staff: string,
  day: Day,
  all: readonly Work[],
  lender: string,
): { subject: string; text: string; html: string } {
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
  const shown = there.map(([what, list]) => ({
    what,
    count: `${list.length}项`,
    rows: list.slice(0, MOST_SHOWN).map((it) => rowOf(it, staff)),
    more: list.length > MOST_SHOWN ? [`……另有${list.length - MOST_SHOWN}项`] : [],
  }));
  const text = shown.map(({ what, count, rows, more }) =>
    [`【${what}】${count}`, ...rows.map(lineOf), ...more].join('\n'),
  );
  const sections = shown.map(({ what, count, rows, more }) => ({
    heading: `${what} ${count}${more.length > 0 ? `（列前${rows.length}项）` : ''}`,
    table: { columns: COLUMNS, rows },
  }));
  const subject = `${lender}贷后任务 ${writtenDay(day)}：${counts}`;
  const where = `全部任务：postloan task list --staff ${staff}`;
  return {
    subject,
    text: `${text.join('\n\n')}\n\n${where}\n`,
    html: pageHtml(subject, `贷后任务 ${writtenDay(day)}`, [counts, where], sections),
  };
}

const COLUMNS: Column[] = [
  { key: 'due', title: '到期', type: 'date' },
  { key: 'what', title: '事项', type: 'text' },
  { key: 'loan', title: '贷款', type: 'text' },
  { key: 'task', title: '任务号', type: 'text' },
];

type Row = { due: string; what: string; loan: string | null; task: string };

function rowOf({ number, kind, title, loan, owner, due }: Work, reader: string): Row {
  const whose = owner === reader ? '' : `（${owner}）`;
  return {
    due: minuteOf(due),
    what: `${title === null ? word(kind) : chineseOf(title)}${whose}`,
    loan,
    task: `T${number}`,
  };
}

const lineOf = ({ due, what, loan, task }: Row) =>
  `${due}  ${what}${loan === null ? '' : `，贷款${loan}`}，任务号 ${task}`;
