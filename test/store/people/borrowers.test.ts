import { beforeEach, describe, expect, it } from 'vitest';
import { momentAt } from '../../../src/domain/time/dates.js';
import { rows, transaction } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { readLoanFiles } from '../../../src/store/loans/files/loan-files.js';
import {
  addContact,
  changeBorrower,
  readBorrower,
  retireAddress,
  strangeWordsIn,
} from '../../../src/store/people/borrowers.js';
import { handOverBorrowers } from '../../../src/store/people/hand-over-borrowers.js';
import { addStaff, markAbsent, markBack } from '../../../src/store/staff/coming-and-going.js';
import { assignTask, readStaff } from '../../../src/store/staff/staff.js';
import { recordTaskDone } from '../../../src/store/work/task-done.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';

const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const by = (actor: string, day = '2026-03-10') => ({ actor, at: momentAt(day, '10:00') });
const change = (it: Parameters<typeof changeBorrower>[2], reason = 'yearly review') =>
  transaction(db(), (client) => changeBorrower(client, 'B-L1', it, reason, by('AM1')));
const noted = (what: string) =>
  rows<{ subject: string; detail: object }>(
    db().pool,
    'SELECT subject, detail FROM audit_log WHERE what = $1 ORDER BY subject',
    [what],
  );
const owners = async () =>
  Object.fromEntries(
    (
      await rows<{ task: string; owner: string }>(
        db().pool,
        'SELECT task_id AS task, owner FROM tasks ORDER BY task_id',
      )
    ).map((it) => [it.task, it.owner]),
  );

beforeEach(async () => {
  const instalments = [{ dueOn: '2026-03-20', amount: 100_000 }];
  await addLoans(db(), seal, [{ loan: 'L1', instalments }], momentAt('2026-03-01', '09:00'));
  const person = { branch: null, name: null, email: null, supervisor: null, roles: ['account-manager' as const] };
  for (const staff of ['AM1', 'AM2']) await addStaff(db(), seal, { ...person, staff }, by('ops/x', '2026-03-01'));
  await db().pool.query(`UPDATE borrowers SET account_manager = 'AM1', class = 'B'`);
  await db().pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, owner, rule, why, opened_at, due_at, form, sets) VALUES
       ('L1/rating', 'L1', 'rating', 'account-manager', 'AM1', 'P3.4', '', now(), now(), '{新信用等级,新授信额度}',
        '{"class": "新信用等级", "limit": "新授信额度"}'),
       ('L1/review', 'L1', 'review', 'risk-manager', 'AM1', 'P3.5', '', now(), now(), '{}', NULL)`,
  );
});

describe('what is known of a borrower', () => {
  it('P3.4: a refreshed rating and limit hold from the record on, and the loan is looked at by them', async () => {
    const answers = { 新信用等级: 'A', 新授信额度: '50,000.00' };
    const done = (said: Record<string, string>) =>
      recordTaskDone(db(), { task: 'L1/rating', record: {}, answers: said }, by('AM1'));
    await expect(done({ ...answers, 新授信额度: 'more' })).rejects.toThrow('新授信额度: not an amount such as 1060.00');
    await expect(done({ ...answers, 新授信额度: '-1' })).rejects.toThrow('新授信额度');
    expect(await done({ ...answers, 新授信额度: '50000.00' })).toBe(true);
    expect(await readBorrower(db().pool, 'B-L1')).toMatchObject({ class: 'A', limit: 5_000_000 });
    const [read] = await readLoanFiles(db().pool, ['L1'], momentAt('2026-03-10', '11:00'));
    expect(read!.file.profile).toMatchObject({ class: 'A' });
    expect(await noted('borrower changed')).toEqual([
      {
        subject: 'borrower/B-L1',
        detail: {
          was: { class: 'B', limit: null },
          is: { class: 'A', limit: 5_000_000 },
          reason: 'task L1/rating',
        },
      },
    ]);
    const told = await rows(db().pool, `SELECT FROM nudges WHERE subject = 'L1' AND reason = 'borrower changed'`);
    expect(told).toHaveLength(1);
  });

  it('P3.4: a line that is left open changes nothing', async () => {
    await recordTaskDone(
      db(),
      { task: 'L1/rating', record: {}, answers: { 新信用等级: 'C' }, incomplete: true },
      by('AM1'),
    );
    expect(await readBorrower(db().pool, 'B-L1')).toMatchObject({ class: 'C', limit: null });
  });

  it('P2.6: another class or trade that no rule understands is named with what would be right, as an import names it', async () => {
    await db().pool.query(`UPDATE loans SET plan = $1`, ['02-rural-bank-zones']);
    await change({ class: '优良类客户' });
    expect(await strangeWordsIn(db().pool, 'B-L1')).toEqual([]);
    await change({ class: 'AAA' });
    expect(await strangeWordsIn(db().pool, 'B-L1')).toEqual([
      expect.stringMatching(/^class: "AAA" is no class of 02-rural-bank-zones.*right would be .*优良/),
    ]);
  });

  it('changes once, with what was and why; what is known so already is no change', async () => {
    expect(await change({ branch: 'east', size: 'small' })).toBe(true);
    expect(await change({ branch: 'east', size: 'small' })).toBe(false);
    expect(await noted('borrower changed')).toHaveLength(1);
    await expect(change({ accountManager: 'AM9' })).rejects.toThrow('no staff AM9 who works here');
    const nobody = transaction(db(), (client) => changeBorrower(client, 'B9', { class: 'A' }, '', by('AM1')));
    await expect(nobody).rejects.toThrow('no borrower B9');
  });

  it('P1.1: a new account manager takes over the open work of the one before, and nobody else’s', async () => {
    await change({ accountManager: 'AM2' });
    expect(await owners()).toEqual({ 'L1/rating': 'AM2', 'L1/review': 'AM1' });
    expect(await noted('task handed over')).toEqual([
      { subject: 'task/L1/rating', detail: { from: 'AM1', to: 'AM2', why: 'account manager changed' } },
    ]);
  });

  it('P1.1: who leaves hands over all borrowers', async () => {
    const hands = { from: 'AM1', to: 'AM2', reason: 'leaves', sight: { scope: 'all' } } as const;
    expect(await handOverBorrowers(db(), hands, by('ops/x'))).toEqual(['B-L1']);
    expect(await readBorrower(db().pool, 'B-L1')).toMatchObject({ accountManager: 'AM2' });
    expect(await handOverBorrowers(db(), hands, by('ops/x'))).toEqual([]);
  });

  it('S1: a task is given to a named person by hand, never to who is not here', async () => {
    const assign = (task: string, staff: string) =>
      assignTask(db(), { task, staff, reason: 'knows the trade' }, by('ops/x'));
    expect(await assign('L1/rating', 'AM2')).toBe(true);
    expect(await assign('L1/rating', 'AM2')).toBe(false);
    expect(await owners()).toMatchObject({ 'L1/rating': 'AM2' });
    expect(await noted('task handed over')).toEqual([
      { subject: 'task/L1/rating', detail: { from: 'AM1', to: 'AM2', why: 'knows the trade' } },
    ]);
    // By hand it comes back, too: it is nothing that the borrower's own manager must not do.
    expect(await assign('L1/rating', 'AM1')).toBe(true);
    await expect(assign('L1/rating', 'AM9')).rejects.toThrow('no staff AM9');
    await expect(assign('L1/x', 'AM1')).rejects.toThrow('no task L1/x');
    await recordTaskDone(db(), { task: 'L1/review', record: {} }, by('AM1'));
    await expect(assign('L1/review', 'AM2')).rejects.toThrow('has ended');
  });

  it('S1: who comes back early is here again', async () => {
    await markAbsent(db(), 'AM1', '2026-03-20', by('ops/x'));
    expect(await markBack(db(), 'AM1', by('ops/x', '2026-03-12'))).toBe(true);
    const here = (await readStaff(db().pool, '2026-03-12')).find((it) => it.staff === 'AM1');
    expect(here).toMatchObject({ here: true });
    await expect(markBack(db(), 'AM9', by('ops/x'))).rejects.toThrow('no staff AM9');
  });
});

describe('the ways to reach a borrower', () => {
  const mobile = { borrower: 'B-L1', channel: 'sms' as const, address: '+8613800009999' };
  const mine = { ...mobile, whose: 'self' as const, consent: true };
  const live = async () =>
    (await rows(db().pool, `SELECT FROM contacts WHERE borrower_id = 'B-L1' AND retired_at IS NULL`)).length;

  it('a new one is kept sealed, a retired one comes back, none stands twice', async () => {
    expect(await addContact(db(), seal, mine, by('AM1'))).toBe(true);
    expect(await addContact(db(), seal, mine, by('AM1'))).toBe(false);
    expect(await live()).toBe(2);
    expect(await retireAddress(db(), seal, mobile, by('AM1'))).toBe(true);
    expect(await retireAddress(db(), seal, mobile, by('AM1'))).toBe(false);
    expect(await live()).toBe(1);
    expect(await addContact(db(), seal, mine, by('AM1'))).toBe(true);
    expect(await live()).toBe(2);
    const log = JSON.stringify(await rows(db().pool, 'SELECT * FROM audit_log'));
    expect(log).not.toContain('13800009999');
  });
});
