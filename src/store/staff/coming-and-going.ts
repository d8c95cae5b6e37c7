import type { Heard } from '../../domain/facts/facts.js';
import { type Day, dayOf } from '../../domain/time/dates.js';
import { type Person, takesOver, type WorkAbout, whose } from '../../domain/work/staffing.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { handOverTask, lockStaff, OF_BORROWER, readStaff, WORK_ABOUT } from './staff.js';
import { giveToWhoCame, lookForOwners } from './unowned.js';

/** Somebody new, who gets the work that nobody could have. Answers false for somebody who is known just so. @throws FactRefused for one known otherwise, or an unknown supervisor */
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
    await giveToWhoCame(client, source);
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

/** Who was away is here again from the day of `source.at` on, and gets the work that nobody could have. Answers false for somebody who is here. */
export async function markBack(db: Begin, staff: string, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    const today = dayOf(source.at);
    const known = (await readStaff(client, today)).find((it) => it.staff === staff);
    if (!known) throw new FactRefused(`no staff ${staff}`, 'staff');
    if (known.leftOn !== null) throw new FactRefused(`staff ${staff} has left on ${known.leftOn}`, 'staff');
    if (known.absentUntil === null) return false;
    await client.query('UPDATE staff SET absent_until = $2 WHERE staff_id = $1', [staff, today]);
    await noteFact(client, source, 'staff back', `staff/${staff}`, { from: today });
    await giveToWhoCame(client, source);
    return true;
  });
}

async function goesAway(
  db: Begin,
  staff: string,
  { column, day, what }: { column: 'absent_until' | 'left_on'; day: Day; what: string },
  source: Source,
): Promise<HandedOver[]> {
  return transaction(db, async (client) => {
    await lockStaff(client);
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
    for (const { task, ...about } of await openTasksOf(client, staff)) {
      const { work, near } = whose({ ...about, branch: about.branch ?? from.branch });
      const to = takesOver(work, from, people, near);
      await handOverTask(client, task, { from: staff, to, why: what }, source);
      const taker = people.find((it) => it.staff === to);
      if (taker) taker.openTasks += 1;
      handedOver.push({ task, to });
    }
    await lookForOwners(client);
    return handedOver;
  });
}

const openTasksOf = (sql: Sql, staff: string) =>
  rows<WorkAbout & { task: string }>(
    sql,
    `SELECT t.task_id AS task, ${WORK_ABOUT} FROM tasks t ${OF_BORROWER}
     WHERE t.owner = $1 AND t.status = 'open' ORDER BY t.due_at, t.task_id FOR UPDATE OF t`,
    [staff],
  );
