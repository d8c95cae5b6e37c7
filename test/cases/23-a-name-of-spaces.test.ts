import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { createSeal } from '../../src/store/base/seal.js';
import { unmaskedPerson } from '../../src/store/people/persons.js';
import { freshDatabase } from '../book/fresh-database.js';
import { caseInput } from './case.js';

const database = freshDatabase();
const seal = createSeal('ab'.repeat(32));
const now = momentAt('2026-11-29', '12:00');
const HEAD = 'borrower_id,kind,name,language,size,industry,class,branch,account_manager';

/** The case, with another name than the one of spaces. */
async function take(name?: string) {
  const dir = await mkdtemp(join(tmpdir(), 'case-23-'));
  await cp(caseInput('23'), dir, { recursive: true });
  if (name !== undefined) await writeFile(join(dir, 'borrowers.csv'), `${HEAD}\nN7,person,${name},zh-CN,,,,,\n`);
  return importBook(database(), seal, dir, { now, actor: 'test' });
}

const nameOf = async () => (await unmaskedPerson(database(), seal, 'N7', 'a test', { actor: 'test', at: now })).name;

it.each([
  ['spaces', undefined],
  ['full-width blanks', '\u3000\u3000'],
  ['signs of no width', '\u200b\u200d\ufe0f'],
  ['letters that are blank', '\u3164\uffa0\u2800'],
  ['a mark without a letter', '\u0301'],
])('a name of %s is none: the borrower is called by the id, in messages and letters', async (_, name) => {
  expect(await take(name)).toMatchObject({ ok: true });
  expect(await nameOf()).toBe('N7');
});

it('a name longer than any is named by its line', async () => {
  const answer = await take('长'.repeat(1500));
  expect(JSON.stringify(answer)).toContain('borrowers.csv:2 name: longer than 120 characters');
});
