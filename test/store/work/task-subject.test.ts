import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { TaskOpenStep, TaskSubject } from '../../../src/domain/loan/steps.js';
import { projectPath } from '../../../src/library/project-path.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { readLoanFiles } from '../../../src/store/loans/files/loan-files.js';
import { subjectOf, writeSteps } from '../../../src/store/loans/steps/write-steps.js';
import { retriggerStep } from '../../../src/store/notices/retrigger.js';
import { readCase } from '../../../src/store/work/cases.js';
import { recordTaskDone } from '../../../src/store/work/task-done.js';
import { readWarning } from '../../../src/store/work/warnings.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';

const db = freshDatabase();
const NOW = Date.parse('2026-03-10T10:00:00+08:00');
const source = { actor: 'test', at: NOW };
const FORM: TaskSubject = { kind: 'warning', id: 'B/sales/Q1' };
/** Opened anew with the same loan: it begins as the first is called. */
const ANEW: TaskSubject = { kind: 'warning', id: 'B/sales/Q1/L1' };
const GRACE: TaskSubject = { kind: 'case', id: 'L1/grace/1' };

async function putAll(): Promise<void> {
  const seal = createSeal(Buffer.alloc(32).toString('base64'));
  await addLoans(db(), seal, [{ loan: 'L1', borrower: 'B', instalments: [{ dueOn: '2026-05-01', amount: 100 }] }], NOW);
  for (const { id } of [FORM, ANEW])
    await db().pool.query(
      `INSERT INTO warnings (warning_id, borrower_id, loan_id, level, source, indicator, opened_at, rule, measures, key_monitoring)
       VALUES ($1, 'B', 'L1', 'yellow', 'test', 'sales', now(), 'P5.5', '[]', false)`,
      [id],
    );
  await db().pool.query(
    `INSERT INTO cases (case_id, loan_id, kind, rule, why, effect, opened_at) VALUES ($1, 'L1', 'grace', 'S5', '', 'pause', now())`,
    [GRACE.id],
  );
}

async function open(of: TaskSubject | undefined, part: string): Promise<string> {
  const key = of ? `${of.kind}/${of.id}/${part}` : part;
  const task = `L1/${key}`;
  const [loan] = await readLoanFiles(db().pool, ['L1'], NOW);
  const step: TaskOpenStep = {
    ...{
      what: 'task.open',
      key,
      at: NOW,
      rule: 'P5.6',
      why: { code: 'letter-made' },
      dpd: 0,
      stage: 'current',
      task,
      of,
    },
    ...{ kind: part, role: 'account-manager', due: NOW + 1, delinquency: null },
  };
  expect(await writeSteps(db().pool, loan!, [step], loan!.file.state, 1, NOW)).not.toBeNull();
  return task;
}

it('a task knows its warning or case, which goes on when it is done, whatever it is called', async () => {
  await putAll();
  const [form, anew, proposal, call] = [
    ...[
      await open(FORM, 'form'),
      await open(ANEW, 'form'),
      await open(GRACE, 'proposal'),
      await open(undefined, 'call'),
    ],
  ];
  const of = async (task: string) => subjectOf(db().pool, task);
  expect([await of(form!), await of(anew!), await of(proposal!), await of(call!)]).toEqual([
    FORM,
    ANEW,
    GRACE,
    undefined,
  ]);

  await db().pool.query('DELETE FROM nudges');
  for (const task of [anew!, call!]) await recordTaskDone(db(), { task, record: {} }, source);
  const told = await rows(db().pool, `SELECT kind, subject FROM nudges WHERE kind IN ('warning', 'case')`);
  expect(told).toEqual([{ kind: 'warning', subject: ANEW.id }]);
  expect([...(await readWarning(db().pool, ANEW.id))!.doneAt.keys()]).toEqual([anew]);
  expect([...(await readWarning(db().pool, FORM.id))!.doneAt.keys()]).toEqual([]);
  expect([...(await readCase(db().pool, GRACE.id))!.openTasks]).toEqual([proposal]);

  const again = await retriggerStep(
    db().pool,
    { loan: 'L1', step: anew!.slice('L1/'.length), why: 'it was not done well' },
    source,
  );
  expect(await of(`L1/${again}`)).toEqual(ANEW);
});

it('tasks of before are told by what they were called, the longest that fits', async () => {
  await putAll();
  const tasks = [
    await open(FORM, 'form'),
    await open(ANEW, 'form'),
    await open(GRACE, 'proposal'),
    await open(undefined, 'call'),
  ];
  const of = () => Promise.all(tasks.map((it) => subjectOf(db().pool, it)));
  const known = await of();
  await db().pool.query('UPDATE tasks SET warning_id = NULL, case_id = NULL');
  const migration = readFileSync(
    projectPath('prisma/migrations/20261130110100_tasks_know_what_they_belong_to/migration.sql'),
    'utf8',
  );
  const backfill = migration.match(/^UPDATE [^;]*;/gm)!;
  expect(backfill).toHaveLength(2);
  for (const statement of backfill) await db().pool.query(statement);
  expect(await of()).toEqual(known);
});
