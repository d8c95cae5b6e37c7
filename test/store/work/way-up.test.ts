import { beforeEach, describe, expect, it } from 'vitest';
import { momentAt } from '../../../src/domain/time/dates.js';
import { addUser } from '../../../src/store/access/users.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { markBack } from '../../../src/store/staff/coming-and-going.js';
import { readTask } from '../../../src/store/work/tasks.js';
import { workOf } from '../../../src/store/work/work-mails.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';
import { addStaff } from '../../support/staff.js';

const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const DAY = '2026-04-10';
const PEOPLE = [
  ['AM01', 'account-manager', 'DH01'],
  ['RM01', 'risk-manager', null],
  ['DH01', 'department-head', 'BP01'],
  ['BP01', 'branch-president', null],
  ['BP02', 'branch-president', null],
] as const;

beforeEach(async () => {
  await addLoans(
    db(),
    seal,
    [{ loan: 'L1', instalments: [{ dueOn: '2026-06-20', amount: 100_000 }] }],
    momentAt('2026-03-01', '09:00'),
  );
  await addStaff(
    db(),
    seal,
    PEOPLE.map(([staff, role]) => ({ staff, roles: [role], email: `${staff}@example.com` })),
  );
  for (const [staff, , supervisor] of PEOPLE)
    await db().pool.query('UPDATE staff SET supervisor = $2 WHERE staff_id = $1', [staff, supervisor]);
  for (const [task, owner, role] of [
    ['late', 'AM01', 'account-manager'],
    ['of-nobody-above', 'RM01', 'risk-manager'],
  ])
    await db().pool.query(
      `INSERT INTO tasks (task_id, loan_id, kind, role, owner, rule, why, opened_at, due_at)
       VALUES ($1, 'L1', 'visit', $3, $2, 'S1', '', '2026-04-01', '2026-04-08')`,
      [task, owner, role],
    );
});

const away = (staff: string) =>
  db().pool.query(`UPDATE staff SET absent_until = '2026-05-01' WHERE staff_id = $1`, [staff]);
const readers = async () => {
  const found: string[] = [];
  for (const [staff] of PEOPLE.slice(2))
    for (const { task } of await workOf(db().pool, staff, DAY)) found.push(`${staff} ${task}`);
  return found.sort();
};
const gone = async () => [...(await readTask(db().pool, 'late', DAY))!.file.away!];

describe('S1: late work is told to the next above who is here', () => {
  it('the recorded superior, and where there is none the role above', async () => {
    expect(await readers()).toEqual(['DH01 late', 'DH01 of-nobody-above']);
    expect(await gone()).toEqual([]);
  });

  it('an absent superior is passed over: the next recorded above, and the next role', async () => {
    await away('DH01');
    expect(await readers()).toEqual(['BP01 late', 'BP01 of-nobody-above', 'BP02 of-nobody-above']);
    expect(await gone()).toEqual(['department-head']);
  });

  it('when all recorded above are away, the role above, whoever holds it', async () => {
    await away('DH01');
    await away('BP01');
    expect(await readers()).toEqual(['BP02 late', 'BP02 of-nobody-above']);
  });
});

describe('S1: what nobody has', () => {
  const mailOf = async (staff: string) => (await workOf(db().pool, staff, DAY)).map(({ task }) => task);

  it('is told to the administrators who are here, late or not; who gets it reads of it the next morning', async () => {
    await addStaff(db(), seal, [{ staff: 'ADM', roles: [], email: 'adm@example.com' }]);
    await addUser(db(), { staff: 'ADM', access: ['administrator'] }, { actor: 'test', at: momentAt(DAY, '08:00') });
    for (const [staff] of PEOPLE) await away(staff);
    await db().pool.query(`DELETE FROM tasks WHERE task_id <> 'late'`);
    await db().pool.query(`UPDATE tasks SET owner = NULL, due_at = '2026-06-08'`);
    expect(await mailOf('ADM')).toEqual(['late']);

    const source = { actor: 'test', at: momentAt(DAY, '09:00') };
    expect(await markBack(db(), 'BP02', source)).toBe(true);
    expect(await mailOf('ADM')).toEqual([]);
    expect(await mailOf('BP02')).toEqual(['late']);
  });
});
