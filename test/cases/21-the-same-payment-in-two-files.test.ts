import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { statementOf } from '../../src/domain/loan/standing.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { createSeal } from '../../src/store/base/seal.js';
import { readLoanFiles } from '../../src/store/loans/files/loan-files.js';
import { freshDatabase } from '../book/fresh-database.js';
import { caseInput } from './case.js';

const database = freshDatabase();
const seal = createSeal('ab'.repeat(32));
const now = momentAt('2026-11-29', '12:00');
const take = (dir: string) => importBook(database(), seal, dir, { now, actor: 'test' });
const outstanding = async () =>
  statementOf((await readLoanFiles(database().pool, ['LX4'], now))[0]!.file, now).outstanding;

it('a reference with a blank after it is the one that is known: the payment counts once', async () => {
  expect(await take(join(caseInput('21'), 'day1'))).toMatchObject({ ok: true, inserted: { payments: 1 } });
  expect(await take(join(caseInput('21'), 'day2'))).toMatchObject({ ok: true, inserted: { payments: 0 } });
  expect(await outstanding()).toBe(53_000);
});

it.each([
  ['a blank that does not break', '0004711\u00a0', 'LX4'],
  ['a byte order mark', '\ufeff0004711', 'LX4'],
  ['a full-width blank, and a loan with one', '\u30000004711', ' LX4\u3000'],
  ['a sign of no width', '0004\u200b711\u2060', 'LX4\ufe0f'],
  ['a blank letter', '0004711\u3164', 'LX4\u3164'],
])('so is one with %s', async (_, reference, loan) => {
  expect(await take(join(caseInput('21'), 'day1'))).toMatchObject({ ok: true });
  const dir = await mkdtemp(join(tmpdir(), 'case-21-'));
  await cp(join(caseInput('21'), 'day1'), dir, { recursive: true });
  await writeFile(
    join(dir, 'payments.csv'),
    `reference,loan_id,paid_on,amount\n${reference},${loan},2026-11-28,530.00\n`,
  );
  expect(await take(dir)).toMatchObject({ ok: true, inserted: { payments: 0 } });
  expect(await outstanding()).toBe(53_000);
});
