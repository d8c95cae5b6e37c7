import type pg from 'pg';
import type { Heard } from '../../domain/facts/facts.js';
import type { Role } from '../../domain/plan/roles.js';
import type { Day } from '../../domain/time/dates.js';
import { dayOf } from '../../domain/time/dates.js';
import { type Colleague, type Person, takesOver } from '../../domain/work/staffing.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source } from '../facts/facts.js';
import type { Sight } from '../lists/filter.js';

/** In SQL, of a row of `staff`: who it is, and whether he or she is here on the day `$1`. */
const PERSON = `staff_id AS staff, roles, branch, supervisor,
  (left_on IS NULL OR left_on > $1::date) AND (absent_until IS NULL OR absent_until <= $1::date) AS here`;

export interface StaffMember extends Colleague {
  /** The first day back; null when not away. */
  absentUntil: Day | null;
  leftOn: Day | null;
}

/** An advisory lock: while work is given to somebody, nobody may go away, so that nobody who is away gets it. */
const STAFF = `hashtext('staff')`;

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
     FROM staff WHERE $2::text IS NULL OR branch IS NULL OR branch = $2 ORDER BY staff_id`,
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

/** Answers false for somebody who is known just so. @throws FactRefused for one known otherwise, or an unknown supervisor */
export async function addStaff(db: Begin, seal: Seal, person: Heard<'staff'>, source: Source): Promise<boolean> {
  const { staff, roles, branch, supervisor, name, email } = person;
  return transaction(db, async (client) => {
    const people = await readStaff(client, dayOf(source.at));
    const known = people.find((it) => it.staff === staff);
    const same = (it: Person) => String([[...it.roles].sort(), it.branch, it.supervisor]);
    if (known && same(known) === same({ ...known, roles, branch, supervisor })) return false;
    if (known) throw new FactRefused(`staff ${staff} is known with other roles, branch or supervisor`, 'staff');
    if (supervisor !== null && !people.some((it) => it.staff === supervisor))
      throw new FactRefused(`no staff ${supervisor}: add the supervisor first`, 'supervisor');
    await client.query(
      'INSERT INTO staff (staff_id, roles, branch, supervisor, name_sealed, email_sealed) VALUES ($1, $2, $3, $4, $5, $6)',
      [
        ...[staff, roles, branch, supervisor],
        name && seal.seal(name, 'staff.name_sealed', staff),
        email && seal.seal(email, 'staff.email_sealed', staff),
      ],
    );
    await noteFact(client, source, 'staff added', `staff/${staff}`, { roles, branch, supervisor });
    return true;
  });
}

/** A task and who has it now; null: nobody can. */
export interface HandedOver {
  task: string;
  to: string | null;
}

/** The person is away until a day (not included); open tasks go to others and stay with them. */
export async function markAbsent(db: Begin, staff: string, until: Day, source: Source): Promise<HandedOver[]> {
  if (until <= dayOf(source.at)) throw new FactRefused(`until ${until}: must be a day to come`, 'until');
  return goesAway(db, staff, { column: 'absent_until', day: until, what: 'staff absent' }, source);
}

/** The person works here no more from the day of `source.at` on; open tasks go to others. */
export async function markLeft(db: Begin, staff: string, source: Source): Promise<HandedOver[]> {
  return goesAway(db, staff, { column: 'left_on', day: dayOf(source.at), what: 'staff left' }, source);
}

/** Who was away is here again from the day of `source.at` on. Answers false for somebody who is here. */
export async function markBack(db: Begin, staff: string, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    const today = dayOf(source.at);
    const known = (await readStaff(client, today)).find((it) => it.staff === staff);
    if (!known) throw new FactRefused(`no staff ${staff}`, 'staff');
    if (known.leftOn !== null) throw new FactRefused(`staff ${staff} has left on ${known.leftOn}`, 'staff');
    if (known.absentUntil === null) return false;
    await client.query('UPDATE staff SET absent_until = $2 WHERE staff_id = $1', [staff, today]);
    await noteFact(client, source, 'staff back', `staff/${staff}`, { from: today });
    return true;
  });
}

/**
 * Names who does an open task from now on (S1). Answers false when it is that person already.
 * @throws FactRefused for a task that is not open, for somebody who is not here, and for the borrower's own account manager
 *   when the task was given to somebody else on purpose (P1.4)
 */
export async function assignTask(
  db: Begin,
  { task, staff, reason }: { task: string; staff: string; reason: string },
  source: Source,
): Promise<boolean> {
  return transaction(db, async (client) => {
    const [known] = await rows<{ owner: string | null; role: Role; status: string; manager: string | null }>(
      client,
      `SELECT t.owner, t.role, t.status, b.account_manager AS manager
       FROM tasks t LEFT JOIN loans l USING (loan_id) LEFT JOIN borrowers b USING (borrower_id)
       WHERE task_id = $1 FOR UPDATE OF t`,
      [task],
    );
    if (!known) throw new FactRefused(`no task ${task}`, 'task');
    const { owner, role, status, manager } = known;
    if (status === 'joined') throw new FactRefused(`task ${task} is done with that of another loan`, 'task');
    if (status !== 'open') throw new FactRefused(`task ${task} has ended`, 'task');
    if (owner === staff) return false;
    const person = (await readStaff(client, dayOf(source.at))).find((it) => it.staff === staff);
    if (!person?.here) throw new FactRefused(`no staff ${staff} who is here`, 'staff');
    if (role === 'account-manager' && owner !== null && owner !== manager && staff === manager)
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

async function goesAway(
  db: Begin,
  staff: string,
  { column, day, what }: { column: 'absent_until' | 'left_on'; day: Day; what: string },
  source: Source,
): Promise<HandedOver[]> {
  return transaction(db, async (client) => {
    await client.query(`SELECT pg_advisory_xact_lock(${STAFF})`);
    const [known] = await rows<{ left: Day | null }>(
      client,
      'SELECT left_on AS left FROM staff WHERE staff_id = $1 FOR UPDATE',
      [staff],
    );
    if (!known) throw new FactRefused(`no staff ${staff}`, 'staff');
    if (known.left !== null) throw new FactRefused(`staff ${staff} has left on ${known.left}`, 'staff');
    await client.query(`UPDATE staff SET ${column} = $2 WHERE staff_id = $1`, [staff, day]);
    await noteFact(client, source, what, `staff/${staff}`, { [column === 'left_on' ? 'from' : 'until']: day });
    const people = await readStaff(client, dayOf(source.at));
    const from = people.find((it) => it.staff === staff)!;
    const handedOver: HandedOver[] = [];
    for (const { task, role, branch, manager } of await openTasksOf(client, staff)) {
      // Not to the borrower's own manager when it was somebody else's to look at (P1.4).
      const not = role === 'account-manager' && manager !== staff ? manager : null;
      const to = takesOver({ role, branch: branch ?? from.branch, not }, from, people);
      await handOverTask(client, task, { from: staff, to, why: what }, source);
      const taker = people.find((it) => it.staff === to);
      if (taker) taker.openTasks += 1;
      handedOver.push({ task, to });
    }
    return handedOver;
  });
}

const openTasksOf = (sql: Sql, staff: string) =>
  rows<{ task: string; role: Role; branch: string | null; manager: string | null }>(
    sql,
    `SELECT t.task_id AS task, t.role, b.branch, b.account_manager AS manager
     FROM tasks t LEFT JOIN loans l USING (loan_id) LEFT JOIN borrowers b USING (borrower_id)
     WHERE t.owner = $1 AND t.status = 'open' ORDER BY t.due_at, t.task_id FOR UPDATE OF t`,
    [staff],
  );
