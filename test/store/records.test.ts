import { beforeEach, describe, expect, it } from 'vitest';
import { statementOf } from '../../src/domain/loan/standing.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { caseSpec } from '../../src/domain/work/cases.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { rows } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { recordPayment } from '../../src/store/facts/payments.js';
import { classifyLoan } from '../../src/store/loans/classifications.js';
import { readLoanFiles } from '../../src/store/loans/files/loan-files.js';
import { readMeasure, writeMeasure } from '../../src/store/people/measures.js';
import { addStaff } from '../../src/store/staff/coming-and-going.js';
import { type Decision, decideCase } from '../../src/store/work/cases.js';
import { LARGEST_EVIDENCE, listEvidence, readEvidence } from '../../src/store/work/evidence.js';
import { recordTaskDone } from '../../src/store/work/task-done.js';
import { readWarning } from '../../src/store/work/warnings.js';
import { freshDatabase } from '../book/fresh-database.js';
import { addLoans } from '../support/loans.js';

const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const by = (actor: string, day: string, time = '10:00') => ({ actor, at: momentAt(day, time) });
const fileOf = async (loan: string, day: string) =>
  (await readLoanFiles(db().pool, [loan], momentAt(day, '12:00')))[0]!.file;

beforeEach(async () => {
  const parts = ['2026-03-20', '2026-04-20'].map((dueOn) => ({ dueOn, amount: 100_000 }));
  await addLoans(db(), seal, [{ loan: 'L1', instalments: parts }], momentAt('2026-03-01', '09:00'));
  const person = { branch: null, name: null, email: null, supervisor: null, roles: ['risk-manager' as const] };
  for (const staff of ['RM1', 'RM2']) await addStaff(db(), seal, { ...person, staff }, by('ops/x', '2026-03-01'));
  await db().pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, about, role, rule, why, opened_at, due_at, form)
     VALUES ('L1/visit', 'L1', 'visit', NULL, 'account-manager', 'S4', '', now(), now(), '{还款来源,是否配合}'),
            ('L1/classification-review/substandard/normal', 'L1', 'classification-review', 'normal', 'risk-manager', 'S3', '', now(), now(), '{}')`,
  );
});

describe('the record of a task (S4)', () => {
  const visit = { task: 'L1/visit', record: { note: 'seen' } };
  const photo = { name: '张三.jpg', bytes: Buffer.from('a photo') };

  it('must answer the form, each line by its words or its number, unless it is left open knowingly', async () => {
    const done = (answers: Record<string, string>, incomplete = false) =>
      recordTaskDone(db(), { ...visit, answers, incomplete }, by('AM1', '2026-03-25'));
    await expect(done({ 还款来源: '货款' })).rejects.toThrow('the record does not answer: 是否配合');
    await expect(done({ 还款来源: '货款', '2': ' ' })).rejects.toThrow('是否配合');
    await expect(done({ 金额: '1' }, true)).rejects.toThrow('does not ask for: 金额');
    expect(await done({ 还款来源: '货款', '2': '配合' })).toBe(true);
    const [task] = await rows(db().pool, `SELECT record FROM tasks WHERE task_id = 'L1/visit'`);
    expect(task).toEqual({
      record: { by: 'AM1', note: 'seen', answers: { 还款来源: '货款', 是否配合: '配合' } },
    });
  });

  it('keeps its evidence sealed; a look at it needs a reason and stands in the audit log', async () => {
    const evidence = { seal, place: '幸福路1号', files: [photo] };
    const done = { ...visit, answers: {}, incomplete: true, evidence };
    expect(await recordTaskDone(db(), done, by('AM1', '2026-03-25'))).toBe(true);
    const [kept] = await listEvidence(db().pool, seal, { loan: 'L1' });
    expect(kept).toMatchObject({ task: 'L1/visit', name: '***.jpg', size: 7, by: 'AM1', place: 'sealed' });
    const [{ all }] = (await rows(db().pool, 'SELECT e::text AS all FROM evidence e')) as [{ all: string }];
    expect(all).not.toContain(Buffer.from('photo').toString('hex'));
    await expect(readEvidence(db(), seal, kept!.evidence, ' ', by('RM1', '2026-03-26'))).rejects.toThrow(/reason/);
    const read = await readEvidence(db(), seal, kept!.evidence, 'court', by('RM1', '2026-03-26'));
    expect(read).toEqual({ ...photo, place: '幸福路1号' });
    const looks = await rows(
      db().pool,
      `SELECT actor, subject, detail->>'reason' AS reason FROM audit_log WHERE what = 'evidence read'`,
    );
    expect(looks).toEqual([{ actor: 'RM1', subject: 'loan/L1', reason: 'court' }]);
  });

  it('a file that is too large is refused, and the task stays open', async () => {
    const files = [{ name: 'film.mp4', bytes: Buffer.alloc(LARGEST_EVIDENCE + 1) }];
    const done = { ...visit, evidence: { seal, place: null, files } };
    await expect(recordTaskDone(db(), done, by('AM1', '2026-03-25'))).rejects.toThrow(/film.mp4 has 10485761 bytes/);
    expect(await rows(db().pool, `SELECT status FROM tasks WHERE task_id = 'L1/visit'`)).toEqual([{ status: 'open' }]);
  });
});

describe('a category decided by people (S3)', () => {
  const to = (
    category: 'substandard' | 'normal',
    reason: string | null = 'cannot pay',
    approvedBy: string | null = null,
  ) => ({
    loan: 'L1',
    category,
    reason,
    approvedBy,
  });

  it('is proposed by one and approved by another, never the same; the review ends with it', async () => {
    expect(await classifyLoan(db(), seal, to('substandard'), by('RM1', '2026-03-25'))).toBe(true);
    expect((await fileOf('L1', '2026-03-25')).decided).toBeNull();
    expect(await classifyLoan(db(), seal, to('substandard'), by('RM1', '2026-03-25'))).toBe(false);
    expect(await classifyLoan(db(), seal, to('substandard', null), by('RM2', '2026-03-26'))).toBe(true);
    expect((await fileOf('L1', '2026-03-26')).decided).toMatchObject({ category: 'substandard' });
    const tasks = await rows(
      db().pool,
      `SELECT status, record->>'by' AS by FROM tasks WHERE kind = 'classification-review'`,
    );
    expect(tasks).toEqual([{ status: 'done', by: 'RM2' }]);
    await expect(classifyLoan(db(), seal, to('substandard', 'x', 'RM1'), by('ops/RM1', '2026-03-27'))).rejects.toThrow(
      /another person must approve/,
    );
  });

  it('the days are its floor, and a proposal needs a reason', async () => {
    await expect(classifyLoan(db(), seal, to('normal'), by('RM1', '2026-07-01'))).rejects.toThrow(
      '103 days past due: substandard at least',
    );
    await expect(classifyLoan(db(), seal, to('substandard', null), by('RM1', '2026-03-25'))).rejects.toThrow(/reason/);
  });
});

describe('a relief approved with a schedule', () => {
  const part = (seq: number, dueOn: string, principal: number) => ({ seq, dueOn, principal, interest: 500, fee: 0 });
  const decide = async (change: Partial<Decision>, day: string) => {
    const plan = (await shippedPlans()).get('04-personal')!;
    const decision: Decision = { loan: 'L1', kind: 'restructuring', approve: true, until: null, ...change };
    return decideCase(db(), decision, caseSpec(plan, 'restructuring'), by('head', day));
  };

  it('is taken when its principal is what is unpaid, holds at once, and undone the old days hold again', async () => {
    await recordPayment(
      db(),
      { loan: 'L1', reference: 'P1', paidOn: '2026-03-20', amount: 40_000 },
      by('bank', '2026-03-20'),
    );
    const instalments = [part(1, '2026-05-20', 80_000), part(2, '2026-06-20', 80_000)];
    const wrong = { instalments: [part(1, '2026-05-20', 150_000)], capitalise: false };
    await expect(decide({ schedule: wrong }, '2026-04-01')).rejects.toThrow(
      'the principal of the new schedule is 1500.00, unpaid is 1600.00',
    );
    const schedule = { instalments, capitalise: false };
    expect(await decide({ schedule }, '2026-04-01')).toBe(true);
    expect(await decide({ schedule }, '2026-04-01')).toBe(false);
    const now = momentAt('2026-05-01', '09:00');
    const owing = statementOf(await fileOf('L1', '2026-05-01'), now);
    expect(owing).toEqual({
      overdue: 0,
      since: null,
      next: { on: '2026-05-20', amount: 80_500 },
      outstanding: 161_000,
    });
    expect(await decide({ approve: false }, '2026-05-02')).toBe(true);
    expect(statementOf(await fileOf('L1', '2026-05-02'), momentAt('2026-05-02', '12:00'))).toMatchObject({
      overdue: 160_000,
      since: '2026-03-20',
    });
  });

  it('a day beside the schedule, a refusal with one, and one without an instalment are refused', async () => {
    const schedule = { instalments: [part(1, '2026-05-20', 200_000)], capitalise: false };
    await expect(decide({ schedule, until: '2026-06-01' }, '2026-04-01')).rejects.toThrow(/either a day or a schedule/);
    await expect(decide({ schedule, approve: false }, '2026-04-01')).rejects.toThrow(/comes with an approval/);
    await expect(decide({ schedule: { instalments: [], capitalise: false } }, '2026-04-01')).rejects.toThrow(/needs/);
  });
});

describe('one borrower, one policy (S2)', () => {
  const measure = { of: { kind: 'warning' as const, id: 'W1' }, text: '追加抵押', owner: 'RM1', due: '2026-03-30' };
  beforeEach(async () => {
    await db().pool.query(
      `INSERT INTO warnings (warning_id, borrower_id, loan_id, level, source, indicator, opened_at, rule, measures, key_monitoring)
       VALUES ('W1', 'B-L1', 'L1', 'yellow', 'tax', 'penalty', $1, 'S2', '[]', false)`,
      [new Date(momentAt('2026-03-20', '09:00'))],
    );
  });

  it('a measure is a task of its owner with its deadline, its words sealed and read with an entry of the audit log', async () => {
    expect(await writeMeasure(db(), seal, measure, by('RM2', '2026-03-21'))).toBe(true);
    expect(await writeMeasure(db(), seal, measure, by('RM2', '2026-03-21'))).toBe(false);
    const task = 'L1/warning/W1/written-1';
    const [row] = await rows(db().pool, 'SELECT owner, role, due_at AS due, status FROM tasks WHERE task_id = $1', [
      task,
    ]);
    expect(row).toEqual({ owner: 'RM1', role: 'risk-manager', due: momentAt('2026-03-30', '18:00'), status: 'open' });
    expect(await readMeasure(db(), seal, task, by('RM2', '2026-03-22'))).toBe('追加抵押');
    expect(await rows(db().pool, `SELECT actor FROM audit_log WHERE what = 'measure read'`)).toEqual([
      { actor: 'RM2' },
    ]);
    await expect(writeMeasure(db(), seal, { ...measure, owner: 'nobody' }, by('RM2', '2026-03-21'))).rejects.toThrow(
      'no staff nobody',
    );
    await expect(writeMeasure(db(), seal, measure, by('RM2', '2026-04-01'))).rejects.toThrow(/is over/);
  });

  it('the warning is not closed before the measure is done', async () => {
    await writeMeasure(db(), seal, measure, by('RM2', '2026-03-21'));
    expect((await readWarning(db().pool, 'W1'))!.written).toEqual([{ endedAt: null }]);
    await recordTaskDone(db(), { task: 'L1/warning/W1/written-1', record: {} }, by('RM1', '2026-03-29'));
    expect((await readWarning(db().pool, 'W1'))!.written).toEqual([{ endedAt: momentAt('2026-03-29', '10:00') }]);
    const nudged = await rows(db().pool, `SELECT 1 FROM nudges WHERE kind = 'warning' AND subject = 'W1'`);
    expect(nudged).toHaveLength(1);
    await db().pool.query('UPDATE warnings SET closed_at = now()');
    await expect(writeMeasure(db(), seal, measure, by('RM2', '2026-03-21'))).rejects.toThrow('W1 is closed');
  });
});
