import { expect, it } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { createSeal } from '../../src/store/base/seal.js';
import { findPersons } from '../../src/store/people/persons.js';
import { freshDatabase } from '../book/fresh-database.js';
import { addLoans } from '../support/loans.js';
import { caseInput } from './case.js';

const database = freshDatabase();
const seal = createSeal('ab'.repeat(32));
const now = momentAt('2026-11-29', '12:00');
const found = async (name: string) =>
  (await findPersons(database(), seal, 'name', name, { actor: 'test', at: now })).map((it) => it.borrower);
const take = () => importBook(database(), seal, caseInput('27'), { now, actor: 'test' });

it('a name that was written decomposed is found by the one that a keyboard types', async () => {
  expect(await take()).toMatchObject({ ok: true });
  for (const typed of ['Jos\u00e9', 'Jose\u0301', ' JOSÉ ', 'Ｊｏｓé', 'J\u200bosé'])
    expect(await found(typed), typed).toEqual(['QJ']);
  expect(await found('Jose')).toEqual([]);
});

it('points and blanks between the parts of a name are alike', async () => {
  const loans = ['买买提·艾力', '欧阳 明', 'ﾔﾏﾀﾞ', '𠮷田'].map((name, n) => ({
    loan: `L${n}`,
    plan: '04-personal',
    name,
    instalments: [{ dueOn: '2027-01-10', amount: 1000 }],
  }));
  await addLoans(database(), seal, loans, now);
  const of = async (name: string) => (await found(name)).length;
  for (const typed of [
    '买买提・艾力',
    '买买提•艾力',
    '买买提．艾力',
    '买买提･艾力',
    '买买提‧艾力',
    '买买提 · 艾力',
    '欧阳明',
    '欧阳　明',
    'ヤマダ',
    '𠮷田',
  ])
    expect(await of(typed), typed).toBe(1);
  expect(await of('吉田')).toBe(0);
  expect(await of('·')).toBe(0);
});

it('names that were kept before are found too, and the same book again changes nothing', async () => {
  await take();
  const old = seal.hash('Jose\u0301');
  await database().pool.query('UPDATE borrowers SET name_key = $1', [old]);
  await database().pool.query('UPDATE database_identity SET names_sought = false');
  expect(await take()).toMatchObject({ ok: true, inserted: { borrowers: 0 } });
  expect(await found('José')).toEqual(['QJ']);
});
