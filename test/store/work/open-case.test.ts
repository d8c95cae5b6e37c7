import { beforeEach, describe, expect, it } from 'vitest';
import type { Instalment } from '../../../src/domain/loan/account/arrears.js';
import { type Day, momentAt } from '../../../src/domain/time/dates.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { enterFact } from '../../../src/store/incoming/enter-fact.js';
import { recordTaskDone } from '../../../src/store/work/task-done.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';

const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const by = (actor: string, day = '2026-03-10') => ({ actor, at: momentAt(day, '10:00') });
const WAY = '方式';

beforeEach(async () => {
  await addLoans(
    db(),
    seal,
    [{ loan: 'L1', instalments: [{ dueOn: '2026-04-20', amount: 100_000 }] }],
    momentAt('2026-03-01', '09:00'),
  );
  await db().pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, rule, why, opened_at, due_at, form, sets)
     VALUES ('L1/way', 'L1', 'maturity-way', 'account-manager', 'P2.8', '', now(), now(), '{${WAY}}', $1)`,
    [JSON.stringify({ way: { line: WAY, cases: { none: ['归还'], renewal: ['续贷'], extension: ['展期', '延期'] } } })],
  );
});

const open = (kind: string, actor: string) =>
  enterFact({ kind: 'openCase', said: { loan: 'L1', kind: kind as 'legal', why: 'a reason' } }, by(actor), {
    db: db(),
    seal,
    by: actor,
  });
const decide = (kind: string, actor: string) =>
  enterFact({ kind: 'decide', said: { loan: 'L1', kind: kind as 'legal', approve: true } }, by(actor, '2026-03-11'), {
    db: db(),
    seal,
    by: actor,
  });
const cases = () =>
  rows(db().pool, 'SELECT kind, opened_by AS by, approved, because AS why FROM cases ORDER BY case_id');
const nudged = () => rows(db().pool, `SELECT kind, subject FROM nudges WHERE kind = 'case'`);

describe('a person opens a case (S2)', () => {
  it('with a reason, once; another person approves it', async () => {
    expect(await open('legal', 'AM1')).toBe(true);
    expect(await cases()).toEqual([
      { kind: 'legal', by: 'AM1', approved: null, why: { code: 'opened-by', by: 'AM1', text: 'a reason' } },
    ]);
    expect(await nudged()).toEqual([{ kind: 'case', subject: 'L1/legal/2026-03-10' }]);
    await expect(open('legal', 'AM2')).rejects.toThrow('open already');
    await expect(decide('legal', 'AM1')).rejects.toThrow('another person must decide');
    expect(await decide('legal', 'RM1')).toBe(true);
    expect(await cases()).toMatchObject([{ approved: true }]);
  });

  it('for a schedule that was typed: it may be asked for anew, who asked does not approve it, and it is approved as it is', async () => {
    const half = (dueOn: Day) => ({ dueOn, principal: 50_000, interest: 0, fee: 0 });
    const ask = (actor: string, instalments: Instalment[], kind: 'extension' | 'legal' = 'extension') => {
      const said = { loan: 'L1', kind, why: 'a reason', schedule: { instalments, capitalise: false } };
      return enterFact({ kind: 'openCase', said }, by(actor), { db: db(), seal, by: actor });
    };
    const schedule = [
      { seq: 1, ...half('2026-06-20') },
      { seq: 2, ...half('2026-08-20') },
    ];
    await expect(ask('AM1', schedule, 'legal')).rejects.toThrow('legal has no schedule of its own');
    await expect(ask('AM1', schedule.slice(1))).rejects.toThrow('principal of the new schedule is 500.00');
    expect(await rows(db().pool, 'SELECT FROM cases')).toEqual([]);
    expect(await open('extension', 'AM1')).toBe(true);
    expect(await ask('AM2', schedule)).toBe(true);
    expect(await ask('AM3', schedule)).toBe(false);
    await expect(decide('extension', 'AM2')).rejects.toThrow('AM2 has proposed this');
    expect(await decide('extension', 'RM1')).toBe(true);
    const [approved] = await rows(db().pool, 'SELECT until_on AS until, paid_before AS paid FROM cases');
    expect(approved).toEqual({ until: '2026-08-20', paid: 0 });
    expect(await rows(db().pool, 'SELECT due_on AS on FROM case_instalments ORDER BY seq')).toEqual([
      { on: '2026-06-20' },
      { on: '2026-08-20' },
    ]);
    const noted = await rows(db().pool, `SELECT actor FROM audit_log WHERE what = 'schedule asked for'`);
    expect(noted).toEqual([{ actor: 'AM2' }]);
  });

  it('of a loan that is paid there is none', async () => {
    await db().pool.query('UPDATE loans SET closed_at = now()');
    await expect(open('legal', 'AM1')).rejects.toThrow('loan L1 is closed');
  });
});

describe('the answer which way a maturing loan will go (P2.8)', () => {
  const answer = (said: string) =>
    recordTaskDone(db(), { task: 'L1/way', record: {}, answers: { [WAY]: said } }, by('AM1'));

  it('opens what it says, for proposal and approval by another', async () => {
    await answer('延期三个月');
    expect(await cases()).toMatchObject([{ kind: 'extension', by: 'AM1', approved: null }]);
    await expect(decide('extension', 'AM1')).rejects.toThrow('another person must decide');
  });

  it('opens nothing when the money is there, or when such a case is open', async () => {
    await answer('归还，资金已到账');
    expect(await cases()).toEqual([]);
  });

  it('opens no second case of the kind', async () => {
    await open('renewal', 'AM2');
    await answer('续贷');
    expect(await cases()).toMatchObject([{ kind: 'renewal', by: 'AM2' }]);
  });

  it('is refused where it names no way, and the task stays open', async () => {
    await expect(answer('看情况')).rejects.toThrow('方式: begin with one of 归还, 续贷, 展期, 延期');
    expect(await rows(db().pool, `SELECT status FROM tasks`)).toEqual([{ status: 'open' }]);
  });
});
