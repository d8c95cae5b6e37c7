import { ofEpisode } from '../../loan/episode.js';
import { letterStep } from '../../loan/letters.js';
import type { LoanFile } from '../../loan/loan-file.js';
import { openTask } from '../../loan/open-task.js';
import type { Entry, LetterStep, TaskOpenStep } from '../../loan/steps.js';
import type { TaskSpec } from '../../plan/plan.js';
import { LEVELS, type Level, type Warnings } from '../../plan/risk.js';
import type { Reason } from '../../reason/reason.js';
import { type Calendar, workdaysBetween } from '../../time/calendar.js';
import { addDays, dayOf, type Moment, momentAt } from '../../time/dates.js';
import { ofPersonIf } from '../joined-work.js';

type Work = NonNullable<Warnings['work']>[number];

/**
 * The work of a warning case where its plan says nothing else: the handling form 风险预警信号处理表 at once (P2.10), review
 * by the risk manager (P5.11), measures with owner and deadline (P5.6), closure. The next is opened when the one before
 * it is done.
 */
const USUAL_WORK: (Omit<Work, 'rule'> & { rule?: string })[] = [
  { stage: 'form', letter: 'warning-form', task: { kind: 'warning-form', role: 'account-manager', dueDays: 1 } },
  { stage: 'review', task: { kind: 'warning-review', role: 'risk-manager', dueDays: 2 } },
  { stage: 'measure', task: { kind: 'warning-measures', role: 'account-manager', dueDays: 14 } },
  { stage: 'close', task: { kind: 'warning-closure', role: 'risk-manager', dueDays: 30 } },
];

export interface WarningFile {
  warning: string;
  loan: string;
  level: Level;
  source: string;
  indicator: string;
  rule: string;
  openedAt: Moment;
  /** How serious it was when it was opened; left out: as now. */
  openedAs?: Level;
  /** Work opened at once. */
  measures: TaskSpec[];
  /** What joined it while it was open, in order; left out: nothing did. */
  joined?: readonly News[];
  /** When each of its tasks was done; those that are not done are not there. */
  doneAt: ReadonlyMap<string, Moment>;
  /** Closing tasks whose record says why it may be closed though its condition holds; left out: none. */
  despite?: ReadonlySet<string>;
  /** Measures that were written for it, and when each was done; null: not yet (S2). */
  written?: { endedAt: Moment | null }[];
  /** The loan was paid off: its work ends, and the warning with it. */
  loanClosedAt: Moment | null;
  done: LoanFile['done'];
}

/** Something that became known of what it is about. */
interface News {
  at: Moment;
  level: Level;
  rule: string;
  why: Reason;
  measures: TaskSpec[];
}

export interface WarningStep extends Entry {
  what: 'warning.review' | 'warning.measure' | 'warning.close';
  warning: string;
  level: Level;
  indicator: string;
  /** Closed with a reason: its condition is looked at again then. */
  lookAgainAt?: Moment;
}

export const warningTask = (warning: string, loan: string, stage: string) => `${loan}/warning/${warning}/${stage}`;

/** Whether a task is one of those that close the warning. */
export const isClosing = (task: string, warning: string, loan: string): boolean => {
  const closing = warningTask(warning, loan, 'close');
  return task === closing || task.startsWith(`${closing}/`);
};

/** The reason of everything that is done for a warning. */
export const whyWarned = (source: string, indicator: string): Reason => ({
  code: 'signal',
  source,
  kind: indicator,
  on: null,
});

/** After so many days a warning that could not be closed, or was closed with a reason, is looked at again. */
const LOOK_AGAIN_DAYS = 30;

/**
 * What a warning asks for now: lines of the diary for what was done, a task for what comes next. Work that was done is opened again
 * when what it follows from happens again: the form with further news, the review with another form. The warning is closed
 * (`closedAt`) once the last piece of work is done, no other is open, and its condition no longer holds or a reason was given.
 */
export function warningAgenda(
  file: WarningFile,
  work: typeof USUAL_WORK = USUAL_WORK,
  { calendar, ...standing }: { dpd: number; stage: string; calendar: Calendar },
  now: Moment,
  /** Whether what it is about was so at a moment. */
  holds: (at: Moment) => boolean,
): Ending & { steps: (WarningStep | TaskOpenStep | LetterStep)[] } {
  const { warning, loan, level, indicator, source } = file;
  const base = { why: whyWarned(source, indicator), ...standing };
  const again = [...file.done]
    .flatMap((key) => key.split(`warning/${warning}/warning.open/again/`)[1] ?? [])
    .map(Number);
  const steps: (WarningStep | TaskOpenStep | LetterStep)[] = [];
  const line = (what: WarningStep['what'], at: Moment, rule: string, again = '', lookAgainAt: Moment | null = null) => {
    const key = `warning/${warning}/${what}${again}`;
    const look = lookAgainAt === null ? {} : { lookAgainAt };
    steps.push({ ...base, what, key, at, rule, warning, level, indicator, ...look });
  };
  /** Opens step `about` for the n-th time, counted from 0. Answers when it was done; null: it is not done. */
  const open = (
    [about, n]: [about: string, n: number],
    entry: { at: Moment; rule: string; why: Reason },
    spec: TaskSpec,
    letter?: string,
  ) => {
    const name = nth(about, n);
    const task = warningTask(warning, loan, name);
    const key = `warning/${warning}/${name}`;
    const of = { kind: 'warning', id: warning } as const;
    const opened = openTask({ loan, calendar }, { ...base, ...entry, key }, spec, { task, of, about });
    steps.push({ ...opened, ...ofPersonIf(spec.kind) });
    if (letter) steps.push(letterStep(loan, { ...base, ...entry, key: `${key}/letter` }, letter, task));
    return file.doneAt.get(task) ?? null;
  };
  /** Opens a piece of work for the first thing that asks for it, and again for each that came after it was done. `doneAt`: when it was done. */
  const piece = (name: string, asked: readonly Asked[], spec: TaskSpec, rule?: string, letter?: string) => {
    const doneAt: Moment[] = [];
    for (const it of asked) {
      if (doneAt.length > 0 && doneAt.at(-1)! > it.at) continue;
      const entry = { at: it.at, rule: rule ?? it.rule, why: it.why };
      const at = open([name, doneAt.length], entry, spec, letter);
      if (at === null) return { doneAt, open: true };
      doneAt.push(at);
    }
    return { doneAt, open: false };
  };

  const { openedAt, openedAs = level, joined = [] } = file;
  const first: News = { at: openedAt, level: openedAs, rule: file.rule, why: base.why, measures: file.measures };
  const all = [first, ...joined];
  const news = all.map((it, n) => ({ ...it, n })).filter(({ n }) => !isRepeated(all, n, calendar));
  // A red one reaches the leader at once (P1.6).
  for (const it of news)
    if (it.level === 'red') open(['leader', it.n], it, { kind: 'warning-notice', role: 'department-head', dueDays: 1 });
  const measures = distinct(news.flatMap((it) => it.measures)).map((spec, n) =>
    piece(
      `measure-${n + 1}`,
      news.filter((it) => it.measures.some((own) => isSame(own, spec))),
      spec,
    ),
  );
  let asked: Asked[] = news;
  let unfinished = false;
  let closing: { name: string; rule: string; task: TaskSpec; doneAt: Moment[] } | null = null;
  for (const { stage, rule: own, task, letter } of work) {
    const rule = own ?? file.rule;
    const last = stage === work.at(-1)!.stage;
    const { doneAt, open: isOpen } = piece(stage, asked, task, own, letter);
    if (asked === news) tellOfNews(doneAt);
    unfinished ||= isOpen;
    // The step `measure` is done when the measures that were opened at once are done, too; the last step when all written ones are.
    const rest: (Moment | null)[] = [];
    if (stage === 'measure') rest.push(...measures.map((it) => (it.open ? null : it.doneAt.at(-1)!)));
    if (last) rest.push(...(file.written ?? []).map((it) => it.endedAt));
    if (doneAt.length > 0 && rest.includes(null)) {
      doneAt.pop();
      unfinished = true;
    } else if (doneAt.length > 0) doneAt.push(Math.max(doneAt.pop()!, ...(rest as Moment[])));
    if (last) closing = { name: stage, rule, task, doneAt };
    else if (stage !== 'form')
      for (const [n, at] of doneAt.entries()) line(`warning.${stage}`, at, rule, n === 0 ? '' : `/${n + 1}`);
    asked = doneAt.map((at) => ({ at, rule: file.rule, why: base.why }));
  }
  let answer = close();
  if (answer.closedAt === null && file.loanClosedAt !== null) answer = withTheLoan(file.loanClosedAt);
  return { ...answer, steps: steps.filter((step) => !file.done.has(step.key)) };

  /** Further news that comes while the form is open belongs into that form: its owner gets a notice. */
  function tellOfNews(formDone: readonly Moment[]) {
    let forms = 0;
    for (const it of news) {
      if (it.n === 0 || (formDone[forms - 1] ?? Number.POSITIVE_INFINITY) <= it.at) forms++;
      else open(['news', it.n], it, { kind: 'warning-notice', role: 'account-manager', dueDays: 1 });
    }
  }

  function close(): Ending {
    if (closing === null || unfinished || closing.doneAt.length === 0) return OPEN;
    const { name, rule, task } = closing;
    let at = closing.doneAt.at(-1)!;
    for (let n = closing.doneAt.length; ; n++) {
      const reason = file.despite?.has(warningTask(warning, loan, nth(name, n - 1))) ?? false;
      const reopened = again.find((it) => it > at);
      const lookAgainAt = holds(at) ? momentAt(addDays(dayOf(at), LOOK_AGAIN_DAYS), OPENING) : null;
      if (reopened === undefined && (reason || lookAgainAt === null)) {
        line('warning.close', at, rule, ofEpisode(again.length), lookAgainAt);
        return { closedAt: at, lookAgainAt, next: null };
      }
      // When it holds no more, its loan tells it.
      const asksAt = reopened ?? (holds(now) ? lookAgainAt! : Math.max(at, now));
      if (!file.done.has(`warning/${warning}/${nth(name, n)}`) && asksAt > now) return { ...OPEN, next: asksAt };
      const done = open(
        [name, n],
        { at: asksAt, rule, why: { code: holds(asksAt) ? 'still-holds' : 'holds-no-more' } },
        task,
      );
      if (done === null) return OPEN;
      at = done;
    }
  }

  function withTheLoan(at: Moment): Ending {
    // It may have ended like this before, with a loan that was reopened since.
    line('warning.close', at, file.rule, ofEpisode(again.length));
    steps.splice(0, steps.length, ...steps.filter((step) => step.what !== 'task.open' && step.what !== 'letter'));
    return { ...OPEN, closedAt: at };
  }
}

/** Whether a warning ends, and when it is looked at again: closed with a reason, or open. */
interface Ending {
  closedAt: Moment | null;
  lookAgainAt: Moment | null;
  next: Moment | null;
}
const OPEN: Ending = { closedAt: null, lookAgainAt: null, next: null };

/**
 * What a feed tells again on the next working day, no more serious than before, is no news: it stands in the warning, and asks for
 * nothing. A figure, or the same after a day without, is news.
 */
function isRepeated(all: readonly News[], n: number, calendar: Calendar): boolean {
  const { at, level, why } = all[n]!;
  const told = newsIn(why);
  return (
    told !== null &&
    all.slice(0, n).some((before) => {
      const same = newsIn(before.why);
      return (
        same !== null &&
        told.every((it) => same.includes(it)) &&
        LEVELS.indexOf(before.level) <= LEVELS.indexOf(level) &&
        workdaysBetween(calendar, dayOf(before.at), dayOf(at)).length <= 1
      );
    })
  );
}

/** Of what kind, and from where, the signals are that a reason names; null: it names figures or something else too. */
function newsIn(why: Reason): string[] | null {
  if (why.code === 'signal') return [`${why.source}/${why.kind}`];
  if (why.code !== 'conditions') return null;
  const parts = why.all.flat().filter(({ code }) => code !== 'days-past-due');
  return parts.length > 0 && parts.every(({ code }) => code === 'signal') ? parts.flatMap((it) => newsIn(it)!) : null;
}

/** What asks for a piece of work. */
type Asked = Pick<News, 'at' | 'rule' | 'why'>;

const OPENING = '09:00';
const nth = (name: string, n: number) => (n === 0 ? name : `${name}/${n + 1}`);
const isSame = (a: TaskSpec, b: TaskSpec) => JSON.stringify(a) === JSON.stringify(b);
const distinct = (specs: readonly TaskSpec[]) =>
  specs.filter((it, n) => specs.findIndex((other) => isSame(it, other)) === n);
