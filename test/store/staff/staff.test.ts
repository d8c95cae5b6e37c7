import { describe, expect, it } from 'vitest';
import { ownerFaults } from '../../../src/cli/doctor/doctor-database.js';
import type { Reason } from '../../../src/domain/reason/reason.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { openingOf } from '../../../src/domain/work/duties.js';
import { chinaCalendar } from '../../../src/library/calendar.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { listTasks } from '../../../src/store/lists/work-list.js';
import { readLoanFiles } from '../../../src/store/loans/files/loan-files.js';
import { writeSteps } from '../../../src/store/loans/steps/write-steps.js';
import { addStaff, markAbsent, markBack, markLeft } from '../../../src/store/staff/coming-and-going.js';
import { assignTask, readStaff } from '../../../src/store/staff/staff.js';
import { openDuty } from '../../../src/store/work/duties.js';
import { readTask } from '../../../src/store/work/tasks.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { MEETING, planWithDuties } from '../../support/duties.js';
import { addLoans, putLoans } from '../../support/loans.js';

const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const on = (day: string) => ({ actor: 'test', at: momentAt(day, '09:00') });
const plan = planWithDuties([{ ...MEETING, every: 'day' }]);

async function people(): Promise<void> {
  const said = { branch: 'east', name: 'X', email: 'x@example.com' };
  await addStaff(db(), seal, { ...said, staff: 'BP', roles: ['branch-president'], supervisor: null }, on('2026-11-20'));
  for (const staff of ['DH1', 'DH2']) {
    await addStaff(db(), seal, { ...said, staff, roles: ['department-head'], supervisor: 'BP' }, on('2026-11-20'));
  }
}
async function meeting(day: string): Promise<string | null> {
  const now = momentAt(day, '08:30');
  await openDuty(db(), openingOf(plan, plan.duties[0]!, day, now, chinaCalendar()), 1, now);
  return owner(`duty/99-duties/risk-meeting/${day}`);
}
async function owner(task: string): Promise<string | null> {
  const [row] = await rows<{ owner: string | null }>(db().pool, 'SELECT owner FROM tasks WHERE task_id = $1', [task]);
  return row!.owner;
}

describe('staff', () => {
  it('S1: work goes to who is here, and open work goes over to another, each with its entry in the audit log', async () => {
    await people();
    expect(await meeting('2026-11-23')).toBe('DH1');
    const task = 'duty/99-duties/risk-meeting/2026-11-23';
    expect(await markAbsent(db(), 'DH1', '2026-11-26', on('2026-11-24'))).toEqual([{ task, to: 'DH2' }]);
    expect(await owner(task)).toBe('DH2');
    expect(await meeting('2026-11-25')).toBe('DH2');
    expect(await meeting('2026-11-26')).toBe('DH1');
    const noted = await rows(db().pool, `SELECT what, detail FROM audit_log WHERE subject = $1`, [`task/${task}`]);
    expect(noted).toEqual([{ what: 'task handed over', detail: { from: 'DH1', to: 'DH2', why: 'staff absent' } }]);
  });

  it('S1: when nobody else has the role it goes up, in the end it is nobody’s', async () => {
    await people();
    await meeting('2026-11-23');
    await markLeft(db(), 'DH2', on('2026-11-23'));
    const [up] = await markLeft(db(), 'DH1', on('2026-11-24'));
    expect(up?.to).toBe('BP');
    expect(await meeting('2026-11-25')).toBe('BP');
    expect((await markLeft(db(), 'BP', on('2026-11-26'))).map((it) => it.to)).toEqual([null, null]);
    expect(await meeting('2026-11-27')).toBeNull();
  });

  it('S1: what nobody could have goes to the first who comes: back, or new', async () => {
    await people();
    await meeting('2026-11-23');
    for (const staff of ['DH2', 'BP']) await markLeft(db(), staff, on('2026-11-23'));
    expect(await markAbsent(db(), 'DH1', '2026-12-01', on('2026-11-24'))).toEqual([
      { task: 'duty/99-duties/risk-meeting/2026-11-23', to: null },
    ]);
    expect(await meeting('2026-11-25')).toBeNull();
    const waits = await readTask(db().pool, 'duty/99-duties/risk-meeting/2026-11-23', '2026-11-25');
    expect(waits?.unowned).toEqual({ back: momentAt('2026-12-01', '00:00') });
    const unowned = async () =>
      (await listTasks(db().pool, seal, { unowned: true }, on('2026-11-25').at)).map((it) => it.task);
    expect(await unowned()).toEqual(['2026-11-23', '2026-11-25'].map((it) => `duty/99-duties/risk-meeting/${it}`));
    expect(await ownerFaults(db().pool)).toEqual([expect.stringMatching(/^nobody has 2 for a department-head,/)]);
    await markBack(db(), 'DH1', on('2026-11-26'));
    expect(await unowned()).toEqual([]);
    expect(await ownerFaults(db().pool)).toEqual([]);
    expect(await owner('duty/99-duties/risk-meeting/2026-11-23')).toBe('DH1');
    expect(await owner('duty/99-duties/risk-meeting/2026-11-25')).toBe('DH1');
    await markLeft(db(), 'DH1', on('2026-11-27'));
    const head = { staff: 'DH3', branch: null, roles: ['department-head' as const], supervisor: null };
    await addStaff(db(), seal, { ...head, name: null, email: null }, on('2026-11-28'));
    expect(await owner('duty/99-duties/risk-meeting/2026-11-25')).toBe('DH3');
    const noted = await rows(
      db().pool,
      `SELECT actor, detail FROM audit_log WHERE what = 'task handed over' AND subject = $1`,
      ['task/duty/99-duties/risk-meeting/2026-11-25'],
    );
    expect(noted).toEqual([
      { actor: 'test', detail: { from: null, to: 'DH1', why: 'somebody is here' } },
      { actor: 'test', detail: { from: 'DH1', to: null, why: 'staff left' } },
      { actor: 'test', detail: { from: null, to: 'DH3', why: 'somebody is here' } },
    ]);
  });

  it('P1.4: a cross-check that nobody could have goes to another account manager, never to the borrower’s own', async () => {
    await addLoans(
      db(),
      seal,
      [{ loan: 'L1', instalments: [{ dueOn: '2026-12-20', amount: 1 }] }],
      on('2026-11-20').at,
    );
    const add = (staff: string) =>
      addStaff(
        db(),
        seal,
        { staff, branch: null, roles: ['account-manager'], supervisor: null, name: null, email: null },
        on('2026-11-20'),
      );
    await add('AM1');
    await db().pool.query(`UPDATE borrowers SET account_manager = 'AM1'`);
    const now = momentAt('2026-11-21', '10:00');
    const [loan] = await readLoanFiles(db().pool, ['L1'], now);
    const step = (task: string, more: object) => ({
      ...{
        what: 'task.open' as const,
        key: task,
        at: now,
        rule: 'P1.4',
        why: { code: 'taken-back' } as Reason,
        dpd: 0,
      },
      ...{
        stage: 'current',
        kind: 'visit',
        role: 'account-manager' as const,
        due: now,
        delinquency: null,
        task,
        ...more,
      },
    });
    const steps = [step('L1/cross-check', { another: true as const }), step('L1/visit', {})];
    await markAbsent(db(), 'AM1', '2026-12-01', on('2026-11-20'));
    await writeSteps(db().pool, loan!, steps, loan!.file.state, 1, now);
    expect(await owner('L1/cross-check')).toBeNull();
    await markBack(db(), 'AM1', on('2026-11-22'));
    expect([await owner('L1/cross-check'), await owner('L1/visit')]).toEqual([null, 'AM1']);
    await add('AM2');
    expect(await owner('L1/cross-check')).toBe('AM2');
  });

  it('P1.4: work about a borrower stays in the borrower’s branch, a cross-check with somebody else', async () => {
    await people();
    for (const [staff, branch] of [
      ['AM1', 'east'],
      ['AM2', 'east'],
      ['AM3', 'west'],
    ] as const) {
      const person = { staff, branch, roles: ['account-manager' as const], supervisor: 'DH1', name: null, email: null };
      await addStaff(db(), seal, person, on('2026-11-20'));
    }
    await putLoans(db(), seal, [{ loan: 'L1', instalments: [{ dueOn: '2026-12-20', amount: 1 }] }]);
    await db().pool.query(`UPDATE borrowers SET branch = 'east', account_manager = 'AM1'`);
    await db().pool.query(
      `INSERT INTO tasks (task_id, loan_id, kind, role, owner, rule, why, opened_at, due_at)
       VALUES ('L1/call', 'L1', 'call', 'account-manager', 'AM1', 'P7.5', '', now(), now()),
              ('L1/cross-check', 'L1', 'cross-check', 'account-manager', 'AM2', 'P1.4', '', now(), now())`,
    );
    await db().pool.query(
      `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, because, dpd, stage, plan_version, detail)
       VALUES ('loan', 'L1', 'x', now(), now(), 'task.open', 'P1.4', '{"code":"stuck"}', 0, 'current', 1, '{"task":"L1/cross-check","another":true}')`,
    );
    expect(await markAbsent(db(), 'AM2', '2026-12-01', on('2026-11-24'))).toEqual([
      { task: 'L1/cross-check', to: 'DH1' },
    ]);
    expect(await markAbsent(db(), 'AM1', '2026-12-01', on('2026-11-24'))).toEqual([{ task: 'L1/call', to: 'DH1' }]);
    const listed = await readStaff(db().pool, '2026-11-24');
    expect(listed.find((it) => it.staff === 'DH1')).toMatchObject({ here: true, openTasks: 2 });
    expect(listed.find((it) => it.staff === 'AM1')).toMatchObject({
      here: false,
      absentUntil: '2026-12-01',
      openTasks: 0,
    });
    expect((await readStaff(db().pool, '2026-12-01')).every((it) => it.here)).toBe(true);
  });

  it('S1, P4.8: what somebody leaves goes to whom it would be given: the account manager’s own to that person, a complaint’s never', async () => {
    await addLoans(
      db(),
      seal,
      [{ loan: 'L1', instalments: [{ dueOn: '2026-12-20', amount: 1 }] }],
      on('2026-11-20').at,
    );
    const list = async () => (await listTasks(db().pool, seal, { unowned: true }, on('2026-11-25').at)).length;
    await db().pool.query(
      `INSERT INTO complaints (complaint_id, borrower_id, opened_at, solve_due, due_assumed) SELECT 'C1', borrower_id, now(), now(), false FROM borrowers`,
    );
    await db().pool.query(
      `INSERT INTO tasks (task_id, loan_id, complaint_id, kind, role, rule, why, opened_at, due_at)
       VALUES ('visit', 'L1', NULL, 'visit', 'account-manager', 'P7.6', '', now(), now()),
              ('accept', NULL, 'C1', 'complaint-accept', 'risk-manager', 'P4.8', '', now(), now())`,
    );
    // A book without staff names nobody: nothing waits for anybody.
    expect([await list(), await ownerFaults(db().pool)]).toEqual([0, []]);
    const add = (staff: string, roles: ('account-manager' | 'risk-manager' | 'archivist')[]) =>
      addStaff(db(), seal, { staff, roles, branch: null, supervisor: null, name: null, email: null }, on('2026-11-20'));
    await add('SOMEBODY', ['archivist']);
    expect(await list()).toBe(2);
    for (const staff of ['AM1', 'AM2', 'AM3']) await add(staff, ['account-manager', 'risk-manager']);
    await db().pool.query(`UPDATE borrowers SET account_manager = 'AM1'`);
    await db().pool.query(`UPDATE tasks SET owner = 'AM3'`);
    const gone = await markLeft(db(), 'AM3', on('2026-11-24'));
    expect(Object.fromEntries(gone.map((it) => [it.task, it.to]))).toEqual({ visit: 'AM1', accept: 'AM2' });
    await expect(
      assignTask(db(), { task: 'accept', staff: 'AM1', reason: 'knows it' }, on('2026-11-24')),
    ).rejects.toThrow("somebody else than the borrower's account manager");
    expect(await markLeft(db(), 'AM2', on('2026-11-25'))).toEqual([{ task: 'accept', to: null }]);
  });

  it('S1: work on a loan never goes to somebody who has left, nor does what comes back', async () => {
    await people();
    for (const staff of ['AM1', 'AM2']) {
      const person = { staff, roles: ['account-manager' as const], supervisor: 'DH1', name: null, email: null };
      await addStaff(db(), seal, { ...person, branch: 'east' }, on('2026-11-20'));
    }
    await addLoans(
      db(),
      seal,
      [{ loan: 'L1', instalments: [{ dueOn: '2026-12-20', amount: 1 }] }],
      momentAt('2026-11-20', '09:00'),
    );
    await db().pool.query(`UPDATE borrowers SET branch = 'east', account_manager = 'AM1'`);
    const opens = async (task: string, day: string, again?: true) => {
      const now = momentAt(day, '10:00');
      const [loan] = await readLoanFiles(db().pool, ['L1'], now);
      const why: Reason = { code: 'taken-back' };
      const step = { what: 'task.open' as const, key: `${task}/${day}`, at: now, rule: 'P7.5', why, dpd: 1 };
      const of = {
        stage: 'current',
        kind: 'call',
        role: 'account-manager' as const,
        due: now,
        delinquency: null,
      };
      await writeSteps(db().pool, loan!, [{ ...step, ...of, task, ...(again && { again }) }], loan!.file.state, 1, now);
      return owner(task);
    };
    expect(await opens('L1/one', '2026-11-21')).toBe('AM1');
    await db().pool.query(`UPDATE tasks SET status = 'cancelled', ended_at = now()`);
    await markLeft(db(), 'AM1', on('2026-11-22'));
    expect(await opens('L1/two', '2026-11-23')).toBe('AM2');
    expect(await opens('L1/one', '2026-11-23', true)).toBe('AM2');
    await markLeft(db(), 'DH1', on('2026-11-24'));
    const [over] = await markLeft(db(), 'AM2', on('2026-11-24'));
    expect(over).toMatchObject({ to: 'BP' });
    expect(await opens('L1/three', '2026-11-25')).toBe('BP');
  });

  it('S1: work that is opened while its owner leaves goes on to another', async () => {
    await people();
    await Promise.all([meeting('2026-11-24'), markLeft(db(), 'DH1', on('2026-11-24')), meeting('2026-11-25')]);
    expect(await rows(db().pool, `SELECT 1 FROM tasks WHERE owner = 'DH1'`)).toEqual([]);
    expect(await rows(db().pool, `SELECT 1 FROM tasks WHERE owner = 'DH2'`)).toHaveLength(2);
  });

  it('refuses what cannot be: somebody unknown, gone, known otherwise, a day past', async () => {
    await people();
    const head = {
      staff: 'DH1',
      roles: ['department-head' as const],
      branch: 'east',
      supervisor: 'BP',
      name: null,
      email: null,
    };
    expect(await addStaff(db(), seal, head, on('2026-11-24'))).toBe(false);
    await expect(addStaff(db(), seal, { ...head, branch: 'west' }, on('2026-11-24'))).rejects.toThrow(
      /known with other/,
    );
    await expect(addStaff(db(), seal, { ...head, staff: 'N', supervisor: 'M' }, on('2026-11-24'))).rejects.toThrow(
      /no staff M/,
    );
    await expect(markAbsent(db(), 'N', '2026-12-01', on('2026-11-24'))).rejects.toThrow('no staff N');
    await expect(markAbsent(db(), 'DH1', '2026-11-24', on('2026-11-24'))).rejects.toThrow(/a day to come/);
    await markLeft(db(), 'DH1', on('2026-11-24'));
    await expect(markLeft(db(), 'DH1', on('2026-11-25'))).rejects.toThrow('has left on 2026-11-24');
  });
});
