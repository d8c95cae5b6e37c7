import { describe, expect, it } from 'vitest';
import { agenda } from '../../src/domain/agenda.js';
import { type Moment, momentAt } from '../../src/domain/time/dates.js';
import { readLetters } from '../../src/library/letter-files.js';
import { makeLetter, readLetter } from '../../src/reports/letters/make-letter.js';
import { rows, transaction } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { listLetters, reservedLetter } from '../../src/store/documents/letters.js';
import { enterFact } from '../../src/store/incoming/enter-fact.js';
import { readLoanFiles } from '../../src/store/loans/files/loan-files.js';
import { planReader } from '../../src/store/loans/plans.js';
import { writeSteps } from '../../src/store/loans/steps/write-steps.js';
import { writeFallbackTask } from '../../src/store/notices/fallback-tasks.js';
import { askToCall } from '../../src/store/notices/staff-calls.js';
import { recordTaskDone } from '../../src/store/work/task-done.js';
import { recordSignal } from '../../src/store/work/warnings.js';
import { freshDatabase } from '../book/fresh-database.js';
import { CHINA } from '../support/contact-rules.js';
import { addLoans } from '../support/loans.js';

const db = freshDatabase();
const seal = createSeal('ab'.repeat(32));
const lender = { name: '示例贷款公司', hotline: '400-000-0000' };
const noon = momentAt('2026-11-25', '12:00');
const later = noon + 3_600_000;
const LETTER = 'L1/2026-10-25/legal/lawyer-letter/0/letter';
const CALL = 'L1/2026-10-25/specialist/overdue/sms/undelivered';

async function wakeUp(now: Moment): Promise<void> {
  const [stored] = await readLoanFiles(db().pool, ['L1'], now);
  const plan = await planReader(db().pool)('04-personal');
  const { steps, state } = agenda(stored!.file, plan, now);
  await writeSteps(db().pool, stored!, steps, state, plan.version, now);
}

/** A loan in the stage of the lawyer's letter, which is reserved, with a call to its borrower open. */
async function putLoan(): Promise<void> {
  const loan = {
    loan: 'L1',
    borrower: 'B1',
    plan: '04-personal',
    instalments: [{ dueOn: '2026-10-25', amount: 106_000 }],
  };
  await addLoans(db(), seal, [loan], momentAt('2026-09-20', '09:00'));
  await wakeUp(noon);
  await db().pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, rule, why, opened_at, due_at) VALUES ($1, 'L1', 'call', 'account-manager', 'S4', '', $2, $2)`,
    [CALL, new Date(noon)],
  );
}

const source = { actor: 'registry', at: noon };
const about = (kind: string) => ({ borrower: 'B1', kind });
/** By which the news can come: by hand, from another system, as the finding of a task. */
const DOORS: [string, (kind: string) => Promise<unknown>][] = [
  ['signal', (kind) => recordSignal(db(), { ...about(kind), source: 'registry' }, source)],
  ['intake', (kind) => enterFact({ kind: 'signal', said: about(kind) }, source, { db: db(), seal, by: 'registry' })],
  [
    'finding',
    async (kind) => {
      const [task] = await rows<{ id: string }>(
        db().pool,
        `SELECT task_id AS id FROM tasks WHERE loan_id = 'L1' AND status = 'open' AND kind <> 'call' LIMIT 1`,
      );
      await recordTaskDone(db(), { task: task!.id, record: {}, finding: kind }, source);
    },
  ],
];
const NEWS = ['deceased', 'incapacity', 'bankruptcy', 'disappeared'];

describe.each(DOORS)('by %s', (_, tell) => {
  it.each(NEWS)('from news of %s on no letter is made, nobody calls, and open calls end', async (kind) => {
    await putLoan();
    await tell(kind);
    // Who looks before the loan has woken up is told so too.
    const asked = await askToCall(db(), { rules: CHINA, planOf: planReader(db().pool) }, CALL, {
      actor: 'S1',
      at: later,
    });
    expect(asked.verdict).toBe('never');
    await wakeUp(later);
    const calls = await rows(db().pool, `SELECT task_id, status FROM tasks WHERE kind = 'call'`);
    expect(calls).toEqual([{ task_id: CALL, status: 'cancelled' }]);
    const office = { db: db(), seal, lender, letters: readLetters() };
    const letter = (await reservedLetter(db().pool, LETTER))!;
    expect(await makeLetter(office, letter, { actor: 'worker', at: later })).toBe('withdrawn');
    expect(await listLetters(db(), {})).toMatchObject([
      { number: null, withdrawn: 'nothing goes to the borrower: it is not decided yet who is turned to' },
    ]);
  });
});

it('a letter that was made before the news is not written out for handing over; for other ends it is, with a reason', async () => {
  await putLoan();
  const office = { db: db(), seal, lender, letters: readLetters() };
  const letter = (await reservedLetter(db().pool, LETTER))!;
  expect(await makeLetter(office, letter, { actor: 'worker', at: noon })).toBe('made');
  const read = (reason: string | null) =>
    readLetter(office, { letter: LETTER, format: 'pdf', reason }, { actor: 'S1', at: later });
  expect((await read(null)).length).toBeGreaterThan(1000);
  await recordSignal(db(), { borrower: 'B1', source: 'registry', kind: 'deceased' }, source);
  await expect(read(null)).rejects.toThrow('nothing goes to the borrower');
  expect((await read('for the court')).length).toBeGreaterThan(1000);
});

it('a message that fails after the news is no call', async () => {
  await putLoan();
  await db().pool.query(
    `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, why, dpd, stage, plan_version, detail) VALUES ('loan', 'L1', 'x/sms', $1, $1, 'notice', 'P4.5', '', 30, 'legal', 1, '{}')`,
    [new Date(noon)],
  );
  const [notice] = await rows<{ id: number }>(
    db().pool,
    `INSERT INTO notices (message_id, loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at, status)
     VALUES (gen_random_uuid(), 'L1', 'x/sms', 'B1', 'sms', 'overdue', 'collection', $1, $1, 'failed') RETURNING notice_id AS id`,
    [new Date(noon)],
  );
  await recordSignal(db(), { borrower: 'B1', source: 'registry', kind: 'deceased' }, source);
  const refused = { how: 'undelivered', because: { code: 'refused' } } as const;
  expect(await transaction(db(), (it) => writeFallbackTask(it, notice!.id, refused, later))).toEqual([]);
  expect(await rows(db().pool, `SELECT 1 FROM tasks WHERE task_id LIKE '%x/sms%'`)).toEqual([]);
});
