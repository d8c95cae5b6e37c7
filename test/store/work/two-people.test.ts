import { beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../../src/domain/plan/roles.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { caseApprovalFault, PASSED_ON } from '../../../src/domain/work/two-people.js';
import { shippedPlans } from '../../../src/library/shipped-plans.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import type { Source } from '../../../src/store/facts/facts.js';
import { enterFact } from '../../../src/store/incoming/enter-fact.js';
import { deployPlans } from '../../../src/store/loans/plans.js';
import { addStaff } from '../../../src/store/staff/coming-and-going.js';
import { untoldGlass } from '../../../src/store/work/glass-mails.js';
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

describe('every approval there is', () => {
  /** Work of L1 that is open, of a warning or of its arrears. */
  const open = (task: string, kind: string, more: { warning?: string; form?: string[] } = {}) =>
    db().pool.query(
      `INSERT INTO tasks (task_id, loan_id, warning_id, kind, form, role, rule, because, opened_at, due_at)
       VALUES ($1, 'L1', $2, $3, $4, 'risk-manager', 'S5', '{"code":"decided-unproposed"}', now(), now())`,
      [task, more.warning ?? null, kind, more.form ?? []],
    );
  const finish = (task: string, by: Source) => recordTaskDone(db(), { task, record: { note: 'x' } }, by);
  const classify = (by: Source) =>
    enter({ kind: 'classify', said: { loan: 'L1', category: 'doubtful', reason: 'no income' } }, by);

  /** What is done first, and by whom it is then approved: never by the same. */
  const APPROVALS: Record<
    string,
    { first: (by: Source) => Promise<unknown>; approve: (by: Source) => Promise<unknown> }
  > = {
    'a case is approved': { first: (by) => propose(by.actor), approve: decide },
    'a case is refused': { first: (by) => propose(by.actor), approve: (by) => decide(by, refusal) },
    'an approval is undone': {
      first: async (by) => {
        await propose(by.actor);
        await decide(source('staff/BP1'));
      },
      approve: (by) => decide(by, refusal),
    },
    'a category is approved': { first: classify, approve: classify },
    'a warning is reviewed': {
      first: async (by) => {
        await db().pool.query(
          `INSERT INTO warnings (warning_id, loan_id, borrower_id, level, source, indicator, rule, opened_at, measures) VALUES ('W1', 'L1', 'B-L1', 'red', 'x', 'y', 'P5.1', now(), '[]')`,
        );
        await open('L1/warning/W1/form', 'warning-form', { warning: 'W1' });
        await open('L1/warning/W1/review', 'warning-review', { warning: 'W1' });
        await finish('L1/warning/W1/form', by);
      },
      approve: (by) => finish('L1/warning/W1/review', by),
    },
    'a major disposal is approved': {
      first: async (by) => {
        for (const it of ['plan', 'review', 'approval']) await open(`L1/${it}`, `disposal-${it}`);
        await finish('L1/plan', by);
        await finish('L1/review', source('staff/RM1'));
      },
      approve: (by) => finish('L1/approval', by),
    },
    'bonus and deduction are approved': {
      first: (by) =>
        open('sums', 'payment-approval', { form: [`${by.actor.slice('staff/'.length)}：逾期率，扣减300元`] }),
      approve: (by) => finish('sums', by),
    },
  };
  const refusal = { ...grace, approve: false, until: undefined as never };
  const REVIEWED = new Set(['a warning is reviewed']);

  it.each(Object.entries(APPROVALS))(
    '%s by another than who proposed, wrote or is judged',
    async (what, { first, approve }) => {
      await first(source('staff/DH1'));
      // Who proposes a category once more has said nothing new.
      if (what === 'a category is approved') expect(await approve(source('staff/DH1'))).toBe(false);
      else await expect(approve(source('staff/DH1'))).rejects.toThrow(/another person must/);
      if (!REVIEWED.has(what)) {
        await expect(approve(source('ops/root'))).rejects.toThrow('signs in (`postloan login`)');
        await expect(approve(source('key/plk_12345678'))).rejects.toThrow('a program approves nothing');
      }
      expect(await approve(source('staff/BP1'))).toBe(true);
    },
  );

  it.each(Object.entries(APPROVALS))(
    '%s by one person with a broken glass, which auditors hear of',
    async (_, { first, approve }) => {
      await first(source('staff/DH1'));
      expect(await approve(source('staff/DH1', 'nobody else is here'))).toBe(true);
      expect(await untoldGlass(db().pool, at + 1)).toBe(1);
    },
  );

  it('is among these: a plan names no other', async () => {
    const asked = JSON.stringify([...(await shippedPlans()).values()]).match(/"kind":"[a-z-]+-approval"/g) ?? [];
    expect([...new Set(asked)]).toEqual(['"kind":"disposal-approval"']);
    expect(Object.keys(PASSED_ON)).toEqual(['warning-review', 'disposal-approval', 'payment-approval']);
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
    // Another account manager is another person, and none who judges.
    await expect(classify(source('staff/AM2'))).rejects.toThrow(
      'a category is approved by the risk-manager, or who stands above',
    );
    expect(await classify(source('staff/RM1'))).toBe(true);
    expect(await rows(db().pool, 'SELECT proposed_by, approved_by FROM classifications')).toEqual([
      { proposed_by: 'staff/AM1', approved_by: 'staff/RM1' },
    ]);
  });
});
