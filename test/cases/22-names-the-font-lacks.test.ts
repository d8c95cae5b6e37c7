import { MockActivityEnvironment } from '@temporalio/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Dependencies } from '../../activities/dependencies.js';
import { makeReserved } from '../../activities/sending/letters.js';
import { importBook } from '../../src/book/import-book.js';
import { letterFaults } from '../../src/cli/doctor/doctor-letters.js';
import { agenda } from '../../src/domain/agenda.js';
import type { Reason } from '../../src/domain/reason/reason.js';
import { type Moment, momentAt } from '../../src/domain/time/dates.js';
import { readLetter } from '../../src/reports/letters/make-letter.js';
import { rows } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { listLetters } from '../../src/store/documents/letters.js';
import { readLoanFiles } from '../../src/store/loans/files/loan-files.js';
import { planReader } from '../../src/store/loans/plans.js';
import { writeSteps } from '../../src/store/loans/steps/write-steps.js';
import { recordTaskDone } from '../../src/store/work/task-done.js';
import { freshDatabase } from '../book/fresh-database.js';
import { addLoans } from '../support/loans.js';
import { pdfWords } from '../support/pdf-words.js';
import { caseInput } from './case.js';

const database = freshDatabase();
const seal = createSeal('ab'.repeat(32));
const lender = { name: '示例贷款公司', hotline: '400-000-0000' };
const DAY = '2026-11-25';
const noon = momentAt(DAY, '12:00');
const letterOf = (loan: string) => `${loan}/2026-10-25/legal/lawyer-letter/0/letter`;

async function wakeUp(loan: string): Promise<void> {
  const [stored] = await readLoanFiles(database().pool, [loan], noon);
  const plan = await planReader(database().pool)(stored!.plan);
  const { steps, state } = agenda(stored!.file, plan, noon);
  await writeSteps(database().pool, stored!, steps, state, plan.version, noon);
}

async function makeAll(at: Moment = noon) {
  const told: string[] = [];
  const messenger = { nudge: async (kind: string, subject: string) => void told.push(`${kind} ${subject}`) };
  const dependencies = { db: database(), seal, lender, messenger } as unknown as Dependencies;
  await new MockActivityEnvironment().run(makeReserved, dependencies, at, () => undefined);
  return told;
}

/** A loan of a borrower of this name, in the stage in which its lawyer's letter is made. */
async function loanOf(loan: string, name: string): Promise<void> {
  const instalments = [{ dueOn: '2026-10-25', amount: 106_000 }];
  await addLoans(database(), seal, [{ loan, plan: '04-personal', name, instalments }], momentAt('2026-09-20', '09:00'));
  await wakeUp(loan);
}

const listed = async (loan: string) => (await listLetters(database(), { loan }))[0]!;
const filed = (loan: string) =>
  readLetter(
    { db: database(), seal },
    { letter: letterOf(loan), format: 'pdf', reason: 'a test' },
    { actor: 't', at: noon },
  );
const tasks = () =>
  rows<{ task: string; role: string; status: string; because: Reason }>(
    database().pool,
    `SELECT task_id AS task, role, status, because FROM tasks WHERE kind = 'letter-by-hand' ORDER BY 1`,
  );

it('names in Uyghur, in Tibetan, and of rare Chinese signs can be read in the letters to them', async () => {
  expect(
    await importBook(database(), seal, caseInput('22'), { now: momentAt(DAY, '09:00'), actor: 'test' }),
  ).toMatchObject({ ok: true });
  for (const loan of ['LN1', 'LN2', 'LN3']) await wakeUp(loan);
  await makeAll();
  expect(await tasks()).toEqual([]);
  expect(await pdfWords(await filed('LN1'))).toContain('𠮷𬱖：');
  expect(await pdfWords(await filed('LN2'))).toContain('ئابلىزمەمەت');
  expect(await pdfWords(await filed('LN3'))).toContain('བསོད་ནམས');
});

describe('a sign that no font has', () => {
  const RARE = '𪛖';
  beforeEach(async () => {
    await loanOf('L1', `李${RARE}花`);
    await loanOf('L2', '某某');
  });

  it('makes no letter and takes no number; the account manager is told which sign it is, and doctor says so', async () => {
    const told = await makeAll();
    expect(await listed('L1')).toMatchObject({ number: null, withdrawn: null, files: [] });
    expect((await listed('L2')).number).toBe('律函〔2026〕1号');
    const [task] = await tasks();
    expect(task).toMatchObject({ task: `${letterOf('L1')}/by-hand`, role: 'account-manager', status: 'open' });
    expect(task!.because).toEqual({ code: 'no-font', signs: ['𪛖 (U+2A6D6)'] });
    expect(told).toContain(`task ${task!.task}`);
    expect(await letterFaults(database().pool, {})).toEqual([expect.stringContaining(task!.task)]);
    await makeAll(noon + 3_600_000);
    expect(await tasks()).toHaveLength(1);
  });

  it('is no matter any more once the name is written otherwise: the letter is made, and the task ends', async () => {
    await makeAll();
    await database().pool.query('UPDATE borrowers SET name_sealed = $1 WHERE borrower_id = $2', [
      seal.seal('李花', 'borrowers.name_sealed', (await borrowerOf('L1'))!),
      await borrowerOf('L1'),
    ]);
    await makeAll(noon + 3_600_000);
    expect((await listed('L1')).number).toBe('律函〔2026〕2号');
    expect(await tasks()).toMatchObject([{ status: 'cancelled' }]);
    expect(await letterFaults(database().pool, {})).toEqual([]);
  });

  it('is written by hand by who was told: the letter waits no longer', async () => {
    await makeAll();
    const [task] = await tasks();
    await recordTaskDone(database(), { task: task!.task, record: { note: 'written' } }, { actor: 'S1', at: noon });
    await makeAll(noon + 3_600_000);
    expect(await listed('L1')).toMatchObject({ number: null, withdrawn: 'written by hand' });
    expect(await tasks()).toMatchObject([{ status: 'done' }]);
  });
});

const borrowerOf = async (loan: string) =>
  (await rows<{ it: string }>(database().pool, 'SELECT borrower_id AS it FROM loans WHERE loan_id = $1', [loan]))[0]
    ?.it;
