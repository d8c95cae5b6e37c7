import { beforeEach, expect, it } from 'vitest';
import { MS_A_DAY } from '../../../src/domain/time/dates.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { workflowsOf } from '../../../src/store/people/workflows-of.js';
import { keepRun, keptHistory, keptRuns, notKept } from '../../../src/store/proof/histories.js';
import { missingRuns } from '../../../src/store/proof/missing-runs.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';

const db = freshDatabase();
const NOW = Date.now();
const daysAgo = (days: number) => NOW - days * MS_A_DAY;
const JSON_OF = Buffer.from('{"events": []}');

/** A run of the loan's workflow that went on from `previous`, between these days. */
const keep = (
  run: string,
  previous: string | null,
  next: string | null,
  from: number,
  to: number,
  workflow = 'loan/L1',
) =>
  keepRun(
    db().pool,
    {
      ...{ workflow, run, type: 'loanLifecycle', status: next === null ? 'COMPLETED' : 'CONTINUED_AS_NEW' },
      ...{ startedAt: daysAgo(from), closedAt: daysAgo(to), previous, next, events: 5 },
    },
    JSON_OF,
  );
const places = async () => (await missingRuns(db().pool)).map(({ where, says }) => `${where}: ${says}`);
const close = (days: number) => db().pool.query('UPDATE loans SET closed_at = $1', [new Date(daysAgo(days))]);

beforeEach(async () => {
  const loan = { loan: 'L1', instalments: [{ dueOn: '2026-12-20', amount: 100_000 }] };
  await addLoans(db(), createSeal('ab'.repeat(32)), [loan], daysAgo(90));
});

it('a chain of runs that is whole, to the end of its loan, lacks nothing', async () => {
  await keep('a', null, 'b', 90, 60);
  await keep('b', 'a', 'c', 60, 30);
  await keep('c', 'b', null, 30, 10);
  await close(10);
  expect(await places()).toEqual([]);
});

it('a run between two that are kept is named; one that ended before any was kept is not', async () => {
  await keep('b', 'a', 'c', 60, 30);
  await keep('d', 'c', 'e', 20, 10);
  expect(await places()).toEqual(['loan/L1 d: the run before it, c, is not kept']);
});

it('so is the last one, once its loan has ended for two days', async () => {
  await keep('a', null, 'b', 90, 60);
  await close(1);
  expect(await places()).toEqual([]);
  await close(3);
  expect(await places()).toEqual(['loan/L1: it has ended, and the run in which it did is not kept']);
});

it('what ended before histories were kept lacks nothing', async () => {
  await close(30);
  expect(await places()).toEqual([]);
  await keep('a', null, null, 20, 10, 'reconcile');
  expect(await places()).toEqual([]);
});

it('a run is kept once, as it was brought first, and is found by its loan', async () => {
  const { pool } = db();
  await keep('a', null, null, 20, 10);
  await keepRun(pool, (await keptRuns(pool, ['loan/L1']))[0]!, Buffer.from('{}'));
  expect(await keptHistory(pool, { workflow: 'loan/L1', run: 'a' })).toEqual(JSON_OF);
  expect(
    await notKept(pool, [
      { workflowId: 'loan/L1', runId: 'a' },
      { workflowId: 'loan/L1', runId: 'b' },
    ]),
  ).toEqual([{ workflowId: 'loan/L1', runId: 'b' }]);
  expect(await workflowsOf(pool, ['L1'])).toEqual(['loan/L1']);
});
