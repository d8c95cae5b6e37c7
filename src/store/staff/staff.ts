import type pg from 'pg';
import type { Day } from '../../domain/time/dates.js';
import { dayOf } from '../../domain/time/dates.js';
import { type Colleague, type Person, type WorkAbout, whose } from '../../domain/work/staffing.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source } from '../facts/facts.js';
import type { Sight } from '../lists/filter.js';

/** In SQL, of a row of `staff`: whether the person does work of a branch; null: of any. */
const doesWorkOf = (branch: string) => `(branch IS NULL OR ${branch} IS NULL OR branch = ${branch})`;

/** In SQL: from when and until when those are not here who do work of a branch, each way that there is once. */
export const presencesNear = (branch: string) =>
  `(SELECT json_agg(p) FROM (SELECT DISTINCT roles, absent_until AS "absentUntil", left_on AS "leftOn" FROM staff WHERE ${doesWorkOf(branch)}) p)`;

/** In SQL, of a row of `staff`: who it is, and whether he or she is here on the day `$1`. */
const PERSON = `staff_id AS staff, roles, branch, supervisor,
  (left_on IS NULL OR left_on > $1::date) AND (absent_until IS NULL OR absent_until <= $1::date) AS here`;

export interface StaffMember extends Colleague {
  /** The first day back; null when not away. */
  absentUntil: Day | null;
  leftOn: Day | null;
}

/** In SQL, of a task `t`: about whom and what it is, for `whose` (domain/work/staffing.ts). */
export const WORK_ABOUT = `t.role, o.branch, o.account_manager AS manager, t.complaint_id IS NOT NULL AS "ofComplaint",
  EXISTS (SELECT FROM loan_diary d WHERE d.loan_id = t.loan_id AND d.what = 'task.open' AND d.detail->>'task' = t.task_id
    AND d.detail ? 'another') AS another`;
/** The borrower `o` whom a task `t` is about. */
export const OF_BORROWER = `LEFT JOIN loans l USING (loan_id) LEFT JOIN complaints c USING (complaint_id)
  LEFT JOIN borrowers o ON o.borrower_id = coalesce(l.borrower_id, c.borrower_id)`;

/** An advisory lock: while work is given to somebody, nobody may go away, so that nobody who is away gets it. */
const STAFF = `hashtext('staff')`;

/** From now on, until the transaction ends, nobody gives work: somebody comes or goes. */
export const lockStaff = (client: Sql) => client.query(`SELECT pg_advisory_xact_lock(${STAFF})`);

/** Everybody as of a day, for giving work to within a transaction: nobody goes away or comes back before it has ended. */
export async function staffToGiveWorkTo(client: Sql, day: Day): Promise<Person[]> {
  await client.query(`SELECT pg_advisory_xact_lock_shared(${STAFF})`);
  return rows<Person>(client, `SELECT ${PERSON} FROM staff`, [day]);
}

/** The roles of the person who signs; null: nobody does, it is the lender's own word, or the rule is broken knowingly. */
export async function signersRoles(
  sql: Sql,
  { actor, glass }: { actor: string; glass: string | null },
): Promise<string[] | null> {
  if (glass !== null || !actor.startsWith('staff/')) return null;
  const staff = actor.slice('staff/'.length);
  const [person] = await rows<{ roles: string[] }>(sql, 'SELECT roles FROM staff WHERE staff_id = $1', [staff]);
  return person?.roles ?? [];
}

/** Everybody as of a day, by id, and how much each has to do, which no wake-up waits for; without personal data. `near`: of a branch, and of all branches. */
export async function readStaff(sql: Sql, day: Day, near: string | null = null): Promise<StaffMember[]> {
  return rows<StaffMember>(
    sql,
    `SELECT ${PERSON},
            CASE WHEN absent_until > $1::date THEN absent_until END AS "absentUntil", left_on AS "leftOn",
            (SELECT count(*) FROM tasks WHERE owner = staff_id AND status = 'open') AS "openTasks"
     FROM staff WHERE ${doesWorkOf('$2::text')} ORDER BY staff_id`,
    [day, near],
  );
}

/**
 * Whether somebody is one of the people of who sees so far: all, those of the branch, oneself. `beside`: or works beside them, as those of
 * all branches do.
 */
export async function isOneOf(
  sql: Sql,
  staff: string,
  { scope, of = null }: Sight,
  { beside = false } = {},
): Promise<boolean> {
  const theirs = { all: '$2::text IS NULL', branch: 'branch = $2', own: 'staff_id = $2' }[scope];
  const found = await rows(sql, `SELECT FROM staff WHERE staff_id = $1 AND (${theirs} OR ($3 AND branch IS NULL))`, [
    staff,
    of,
    beside,
  ]);
  return found.length > 0;
}

/**
 * Names who does an open task from now on (S1). Answers false when it is that person already.
 * @throws FactRefused for a task that is not open, for somebody who is not here, and for the borrower's own account manager
 *   when it is for somebody else (P1.4), or about a complaint (P4.8)
 */
export async function assignTask(
  db: Begin,
  { task, staff, reason }: { task: string; staff: string; reason: string },
  source: Source,
): Promise<boolean> {
  return transaction(db, async (client) => {
    const [known] = await rows<WorkAbout & { owner: string | null; status: string }>(
      client,
      `SELECT t.owner, t.status, ${WORK_ABOUT} FROM tasks t ${OF_BORROWER} WHERE task_id = $1 FOR UPDATE OF t`,
      [task],
    );
    if (!known) throw new FactRefused(`no task ${task}`, 'task');
    const { owner, status } = known;
    if (status === 'joined') throw new FactRefused(`task ${task} is done with that of another loan`, 'task');
    if (status !== 'open') throw new FactRefused(`task ${task} has ended`, 'task');
    if (owner === staff) return false;
    const person = (await readStaff(client, dayOf(source.at))).find((it) => it.staff === staff);
    if (!person?.here) throw new FactRefused(`no staff ${staff} who is here`, 'staff');
    if (staff === whose(known).work.not)
      throw new FactRefused(`task ${task} is for somebody else than the borrower's account manager`, 'staff');
    await handOverTask(client, task, { from: owner, to: staff, why: reason }, source);
    await leaveNudge(client, 'task', task, 'handed over');
    return true;
  });
}

/** Another person does it from now on; null: nobody. */
export async function handOverTask(
  client: pg.PoolClient,
  task: string,
  hands: { from: string | null; to: string | null; why: string },
  source: Source,
): Promise<void> {
  await client.query('UPDATE tasks SET owner = $2 WHERE task_id = $1', [task, hands.to]);
  await noteFact(client, source, 'task handed over', `task/${task}`, hands);
}
