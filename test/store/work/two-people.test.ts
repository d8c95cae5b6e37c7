import { beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../../src/domain/plan/roles.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { caseApprovalFault } from '../../../src/domain/work/two-people.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import type { Source } from '../../../src/store/facts/facts.js';
import { enterFact } from '../../../src/store/incoming/enter-fact.js';
import { deployPlans } from '../../../src/store/loans/plans.js';
import { addStaff } from '../../../src/store/staff/staff.js';
import { recordTaskDone } from '../../../src/store/work/task-done.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';

const db = freshDatabase();
const seal = createSeal('ab'.repeat(32));
const at = momentAt('2026-03-10', '12:00');

beforeEach(async () => {
  await deployPlans(db());
  await addLoans(
    db(),
    seal,
    [{ loan: 'L1', instalments: [{ dueOn: '2026-03-01', amount: 56_826_400 }] }],
    momentAt('2026-02-01', '09:00'),
  );
  for (const [staff, role] of [
    ['AM1', 'account-manager'],
    ['RM1', 'risk-manager'],
    ['DH1', 'department-head'],
    ['BP1', 'branch-president'],
  ] as [string, Role][])
    await addStaff(
      db(),
      seal,
      { staff, roles: [role], branch: null, supervisor: null, name: null, email: null },
      { actor: 'test', at },
    );
});

const source = (actor: string, glass?: string): Source => ({ actor, at, ...(glass === undefined ? {} : { glass }) });
const enter = (fact: Parameters<typeof enterFact>[0], by: Source) =>
  enterFact(fact, by, { db: db(), seal, by: by.actor });
const propose = async (actor: string) => {
  await enter({ kind: 'openCase', said: { loan: 'L1', kind: 'grace', why: 'a flood' } }, source(actor));
  const task = 'L1/case/L1/grace/2026-03-10/proposal';
  await db().pool.query(
    `INSERT INTO tasks (task_id, loan_id, case_id, kind, role, rule, because, opened_at, due_at) VALUES ($1, 'L1', 'L1/grace/2026-03-10', 'grace-proposal', 'account-manager', 'S5', '{"code":"decided-unproposed"}', now(), now())`,
    [task],
  );
  await recordTaskDone(db(), { task, record: { note: 'x' } }, source(actor));
};
const grace = { loan: 'L1', kind: 'grace' as const, approve: true, until: '2026-05-29' as const };
const decide = (by: Source, said = grace) => enter({ kind: 'decide', said }, by);

describe('a relief of two people', () => {
  it('is not granted by one command: not without signing in, not without a proposal', async () => {
    await expect(decide(source('ops/root'))).rejects.toThrow('signs in (`postloan login`), or says --break-glass');
    await expect(decide(source('staff/DH1'))).rejects.toThrow('grace has no proposal yet');
    await expect(decide(source('key/plk_12345678'))).rejects.toThrow('a program approves nothing');
    expect(await rows(db().pool, 'SELECT FROM cases')).toEqual([]);
  });

  it('is proposed by one and approved by another, who has the role or stands above', async () => {
    await propose('staff/AM1');
    await expect(decide(source('staff/AM1'))).rejects.toThrow('AM1 has proposed this: another person must decide');
    await expect(decide(source('ops/AM1'))).rejects.toThrow('AM1 has proposed this');
    await expect(decide(source('staff/RM1'))).rejects.toThrow(
      'grace is approved by the department-head, or who stands above',
    );
    expect(await decide(source('staff/BP1'))).toBe(true);
    expect(await rows(db().pool, 'SELECT approved, decided_by FROM cases')).toEqual([
      { approved: true, decided_by: 'staff/BP1' },
    ]);
  });

  it('whoever proposed it under the system’s name is the same person when he has signed in', async () => {
    await propose('ops/DH1');
    await expect(decide(source('staff/DH1'))).rejects.toThrow('DH1 has proposed this');
  });

  it('is refused by anybody else, without a proposal', async () => {
    await enter({ kind: 'openCase', said: { loan: 'L1', kind: 'grace', why: 'a flood' } }, source('staff/AM1'));
    expect(await decide(source('staff/RM1'), { ...grace, approve: false, until: undefined as never })).toBe(true);
  });

  it('breaking the glass does it, and is recorded as that', async () => {
    expect(await decide(source('ops/root', 'the head is in hospital'))).toBe(true);
    expect(
      await rows(db().pool, `SELECT actor, detail->>'breakGlass' AS glass FROM audit_log WHERE what = 'decision'`),
    ).toEqual([{ actor: 'ops/root', glass: 'the head is in hospital' }]);
  });

  it('two at the same moment: one wins, the other hears that it is done', async () => {
    await propose('staff/AM1');
    const both = await Promise.allSettled([
      decide(source('staff/DH1')),
      decide(source('staff/BP1'), { ...grace, until: '2026-04-29' as never }),
    ]);
    expect(both.map((it) => it.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('in a scenario the lender has said so, as before', async () => {
    expect(await decide(source('rehearsal: approver'))).toBe(true);
  });
});

describe('what a plan lets one person do alone', () => {
  const spec = { kind: 'grace' as const, approver: 'department-head' as const, alone: { upTo: '50000.00', days: 30 } };
  const alone = (outstanding: number, days: number | null) =>
    caseApprovalFault({ proposed: false, outstanding, days }, spec, ['department-head']);

  it('holds up to its sum and its days, included, and no further', () => {
    expect(alone(5_000_000, 30)).toBe(null);
    expect(alone(5_000_001, 30)).toMatch(/up to 50000\.00 outstanding, and this is 50000\.01/);
    expect(alone(5_000_000, 31)).toMatch(/for 30 days at most/);
    expect(alone(5_000_000, null)).toMatch(/for 30 days at most/);
    expect(caseApprovalFault({ proposed: true, outstanding: 9_000_000, days: 400 }, spec, ['department-head'])).toBe(
      null,
    );
    expect(caseApprovalFault({ proposed: false, outstanding: 1, days: 1 }, spec, ['account-manager'])).toMatch(
      /is approved by/,
    );
  });
});

describe('a category', () => {
  const classify = (by: Source, more: object = {}) =>
    enter({ kind: 'classify', said: { loan: 'L1', category: 'doubtful', reason: 'no income', ...more } }, by);

  it('nobody approves it for another: he signs in and says the same', async () => {
    for (const by of ['ops/root', 'staff/AM1'])
      await expect(classify(source(by), { approvedBy: 'RM1' })).rejects.toThrow('RM1 approves under a name of his own');
    expect(await classify(source('staff/AM1'))).toBe(true);
    expect(await classify(source('staff/AM1'))).toBe(false);
    await expect(classify(source('ops/AM1'))).rejects.toThrow('AM1 has proposed this');
    await expect(classify(source('ops/root'))).rejects.toThrow('signs in');
    expect(await classify(source('staff/RM1'))).toBe(true);
    expect(await rows(db().pool, 'SELECT proposed_by, approved_by FROM classifications')).toEqual([
      { proposed_by: 'staff/AM1', approved_by: 'staff/RM1' },
    ]);
  });
});
