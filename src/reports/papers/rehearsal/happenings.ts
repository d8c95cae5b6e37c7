import { parseMoney } from '../../../domain/money/money.js';
import { writtenMoney } from '../../../domain/money/written-money.js';
import { inWords, type Titles } from '../../../domain/preview/in-words.js';
import type { TimelineLine } from '../../../domain/preview/timeline.js';
import { chineseOf, stageWord, word, words } from '../../../domain/reason/vocabulary.js';
import { dayOf, type Moment, minuteOf } from '../../../domain/time/dates.js';
import type { Cell } from '../../paper/paper.js';

/** What tasks and cases are called and whose they are. Null: by their kind alone, nobody's in particular. */
export interface Work {
  title: string | null;
  owner: string | null;
}

/** What a timeline knows by id and kind alone. */
export interface Known {
  /** Tasks and cases, by id. */
  work: ReadonlyMap<string, Work>;
  /** What the plan of a loan calls a stage of its ladder; undefined: nothing of its own. */
  stage(loan: string | null, stage: string): string | undefined;
  titles: Titles;
}

/** What happened, as one line of a table: a piece of work is one line from its opening to its end. */
export interface Happening {
  at: string;
  dpd: Cell;
  stage: string;
  what: string;
  person: Cell;
  due: string;
  ended: string;
  why: string;
  rule: string;
}

/**
 * The lines of a timeline as people read them. Of a piece of work its end stands where it was opened; messages of one moment by several
 * channels, and payments that came in together, are one line. Reminders to staff are left out: what was late for all that says so itself.
 */
export function happenings(lines: readonly TimelineLine[], known: Known): Happening[] {
  const ends = endsOf(lines);
  const opened = new Set(lines.filter(isOpening).map(taskOf));
  return alike(lines.filter((it) => !(it.what === 'task.remind' || (isEnd(it) && opened.has(taskOf(it)))))).map(
    (group) => ({ ...told(group, known), ...workOf(group[0], known, ends) }),
  );
}

const taskOf = ({ task }: TimelineLine) => String(task ?? '');
const isOpening = ({ what }: TimelineLine) => what === 'task.open' || what === 'task.join';
const isEnd = ({ what }: TimelineLine) => what === 'task.done' || what === 'task.cancel';

/** The moments at which each task was done or needed no more: one may be opened again. */
function endsOf(lines: readonly TimelineLine[]): Map<string, TimelineLine[]> {
  const ends = new Map<string, TimelineLine[]>();
  for (const line of lines) if (isEnd(line)) ends.set(taskOf(line), [...(ends.get(taskOf(line)) ?? []), line]);
  return ends;
}

function workOf(line: TimelineLine, { work }: Known, ends: ReadonlyMap<string, TimelineLine[]>) {
  if (!line.what.startsWith('task.')) return { person: '', due: '', ended: '' };
  const person = work.get(taskOf(line))?.owner ?? (typeof line.role === 'string' ? line.role : '');
  if (!isOpening(line)) return { person, due: '', ended: '' };
  const known = [taskOf(line), String(line.with ?? '')].flatMap((it) => ends.get(it) ?? []);
  const end = known.find((it) => it.at >= line.at);
  return {
    person,
    due: shortly(line.due),
    ended: end === undefined ? '未办结' : `${ENDED[end.what]} ${dayInYear(end.at)}`,
  };
}

const ENDED: Record<string, string> = { 'task.done': '办结', 'task.cancel': '无需再办' };
const CLOSE = ' 18:00';
/** A deadline at the close of business is a day. */
const shortly = (due: unknown): string =>
  typeof due === 'number' ? minuteOf(due).slice('2026-'.length).replace(CLOSE, '') : '';
const dayInYear = (at: Moment): string => dayOf(at).slice('2026-'.length);

/** Lines that follow each other and say the same but for the channel or the reference. */
function alike(lines: readonly TimelineLine[]): [TimelineLine, ...TimelineLine[]][] {
  const groups: [TimelineLine, ...TimelineLine[]][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last && sameOf(line) !== null && sameOf(line) === sameOf(last[0])) last.push(line);
    else groups.push([line]);
  }
  return groups;
}

function sameOf({ at, what, loan, template, to, status, reason, reverses }: TimelineLine): string | null {
  if (what === 'notice') return [what, loan, at, template, to, status, reason].join(' ');
  return what === 'payment' && reverses === undefined ? [what, loan, at].join(' ') : null;
}

const WEEKDAYS = '日一二三四五六';
/** `2026-01-05 周一 09:05` */
function momentWritten(at: Moment): string {
  const [day, time] = minuteOf(at).split(' ') as [string, string];
  return `${day} 周${WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]} ${time}`;
}

function told([line, ...others]: [TimelineLine, ...TimelineLine[]], known: Known) {
  const { what, why } = inWords(inWordsOfThePlan(line, known), 'zh-CN', known.titles);
  const { dpd, stage, rule } = line as { dpd?: number; stage?: string; rule?: string };
  const title = known.work.get(taskOf(line))?.title;
  const work = title ? chineseOf(title) : word(String(line.kind ?? ''));
  return {
    at: momentWritten(line.at),
    dpd: dpd ?? '',
    stage: stage === undefined ? '' : stageOf(line.loan, stage, known),
    what: TASKS[line.what]?.(work, line) ?? (others.length === 0 ? what : together([line, ...others], what)),
    why,
    rule: rule ?? '',
  };
}

const stageOf = (loan: string | null, stage: string, known: Known): string =>
  chineseOf(known.stage(loan, stage) ?? stageWord(stage));

/** Stages and cases are called what the plan calls them. */
function inWordsOfThePlan(line: TimelineLine, known: Known): TimelineLine {
  if (line.what === 'stage') {
    const [from, to] = [line.from, line.to].map((it) => stageOf(line.loan, String(it), known));
    return { ...line, from, to };
  }
  const title = known.work.get(String(line.case ?? ''))?.title;
  return title ? { ...line, kind: chineseOf(title) } : line;
}

/** Whose it is, until when and how it ended stand in columns of their own. */
const TASKS: Record<string, (work: string, line: TimelineLine) => string> = {
  'task.open': (work) => `任务：${work}`,
  'task.join': (work) => `任务：${work}（与该客户的同类任务一并办理）`,
  'task.done': (work) => `办结：${work}`,
  'task.cancel': (work) => `无需再办：${work}`,
  'task.overdue': (work, { upTo }) => `任务逾期：${work}${upTo ? `，上报${word(String(upTo))}` : ''}`,
};

function together(lines: TimelineLine[], what: string): string {
  if (lines[0]?.what === 'notice') {
    const first = word(String(lines[0].channel));
    return what.replace(first, words(lines.map(({ channel }) => String(channel))));
  }
  const sum = lines.reduce((all, { amount }) => all + (parseMoney(String(amount)) ?? 0), 0);
  const cleared = lines.flatMap(({ clears }) => (Array.isArray(clears) ? (clears as number[]) : []));
  const until = cleared.length === 0 ? '' : `，结清第${Math.min(...cleared)}至${Math.max(...cleared)}期`;
  return `还款${lines.length}笔，共${writtenMoney(sum)}元${until}`;
}
