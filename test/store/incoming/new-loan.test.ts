import { expect, test } from 'vitest';
import type { Said } from '../../../src/domain/facts/facts.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { enterFact } from '../../../src/store/incoming/enter-fact.js';
import { freshDatabase } from '../../book/fresh-database.js';

const database = freshDatabase();
const seal = createSeal('ab'.repeat(32));
const source = { actor: 'intake/core', at: Date.parse('2026-11-20T10:00:00+08:00') };
const place = () => ({ db: database(), seal, by: 'core' });

const borrower = (more: Partial<Said<'newBorrower'>> = {}) =>
  enterFact(
    { kind: 'newBorrower', said: { borrower: 'B9', kind: 'person', name: '王小明', ...more } },
    source,
    place(),
  );
const loan = (more: Partial<Said<'loan'>> = {}) => {
  const instalments = [{ seq: 1, dueOn: '2026-12-20', principal: 300_000, interest: 6_000, fee: 0 }];
  const said = {
    loan: 'L9',
    borrower: 'B9',
    plan: '04-personal',
    disbursedOn: '2026-11-19',
    principal: 300_000,
    instalments,
  };
  return enterFact({ kind: 'loan', said: { ...said, ...more } }, source, place());
};

test('a new borrower and a new loan are looked after from when they are heard, once', async () => {
  expect(await borrower()).toBe(true);
  expect(await loan()).toBe(true);
  expect([await borrower(), await loan()]).toEqual([false, false]);
  const told = await rows(
    database().pool,
    `SELECT kind, subject FROM nudges WHERE subject = 'L9' AND reason = 'taken in'`,
  );
  expect(told).toEqual([{ kind: 'loan', subject: 'L9' }]);
  const noted = await rows<{ what: string }>(database().pool, 'SELECT what FROM audit_log ORDER BY audit_id');
  expect(noted.map((it) => it.what)).toEqual(['borrower added', 'loan']);
});

test('what cannot be taken is refused with its reason, and leaves nothing', async () => {
  await expect(loan()).rejects.toThrow('no borrower B9');
  await borrower();
  await expect(borrower({ name: '王大明' })).rejects.toThrow('borrower B9 is known with another kind or name');
  await expect(borrower({ borrower: 'B8', accountManager: 'AM77' })).rejects.toThrow('no staff AM77 who works here');
  await expect(loan({ plan: '77-none' })).rejects.toThrow('no plan 77-none: there are 01-agri-policy-enterprise');
  await expect(loan({ disbursedOn: '2026-12-21' })).rejects.toThrow(
    'loan L9: due_on: 2026-12-20 is before the loan was paid out on 2026-12-21',
  );
  await expect(loan({ principal: 200_000 })).rejects.toThrow('more than the 2000.00 that were lent');
  expect(await rows(database().pool, 'SELECT FROM loans')).toEqual([]);
  await loan();
  await expect(loan({ plan: '09-consumer' })).rejects.toThrow(
    'loan L9 is known with another borrower, plan, day or principal',
  );
});
