import { afterEach, expect, it, vi } from 'vitest';
import { liveTable } from '../../src/cli/terminal/live-table.js';
import { agenda } from '../../src/domain/agenda.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { rows } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { readLoanFiles } from '../../src/store/loans/files/loan-files.js';
import { planReader } from '../../src/store/loans/plans.js';
import { writeSteps } from '../../src/store/loans/steps/write-steps.js';
import { readTask, writeTaskSteps } from '../../src/store/work/tasks.js';
import { freshDatabase } from '../book/fresh-database.js';
import { addLoans } from '../support/loans.js';
import { until } from '../support/until.js';

const db = freshDatabase();
const noon = momentAt('2026-11-25', '12:00');
afterEach(() => vi.unstubAllEnvs());

/** What is printed of a loan that is 31 days past due. */
async function printed(language: string): Promise<string[]> {
  vi.stubEnv('POSTLOAN_LANGUAGE', language);
  const lines: string[] = [];
  const table = liveTable(
    db(),
    (line) => lines.push(line),
    () => noon,
  );
  const loan = { loan: 'L1', plan: '04-personal', instalments: [{ dueOn: '2026-10-25', amount: 106_000 }] };
  await addLoans(db(), createSeal('ab'.repeat(32)), [loan], momentAt('2026-09-20', '09:00'));
  const [stored] = await readLoanFiles(db().pool, ['L1'], noon);
  const plan = await planReader(db().pool)('04-personal');
  const { steps, state } = agenda(stored!.file, plan, noon);
  await writeSteps(db().pool, stored!, steps, state, plan.version, noon);
  await until('its stage is printed', async () => lines.some((it) => it.includes('诉讼') || it.includes('legal')));
  await table.stop();
  return lines;
}

it('what happens to a loan is printed in the language of the reader, with its row and days', async () => {
  const lines = await printed('zh-CN');
  expect(lines[0]).toBe('时间                贷款     方案                       逾期 条款   事项');
  const stage = lines.find((it) => it.includes('催收阶段'));
  expect(stage).toMatch(
    /^2026-11-25 12:00:00 L1 +04-personal +31 +P4\.5 +催收阶段：正常 → 诉讼：第1期2026年10月25日到期/,
  );
  expect(lines.slice(1).join('\n')).not.toMatch(/\bopen\b|\bwaits\b|friendly/);
});

it('and in English', async () => {
  const lines = await printed('en');
  expect(lines[0]).toMatch(/^when +loan +plan +days row +what happened$/);
  expect(lines.slice(1).join('\n')).not.toMatch(/\p{Script=Han}/u);
  expect(lines.find((it) => it.includes('stage'))).toMatch(/^2026-11-25 12:00:00 L1 +04-personal +31 +P4\.5 /);
});

it('what is done about a task says how many days its loan is past due', async () => {
  await printed('en');
  const [{ task }] = (await rows<{ task: string }>(
    db().pool,
    `SELECT task_id AS task FROM tasks WHERE loan_id = 'L1' ORDER BY task_id LIMIT 1`,
  )) as [{ task: string }];
  const later = momentAt('2026-12-15', '12:00');
  const stored = await readTask(db().pool, task, '2026-12-15');
  const step = { key: `task/${task}/overdue`, at: later, what: 'task.overdue', task, kind: 'call' } as never;
  await writeTaskSteps(db().pool, stored!, [step], later);
  const of = await rows(db().pool, `SELECT dpd FROM loan_diary WHERE loan_id = 'L1' AND what = 'task.overdue'`);
  expect(of).toEqual([{ dpd: 51 }]);
});
