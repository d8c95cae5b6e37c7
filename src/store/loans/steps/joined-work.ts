import type pg from 'pg';
import type { LoanFile } from '../../../domain/loan/loan-file.js';
import type { TaskOpenStep } from '../../../domain/loan/steps.js';
import type { Reason } from '../../../domain/reason/reason.js';
import type { Moment } from '../../../domain/time/dates.js';
import {
  doesForBoth,
  firstOf,
  hastens,
  leads,
  type PersonalWork,
  type TaskJoinStep,
} from '../../../domain/work/joined-work.js';
import { rows } from '../../base/connection/database.js';
import type { Nudge } from '../../base/nudges.js';
import { writeDiary } from '../../facts/diary.js';
import { leaveNudge } from '../../facts/facts.js';
import { dpdOf } from '../files/account-facts.js';
import type { DiaryStep } from './diary-step.js';

/** A task of the person, of whichever loan. */
interface OtherTask extends PersonalWork {
  due: Moment;
  rule: string;
  why: Reason;
}

const OTHER = `t.task_id AS task, t.loan_id AS loan, t.kind, t.role, t.opened_at AS "openedAt", t.due_at AS due, t.rule, coalesce(t.because, '{}') AS why`;

/** Of one person's work one at a time decides which task leads. */
export async function joinAlone(client: pg.PoolClient, borrower: string): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('work of ' || $1, 0))`, [borrower]);
}

/** Whether steps may concern work that reaches the person, of this or of another loan. */
export const mayJoin = (steps: readonly DiaryStep[]): boolean =>
  steps.some((it) => it.what === 'task.cancel' || (it.what === 'task.open' && (it.ofPerson || it.again)));

/** Which of the tasks that are opened join another, and which of the others join them. */
export interface Joins {
  /** By task: that which it joins. */
  joinedTo: Map<string, OtherTask>;
  /** Tasks that were open and join one that is opened. */
  followers: { task: OtherTask; leader: OtherTask }[];
}

export async function findJoins(
  client: pg.PoolClient,
  { borrower, loan }: LoanFile,
  opened: readonly TaskOpenStep[],
): Promise<Joins> {
  await joinAlone(client, borrower);
  const others = await rows<OtherTask>(
    client,
    `SELECT ${OTHER} FROM tasks t JOIN loans l USING (loan_id)
     WHERE l.borrower_id = $1 AND t.of_person AND t.status = 'open'`,
    [borrower],
  );
  const again = opened.filter((it) => it.again).map((it) => it.task);
  const were = await rows<{ task: string }>(
    client,
    'SELECT task_id AS task FROM tasks WHERE task_id = ANY($1) AND of_person',
    [again],
  );
  const joins: Joins = { joinedTo: new Map(), followers: [] };
  const personal = opened.filter((it) => it.ofPerson || were.some(({ task }) => task === it.task));
  const asTask = ({ task, kind, role, at, due, rule, why }: TaskOpenStep): OtherTask => ({
    ...{ loan, task, kind, role, openedAt: at, due, rule, why },
  });
  const open = [...others];
  // In the order in which they lead, so that of two that are opened now the second joins the first.
  for (const mine of personal.map(asTask).sort((a, b) => (leads(a, b) ? -1 : 1))) {
    const other = firstOf(open.filter((it) => doesForBoth(it, mine)));
    if (other === null || leads(mine, other)) open.push(mine);
    if (other === null) continue;
    if (leads(other, mine)) joins.joinedTo.set(mine.task, other);
    else {
      joins.followers.push({ task: other, leader: mine });
      open.splice(open.indexOf(other), 1);
    }
  }
  return joins;
}

/** The lines of those that join, beside those that say that they were opened. */
export const joinSteps = ({ joinedTo }: Joins, opened: readonly TaskOpenStep[]): TaskJoinStep[] =>
  opened.flatMap(({ key, at, rule, why, dpd, stage, task, kind, role, due }) => {
    const leader = joinedTo.get(task);
    const entry = { at, rule, why, dpd, stage, what: 'task.join', task, kind, role, due } as const;
    return leader ? [{ ...entry, key: `join/${key}`, with: leader.task }] : [];
  });

/** What follows for the tasks of other loans, once the steps of this one are written. Answers whom to tell of it. */
export async function settleJoins(
  client: pg.PoolClient,
  { joinedTo, followers }: Joins,
  steps: readonly DiaryStep[],
  now: Moment,
): Promise<Nudge[]> {
  const told: (Nudge | null)[] = [];
  for (const { task, leader } of followers) {
    await client.query(
      `UPDATE tasks SET status = 'joined', joined_to = $2 WHERE task_id = $1 OR joined_to = $1 AND status = 'joined'`,
      [task.task, leader.task],
    );
    const { openedAt, rule, why, kind, role, due } = task;
    const key = `join/${task.task.slice(task.loan.length + 1)}`;
    const joining = { task: task.task, kind, role, due, with: leader.task };
    const line = { key, at: openedAt, what: 'task.join', rule, why, ...joining };
    await writeDiary(client, { kind: 'loan', id: task.loan }, [line], now, await dpdOf(client, task.loan, now));
    told.push(await leaveNudge(client, 'task', task.task, 'joined'));
    if (hastens(task, leader)) await hasten(client, leader.task, due);
  }
  for (const step of steps) {
    const leader = step.what === 'task.open' ? joinedTo.get(step.task) : undefined;
    if (leader && step.what === 'task.open' && hastens(step, leader) && (await hasten(client, leader.task, step.due)))
      told.push(await leaveNudge(client, 'task', leader.task, 'joined'));
    if (step.what === 'task.cancel') told.push(...(await goOn(client, step.task, step.at, now)));
  }
  return told.filter((it) => it !== null);
}

/** One task for several loans is due when the first of them needs it. */
async function hasten(client: pg.PoolClient, task: string, due: Moment): Promise<boolean> {
  const done = await client.query('UPDATE tasks SET due_at = $2 WHERE task_id = $1 AND due_at > $2', [
    task,
    new Date(due),
  ]);
  return (done.rowCount ?? 0) > 0;
}

/** What was done with a task that is cancelled goes on: the first of them leads, with whoever has had the task. */
async function goOn(client: pg.PoolClient, task: string, at: Moment, now: Moment): Promise<(Nudge | null)[]> {
  const followers = await rows<OtherTask>(
    client,
    `SELECT ${OTHER} FROM tasks t JOIN loans l USING (loan_id) WHERE joined_to = $1 AND status = 'joined'`,
    [task],
  );
  const first = firstOf(followers);
  if (first === null) return [];
  const due = Math.min(...followers.map((it) => it.due));
  await client.query(
    `UPDATE tasks t SET status = 'open', joined_to = NULL, due_at = $3, owner = had.owner FROM tasks had
     WHERE t.task_id = $1 AND had.task_id = $2`,
    [first.task, task, new Date(due)],
  );
  await client.query(`UPDATE tasks SET joined_to = $1 WHERE joined_to = $2 AND status = 'joined'`, [first.task, task]);
  const { loan, rule, kind, role } = first;
  const why: Reason = { code: 'goes-on' };
  const line = {
    key: `alone/${first.task}/${at}`,
    at,
    what: 'task.open',
    rule,
    why,
    task: first.task,
    kind,
    role,
    due,
  };
  await writeDiary(client, { kind: 'loan', id: loan }, [line], now, await dpdOf(client, loan, now));
  return [await leaveNudge(client, 'task', first.task, 'task.open')];
}
