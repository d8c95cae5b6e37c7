import type { Reason } from '../../domain/reason/reason.js';
import type { Moment } from '../../domain/time/dates.js';
import { byHandDuty, byHandKey, byHandStep, byHandTask } from '../../domain/work/letter-by-hand.js';
import { calendarNow } from '../base/calendar.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Nudge } from '../base/nudges.js';
import { readLoanFiles } from '../loans/files/loan-files.js';
import { readPlan } from '../loans/plans.js';
import { subjectOf, writeSteps } from '../loans/steps/write-steps.js';
import { cancelDutyTask, openDuty } from '../work/duties.js';
import type { ReservedLetter } from './letters.js';

/** Whom to tell: of a loan's task by its nudge, of a unit's by its name. */
export interface Told {
  nudges: Nudge[];
  tasks: string[];
}

const NOBODY: Told = { nudges: [], tasks: [] };

/** Gives a letter that cannot be made to somebody, once. */
export async function openLetterTask(db: Database, it: ReservedLetter, why: Reason, now: Moment): Promise<Told> {
  if (it.loan === null) {
    const [report] = await rows<{ plan: string; period: string; version: number }>(
      db.pool,
      'SELECT plan, period, plan_version AS version FROM reports WHERE report_id = $1',
      [it.report],
    );
    const opened = await openDuty(
      db,
      byHandDuty({ ...it, why }, { ...report!, unit: it.unit }, now, await calendarNow(db.pool)),
      report!.version,
      now,
    );
    return opened ? { nudges: [], tasks: [byHandTask(it.letter)] } : NOBODY;
  }
  for (;;) {
    const [loan] = await readLoanFiles(db.pool, [it.loan], now);
    if (!loan || loan.file.done.has(byHandKey(it.loan, it.letter))) return NOBODY;
    const [asked] = await rows<{ dpd: number }>(
      db.pool,
      'SELECT dpd FROM loan_diary WHERE loan_id = $1 AND entry = $2',
      [it.loan, it.letter.slice(it.loan.length + 1)],
    );
    const { stage } = loan.file.state;
    const of = it.task === null ? undefined : await subjectOf(db.pool, it.task);
    const step = byHandStep(loan.file, { ...it, why }, { dpd: asked?.dpd ?? 0, stage, of }, now);
    const { version } = await readPlan(db.pool, loan.plan);
    const nudges = await writeSteps(db.pool, loan, [step], loan.file.state, version, now);
    if (nudges !== null) return { nudges, tasks: [] };
  }
}

/** The letter was made after all, or is not wanted any more: nobody needs to do anything about it. */
export async function endLetterTask(db: Database, it: ReservedLetter, why: Reason, now: Moment): Promise<Told> {
  const task = byHandTask(it.letter);
  const open = async (sql: Sql) =>
    rows<{ kind: string }>(sql, `SELECT kind FROM tasks WHERE task_id = $1 AND status = 'open'`, [task]);
  if (it.loan === null) {
    if ((await open(db.pool)).length === 0) return NOBODY;
    await transaction(db, (client) => cancelDutyTask(client, task, why, now));
    return { nudges: [], tasks: [task] };
  }
  for (;;) {
    const [found] = await open(db.pool);
    const [loan] = found ? await readLoanFiles(db.pool, [it.loan], now) : [];
    if (!found || !loan) return NOBODY;
    const { stage } = loan.file.state;
    const key = `cancel/${task}`;
    const step = { what: 'task.cancel' as const, key, at: now, rule: it.rule, why, dpd: 0, stage, task, ...found };
    const { version } = await readPlan(db.pool, loan.plan);
    const nudges = await writeSteps(db.pool, loan, [step], loan.file.state, version, now);
    if (nudges !== null) return { nudges, tasks: [] };
  }
}

/** Whether somebody has done what was to be done about it. */
export async function isWrittenByHand(sql: Sql, letter: string): Promise<boolean> {
  const done = await rows(sql, `SELECT 1 FROM tasks WHERE task_id = $1 AND status = 'done'`, [byHandTask(letter)]);
  return done.length > 0;
}
