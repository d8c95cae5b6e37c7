import pg from 'pg';
import type { LoanState } from '../../../domain/loan/loan-file.js';
import type { TaskSubject } from '../../../domain/loan/steps.js';
import { dayOf, type Moment } from '../../../domain/time/dates.js';
import { ownerOf, whose } from '../../../domain/work/staffing.js';
import { rows, type Sql, transaction } from '../../base/connection/database.js';
import type { Nudge } from '../../base/nudges.js';
import { staffToGiveWorkTo } from '../../staff/staff.js';
import type { StoredLoan } from '../files/loan-files.js';
import type { DiaryStep } from './diary-step.js';
import { findJoins, type Joins, joinSteps, mayJoin, settleJoins } from './joined-work.js';
import { type NextStep, nextStepValues } from './next-steps.js';
import { subjectColumns } from './task-rows.js';
import { writeStatement } from './write-parts.js';

/**
 * Answers whom to tell of it: the nudges that were written along. Null, with nothing written, when the loan changed since
 * its file was read: read it again and decide anew. `next`: undefined leaves the loan's next step as it was noted.
 */
export async function writeSteps(
  sql: Sql,
  loan: StoredLoan,
  steps: DiaryStep[],
  state: LoanState,
  planVersion: number,
  now: Moment,
  next?: NextStep,
): Promise<Nudge[] | null> {
  const opened = steps.filter((it) => it.what === 'task.open');
  const shared = mayJoin(steps);
  // The owner of a task, and the task that it joins, are found in the same transaction that writes it.
  if ((opened.length > 0 || shared) && sql instanceof pg.Pool)
    return transaction({ pool: sql }, (client) => writeSteps(client, loan, steps, state, planVersion, now, next));
  const joins = shared ? await findJoins(sql as pg.PoolClient, loan.file, opened) : null;
  const written = joins ? [...steps, ...joinSteps(joins, opened)] : steps;
  const owners = await ownersOf(sql, loan, opened, now);
  const moment = (at: Moment | null) => (at === null ? null : new Date(at));
  const [answer] = await rows<{ written: number; told: Nudge[] }>(
    sql,
    writeStatement(new Set(written.map((it) => it.what)), next !== undefined),
    [
      loan.file.loan,
      loan.revision,
      state.stage,
      moment(state.stageEnteredAt),
      state.delinquency,
      state.category,
      moment(state.closedAt),
      JSON.stringify(written.map((it) => asRow(it, owners, joins))),
      moment(now),
      planVersion,
      state.tier,
      moment(state.tierSince),
      moment(state.tierCalmSince),
      ...(next === undefined ? [] : nextStepValues(next)),
    ],
  );
  if (answer?.written !== 1) return null;
  return joins ? [...answer.told, ...(await settleJoins(sql as pg.PoolClient, joins, steps, now))] : answer.told;
}

function asRow(
  { key, at, what, rule, why, dpd, stage, ...more }: DiaryStep,
  owners: Map<string, string | null>,
  joins: Joins | null,
) {
  const { of, ...detail } = { of: undefined, ...more };
  const [owner, leader] = 'task' in detail ? [owners.get(detail.task), joins?.joinedTo.get(detail.task)?.task] : [];
  const found = { owner: owner ?? null, joined_to: leader ?? null };
  return { key, at: new Date(at), what, rule, because: why, dpd, stage, ...found, ...subjectColumns(of), detail };
}

/** The warning or the case that a task belongs to. */
export async function subjectOf(sql: Sql, task: string): Promise<TaskSubject | undefined> {
  const [found] = await rows<{ warning: string | null; case: string | null }>(
    sql,
    'SELECT warning_id AS warning, case_id AS case FROM tasks WHERE task_id = $1',
    [task],
  );
  if (found?.warning) return { kind: 'warning', id: found.warning };
  return found?.case ? { kind: 'case', id: found.case } : undefined;
}

/**
 * Who does each task that is opened (S1): the borrower's own account manager, if it is for one; what comes back, whoever had it.
 * Null: nobody can.
 */
async function ownersOf(
  sql: Sql,
  { branch, accountManager }: StoredLoan,
  opened: Extract<DiaryStep, { what: 'task.open' }>[],
  now: Moment,
): Promise<Map<string, string | null>> {
  if (opened.length === 0) return new Map();
  const people = await staffToGiveWorkTo(sql, dayOf(now));
  const again = opened.filter((it) => it.again).map((it) => it.task);
  const had = again.length > 0 ? await ownersBefore(sql, again) : [];
  return new Map(
    opened.map(({ task, role, another }) => {
      const before = had.find((it) => it.task === task)?.owner;
      const about = { role, branch, manager: accountManager, another: another ?? false, ofComplaint: false };
      const { work, near } = whose(about);
      return [task, ownerOf(work, people, before ? { ...near, own: before } : near)];
    }),
  );
}

const ownersBefore = (sql: Sql, tasks: string[]) =>
  rows<{ task: string; owner: string | null }>(
    sql,
    'SELECT task_id AS task, owner FROM tasks WHERE task_id = ANY($1)',
    [tasks],
  );
