import { beforeEach, expect, it } from 'vitest';
import { dayOf, momentAt } from '../../../src/domain/time/dates.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { readTimeline } from '../../../src/store/loans/timeline.js';
import { readTask, writeTaskSteps } from '../../../src/store/work/tasks.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';

const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const at = momentAt('2026-11-21', '09:00');
const SENTENCE = 'instalment 1, due 2026-11-20, overdue 10.00';
const REASON = { code: 'overdue', seq: 1, dueOn: '2026-11-20', amount: 1000 };

beforeEach(() =>
  addLoans(
    db(),
    seal,
    [{ loan: 'L1', instalments: [{ dueOn: '2026-11-20', amount: 1000 }] }],
    momentAt('2026-11-01', '09:00'),
  ),
);

const task = (id: string, column: 'why' | 'because', value: string) =>
  db().pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, rule, ${column}, opened_at, due_at, status, ended_at)
     VALUES ($1, 'L1', 'visit', 'account-manager', 'P4.5', $2, $3, $3, 'done', $3)`,
    [id, value, new Date(at)],
  );

it('a row of before has its sentence, a row of now its reason: in a timeline both read the same', async () => {
  await task('L1/before', 'why', SENTENCE);
  await task('L1/now', 'because', JSON.stringify(REASON));
  const lines = await readTimeline(db().pool, ['L1']);
  expect(lines.map(({ task, why }) => [task, why])).toEqual([
    ['L1/before', SENTENCE],
    ['L1/now', SENTENCE],
  ]);
});

it('what follows from a row of before goes on with its sentence', async () => {
  await task('L1/before', 'why', SENTENCE);
  const stored = (await readTask(db().pool, 'L1/before', dayOf(at)))!;
  expect(stored.why).toEqual({ code: 'sentence', text: SENTENCE });
  const of = { task: 'L1/before', kind: 'visit', role: 'account-manager', due: at } as const;
  await writeTaskSteps(db().pool, stored, [{ what: 'task.remind', key: 'k', at, ...of }], at);
  const remind = (await readTimeline(db().pool, ['L1'])).find((it) => it.what === 'task.remind');
  expect(remind?.why).toBe(SENTENCE);
});
