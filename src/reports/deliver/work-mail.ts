import type { Language } from '../../domain/plan/template.js';
import { chineseOf, word } from '../../domain/reason/vocabulary.js';
import { addDays, type Day, minuteOf, momentAt } from '../../domain/time/dates.js';
import { writtenDay } from '../../domain/time/written-day.js';
import { sayInEnglish } from '../../library/english-words.js';
import type { Work } from '../../store/work/work-mails.js';
import { capital } from '../english/say.js';
import type { Column } from '../paper/paper.js';
import { pageHtml } from '../render-html.js';

/** A mail is read on a phone: what is further down is in `task list`. */
const MOST_SHOWN = 50;

const WORDS = {
  'zh-CN': {
    ...{ overdue: '已逾期', today: '今日到期', news: '新任务', ofPeople: '下属逾期未办', unowned: '无人负责' },
    count: (many: number) => `${many}项`,
    head: (what: string, count: string) => `【${what}】${count}`,
    of: (what: string, count: string) => `${what}${count}`,
    and: '，',
    more: (many: number) => `……另有${many}项`,
    first: (many: number) => `（列前${many}项）`,
    title: (day: Day) => `贷后任务 ${writtenDay(day)}`,
    subject: (lender: string, title: string, counts: string) => `${lender}${title}：${counts}`,
    all: (command: string) => `全部任务：${command}`,
    line: (what: string, loan: string | null, task: string) =>
      `${what}${loan === null ? '' : `，贷款${loan}`}，任务号 ${task}`,
    whose: (what: string, owner: string) => `${what}（${owner}）`,
    work: (title: string | null, kind: string) => (title === null ? word(kind) : chineseOf(title)),
    columns: ['到期', '事项', '贷款', '任务号'],
  },
  en: {
    ...{
      overdue: 'overdue',
      today: 'due today',
      news: 'new',
      ofPeople: 'overdue of your people',
      unowned: 'of nobody',
    },
    count: (many: number) => String(many),
    head: (what: string, count: string) => `${capital(what)}: ${count}`,
    of: (what: string, count: string) => `${count} ${what}`,
    and: ', ',
    more: (many: number) => `… and ${many} more`,
    first: (many: number) => ` (the first ${many})`,
    title: (day: Day) => `Post-loan work, ${writtenDay(day, 'en')}`,
    subject: (lender: string, title: string, counts: string) =>
      [lender, `${title}: ${counts}`].filter(Boolean).join(' · '),
    all: (command: string) => `All of it: ${command}`,
    line: (what: string, loan: string | null, task: string) =>
      `${what}${loan === null ? '' : `, loan ${loan}`}, task ${task}`,
    whose: (what: string, owner: string) => `${what} (${owner})`,
    work: (title: string | null, kind: string) =>
      capital(title === null ? kind.replaceAll('-', ' ') : sayInEnglish()(title)),
    columns: ['Due', 'What', 'Loan', 'Task'],
  },
};

/** The morning's mail to one of the staff: what is overdue, what is due today, what is new, what their people are late with, and what nobody has. */
export function workMail(
  staff: string,
  day: Day,
  all: readonly Work[],
  lender: string,
  language: Language,
): { subject: string; text: string; html: string } {
  const say = WORDS[language];
  const [start, end] = [momentAt(day, '00:00'), momentAt(addDays(day, 1), '00:00')];
  const own = all.filter((it) => it.owner === staff);
  const parts: [string, Work[]][] = [
    [say.overdue, own.filter((it) => it.due < start)],
    [say.today, own.filter((it) => it.due >= start && it.due < end)],
    [say.news, own.filter((it) => it.due >= end)],
    [say.ofPeople, all.filter((it) => it.owner !== staff && it.owner !== null)],
    [say.unowned, all.filter((it) => it.owner === null)],
  ];
  const there = parts.filter(([, list]) => list.length > 0);
  const counts = there.map(([what, list]) => say.of(what, say.count(list.length))).join(say.and);
  const rowOf = ({ number, kind, title, loan, owner, due }: Work) => {
    const what = say.work(title, kind);
    return {
      due: minuteOf(due),
      what: owner === staff || owner === null ? what : say.whose(what, owner),
      loan,
      task: `T${number}`,
    };
  };
  const shown = there.map(([what, list]) => ({
    what,
    count: say.count(list.length),
    rows: list.slice(0, MOST_SHOWN).map(rowOf),
    more: list.length > MOST_SHOWN ? [say.more(list.length - MOST_SHOWN)] : [],
  }));
  const text = shown.map(({ what, count, rows, more }) =>
    [say.head(what, count), ...rows.map((it) => `${it.due}  ${say.line(it.what, it.loan, it.task)}`), ...more].join(
      '\n',
    ),
  );
  const columns = (['due', 'what', 'loan', 'task'] as const).map(
    (key, n): Column => ({ key, title: say.columns[n]!, type: key === 'due' ? 'date' : 'text' }),
  );
  const sections = shown.map(({ what, count, rows, more }) => ({
    heading: `${capital(what)} ${count}${more.length > 0 ? say.first(rows.length) : ''}`,
    table: { columns, rows },
  }));
  const title = say.title(day);
  const subject = say.subject(lender, title, counts);
  const where = say.all(`postloan task list --staff ${staff}`);
  return {
    subject,
    text: `${text.join('\n\n')}\n\n${where}\n`,
    html: pageHtml(subject, title, [counts, where], sections, { language }),
  };
}
