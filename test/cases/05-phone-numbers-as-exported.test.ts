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

it('what cannot be meant is named by its line with what would be right, and nothing is written', async () => {
  const taken = await importBook(database(), seal, caseInput('05'), { now, actor: 'test' });
  expect(taken).toEqual({
    ok: false,
    acceptable: false,
    warnings: { count: 0, listed: [] },
    count: 2,
    problems: [
      'contacts.csv:5 address: a number that a spreadsheet has rounded: export the column as text: "1.38E+10"',
      'contacts.csv:6 address: not a mail address such as name@bank.example: "not-an-address"',
    ],
  });
});

it('bare, with blanks, with hyphens: each number is kept in E.164, and the same row in another form is known', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'case-05-'));
  await cp(caseInput('05'), dir, { recursive: true });
  const contacts = (p1: string) =>
    `borrower_id,whose,channel,address,consent\nP1,self,sms,${p1},yes\nP2,self,sms,+86 138 0000 0302,yes\nP6,self,sms,86-138-0000-0306,yes\n`;
  await writeFile(join(dir, 'contacts.csv'), contacts('13800000301'));
  expect(await importBook(database(), seal, dir, { now, actor: 'test' })).toMatchObject({ ok: true });
  const addressOf = async (borrower: string) =>
    (await unmaskedPerson(database(), seal, borrower, 'a test', { actor: 'test', at: now })).contacts[0]!.address;
  expect([await addressOf('P1'), await addressOf('P2'), await addressOf('P6')]).toEqual([
    '+8613800000301',
    '+8613800000302',
    '+8613800000306',
  ]);
  await writeFile(join(dir, 'contacts.csv'), contacts('+86 138-0000-0301'));
  const again = await importBook(database(), seal, dir, { now, actor: 'test' });
  expect(again).toMatchObject({ ok: true, inserted: { contacts: 0 } });
});
