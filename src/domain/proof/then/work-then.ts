import { ACTS } from '../../clocks/clock-tasks.js';
import { keptWith } from '../../loan/account/kept.js';
import type { CaseWork, EndedTask, LoanFile, OpenTask, WorkDone } from '../../loan/loan-file.js';
import { dayOf, daysBetween, type Moment } from '../../time/dates.js';
import { groupedBy, momentOf, type Row, type RowsOf } from '../rows.js';
import { by, detailOf, inOrder, inTime, type Then, text } from './told.js';

const tasksOfLoans = keptWith((tasks: Row[]) => groupedBy([...tasks].sort(inOrder('task_id')), (it) => it.loan_id));
const lettersOfTasks = keptWith((letters: Row[]) =>
  groupedBy([...letters].sort(inOrder('reserved_at')), (it) => it.task_id),
);

const nameOf = (loan: unknown, task: unknown): string => `${loan} ${task}`;

/** How tasks were opened and called off by the diaries of loans, the earliest line first. Read once: a loan's life asks for it at each of its moments. */
const linesOfTasks = keptWith((diary: Row[]) => {
  const lines = inTime(diary).filter(
    ({ kind, what }) => kind === 'loan' && (what === 'task.open' || what === 'task.cancel'),
  );
  const byTask = groupedBy(lines, (it) => nameOf(it.subject, detailOf(it).task));
  return new Map([...byTask].map(([name, those]) => [name, those.map(asLine)]));
});

function asLine({ entry, what, at, detail }: Row) {
  const [moment, due] = [momentOf(at)!, Number((detail as Row).due)];
  const opens = what === 'task.open';
  return { entry: String(entry), at: moment, opens, due, dueDays: opens ? daysBetween(dayOf(moment), dayOf(due)) : 0 };
}

/** Work that was open, and that which had ended, by what the diary says of it. */
export function workThen(of: RowsOf, { loan, at, state, done }: Then) {
  const lines = linesOfTasks(of('diary'));
  const letters = lettersOfTasks(of('letters'));
  const open: OpenTask[] = [];
  const ended: EndedTask[] = [];
  const workDone: WorkDone[] = [];
  const answered = new Set(
    of('staff_calls')
      .filter((it) => it.outcome === 'answered' && by(it.asked_at, at))
      .map((it) => it.task_id),
  );
  for (const it of tasksOfLoans(of('tasks')).get(loan.loan_id) ?? []) {
    const own = lines.get(nameOf(loan.loan_id, it.task_id))?.filter((line) => done.has(line.entry));
    const last = own?.at(-1);
    const opened = own?.findLast((line) => line.opens);
    if (!own || !last || !opened) continue;
    const task = {
      ...{ task: String(it.task_id), kind: String(it.kind), role: it.role as EndedTask['role'], rule: String(it.rule) },
      delinquency: text(it.delinquency),
      letter: text(letters.get(it.task_id)?.findLast((one) => by(one.reserved_at, at))?.kind),
      dueDays: opened.dueDays,
    };
    if (!last.opens) {
      if (own.some((line) => line.entry === `cancel/${it.task_id}`)) ended.push({ ...task, endedAt: last.at });
    } else if (it.status === 'done' && by(it.ended_at, at)) {
      if (task.delinquency !== null && task.delinquency === state.delinquency)
        workDone.push({
          ...{ task: task.task, kind: task.kind, at: momentOf(it.ended_at)! },
          ...(answered.has(it.task_id) || answered.has(it.joined_to) ? { answered: true as const } : {}),
        });
    } else open.push({ ...task, due: opened.due, form: it.kind === 'document' ? (it.form as string[]) : null });
  }
  workDone.sort((a, b) => a.at - b.at || (a.task < b.task ? -1 : 1));
  return { openTasks: open, ended, workDone };
}

/** The work of its cases that was done. */
export function caseWorkThen(of: RowsOf, loan: string, at: Moment): CaseWork[] {
  return of('tasks')
    .filter((it) => it.loan_id === loan && it.status === 'done' && it.case_id !== undefined && by(it.ended_at, at))
    .sort(inOrder('ended_at', 'task_id'))
    .map((it) => {
      const answers = (it.record as { answers?: Record<string, string> } | undefined)?.answers;
      const { on, next } = (it.sets as { dates?: { on?: string; next?: string } } | undefined)?.dates ?? {};
      const said = (line: string | undefined) => (line === undefined ? null : (answers?.[line] ?? null));
      return { task: String(it.task_id), at: momentOf(it.ended_at)!, on: said(on), next: said(next) };
    });
}

/** What was done that a term of law hangs on. */
export function actsThen(of: RowsOf, loan: string, at: Moment): NonNullable<LoanFile['acts']> {
  const done = of('tasks').filter(
    (it) => it.loan_id === loan && it.status === 'done' && String(it.kind) in ACTS && by(it.ended_at, at),
  );
  const letters = new Set(of('letters').flatMap((it) => (it.loan_id === loan ? [it.letter_id] : [])));
  const proofs = of('evidence').filter((it) => letters.has(it.letter_id) && by(it.kept_at, at));
  return [
    ...done.map((it) => {
      const answers = (it.record as { answers?: Row } | undefined)?.answers;
      const asked = (it.sets as { dates?: { on?: string } } | undefined)?.dates?.on;
      const heard = momentOf(it.ended_at)!;
      const said = asked === undefined ? undefined : answers?.[asked];
      return { kind: ACTS[String(it.kind)]!, on: said === undefined ? dayOf(heard) : String(said), at: heard };
    }),
    ...proofs.map((it) => ({
      ...{ kind: ACTS['limitation-demand']!, on: dayOf(momentOf(it.kept_at)!), at: momentOf(it.kept_at)! },
    })),
  ];
}

/** The latest dunning message that was decided, but for those that were known not to go. */
export function collectedAt(of: RowsOf, loan: string, at: Moment, done: ReadonlySet<string>): Moment | null {
  const asked = of('notices').filter(
    (it) =>
      it.loan_id === loan &&
      it.purpose === 'collection' &&
      done.has(String(it.entry)) &&
      !(['failed', 'suppressed'].includes(String(it.status)) && by(it.settled_at, at)),
  );
  return asked.length === 0 ? null : Math.max(...asked.map((it) => momentOf(it.due_at)!));
}

export const documentsOf = (of: RowsOf, loan: unknown, at: Moment): Set<string> =>
  new Set(
    of('archive_documents')
      .filter((it) => it.loan_id === loan && by(it.filed_at, at))
      .map((it) => `${it.document}/${it.form}`),
  );
