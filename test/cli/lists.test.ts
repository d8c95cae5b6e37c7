import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays, dayOf } from '../../src/domain/time/dates.js';
import { rows } from '../../src/store/base/connection/database.js';
import { addLoans } from '../support/loans.js';
import { type System, startSystem } from '../support/system.js';
import { postloan } from './run.js';

// Each command is a process of its own, and takes seconds where much else runs.
const LONG = 300_000;
const today = dayOf(Date.now());
const due = (days: number, amount: number) => ({ dueOn: addDays(today, days), amount });
let system: System;

beforeAll(async () => {
  system = await startSystem({ durable: false });
  const loans = [
    { loan: 'L1', name: '王小明', plan: '04-personal', instalments: [due(-40, 123_456_00), due(20, 100_000)] },
    { loan: 'L2', name: '\u001b[31mEve', plan: '04-personal', instalments: [due(-5, 60_000), due(30, 60_000)] },
    { loan: 'L3', name: '李四', plan: '09-consumer', instalments: [due(10, 50_000)] },
  ];
  await addLoans(system.db, system.seal, loans, Date.now());
  const pool = system.db.pool;
  await pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, rule, because, opened_at, due_at) VALUES
       ('L1/late', 'L1', 'call', 'account-manager', 'P4.5', '{"code": "nothing-overdue"}', now(), now() - interval '1 day'),
       ('L2/soon', 'L2', 'visit', 'account-manager', 'P4.5', '{"code": "nothing-overdue"}', now(), now() + interval '1 day')`,
  );
  await pool.query(
    `INSERT INTO warnings (warning_id, borrower_id, loan_id, level, source, indicator, rule, opened_at, closed_at)
     SELECT 'L1/' || level, borrower_id, 'L1', level, 'figures', 'income', 'P4.3', now(), closed
     FROM loans, (VALUES ('yellow', NULL::timestamptz), ('red', NULL), ('blue', now())) w (level, closed) WHERE loan_id = 'L1'`,
  );
});
afterAll(() => system?.close());

const run = (args: string[], env: Record<string, string> = {}) => postloan(args, { ...system.env, ...env });
const json = async (...args: string[]) => JSON.parse((await run([...args, '--json'])).out);

it('loan list: how each stands, names masked; overdue, the worst first', { timeout: LONG }, async () => {
  expect((await json('loan', 'list')).map((it: { loan: string }) => it.loan)).toEqual(['L1', 'L2', 'L3']);
  const overdue = await json('loan', 'list', '--overdue');
  expect(overdue).toMatchObject([
    { loan: 'L1', name: '王**', dpd: 40, overdue: '123456.00', next: { on: addDays(today, 20), amount: '1000.00' } },
    { loan: 'L2', dpd: 5, overdue: '600.00' },
  ]);
  expect(await json('loan', 'list', '--plan', '09-consumer')).toMatchObject([{ loan: 'L3' }]);
});

it('for people: columns under heads in their language, grouped money, no colour and no control sign in a pipe', {
  timeout: LONG,
}, async () => {
  const english = (await run(['loan', 'list', '--overdue'], { POSTLOAN_LANGUAGE: 'en', CI: '1' })).out;
  expect(english).toMatch(/^loan {2}borrower .*overdue {2}days/);
  expect(english).toMatch(/\nL1 .* 123,456\.00 {4}40 /);
  expect(english).not.toContain('\u001b');
  expect((await run(['loan', 'list'], { POSTLOAN_LANGUAGE: '', LANG: 'zh_CN.UTF-8', LC_ALL: '' })).out).toMatch(
    /^贷款 {2}客户/,
  );
});

it('a filter that nobody knows is refused: an empty list would look like good news', { timeout: LONG }, async () => {
  for (const wrong of [
    ['--plan', '99'],
    ['--manager', 'nobody'],
    ['--stage', 'nowhere'],
  ])
    expect(await run(['loan', 'list', ...wrong])).toMatchObject({ code: 2, err: expect.stringContaining(wrong[1]!) });
});

it('borrower list: over all loans of each', { timeout: LONG }, async () => {
  await system.db.pool.query(
    `UPDATE loans SET borrower_id = (SELECT borrower_id FROM loans WHERE loan_id = 'L1') WHERE loan_id = 'L2'`,
  );
  expect(await json('borrower', 'list', '--overdue')).toMatchObject([
    { loans: ['L1', 'L2'], overdue: '124056.00', dpd: 40 },
  ]);
});

it('borrower show: a page for people, one document for programs', { timeout: LONG }, async () => {
  const { borrower } = (await json('loan', 'list'))[2];
  await run(['borrower', 'change', borrower, '--class', 'excellent', '--limit', '20000.00', '--reason', 'x']);
  const shown = (language: string) => run(['borrower', 'show', borrower], { POSTLOAN_LANGUAGE: language });
  const english = await shown('en');
  expect(english).toMatchObject({ code: 0, err: '' });
  expect(english.out).toMatch(new RegExp(`^borrower +${borrower} 李\\*\\*\nkind +person\nclass +excellent\n`));
  expect(english.out).toMatch(/\nlimit +20,000\.00\n\nloan +overdue [^\n]*\nL3 [^\n]* 09-consumer\n/);
  const chinese = (await shown('zh-CN')).out;
  expect(chinese).toMatch(new RegExp(`^客户 +${borrower} 李\\*\\*\n类型 +个人\n客户分类 +excellent\n语言 +英文\n`));
  expect(`${english.out}${chinese}`).not.toContain('李四');
  expect(await json('borrower', 'show', borrower)).toMatchObject({ borrower, kind: 'person', class: 'excellent' });
  for (const words of [[], ['--json']])
    expect(await run(['borrower', 'show', 'nope', ...words])).toEqual({ code: 2, out: '', err: 'no borrower nope\n' });
});

it('what is asked of the server is status 2 too where nobody knows it', { timeout: LONG }, async () => {
  for (const words of [
    ['schedule', 'trigger', 'nope'],
    ['schedule', 'pause', 'nope'],
    ['schedule', 'backfill', 'nope', '--from', '2026-11-01', '--until', '2026-11-02'],
    ['audit', 'history', 'nope'],
  ])
    expect(await run(words)).toMatchObject({ code: 2, out: '', err: expect.stringContaining('nope') });
});

it('task list: a number that can be typed wherever a task is asked for', { timeout: LONG }, async () => {
  const [late] = await json('task', 'list', '--late');
  expect(late).toMatchObject({ task: 'L1/late', id: expect.stringMatching(/^T\d+$/), late: true, dpd: 40 });
  expect((await run(['task', 'show', late.id])).out).toMatch(new RegExp(`^task +L1/late\nid +${late.id}\n`));
  const chinese = (await run(['task', 'show', late.id], { POSTLOAN_LANGUAGE: 'zh-CN' })).out;
  expect(chinese).toMatch(new RegExp(`^任务 +L1/late\n编号 +${late.id}\n种类 +`));
  expect(chinese).toMatch(/\n岗位 +客户经理\n(?:.*\n)*状态 +未办\n期限 +\d{4}-\d\d-\d\d \d\d:\d\d\n/);
  expect((await run(['task', 'done', late.id.toLowerCase(), '--note', 'spoke'])).out).toBe('L1/late is done\n');
  expect(await run(['task', 'show', 'T99999'])).toMatchObject({
    code: 2,
    err: '<task>: no task T99999: see `task list`\n',
  });
});

it('warning list: red before yellow; with --open those that are open', { timeout: LONG }, async () => {
  const levels = (found: { level: string }[]) => found.map((it) => it.level);
  expect(levels(await json('warning', 'list'))).toEqual(['red', 'yellow', 'blue']);
  expect(levels(await json('warning', 'list', '--open'))).toEqual(['red', 'yellow']);
});

it('promise list: what became of each', { timeout: LONG }, async () => {
  await run(['promise', 'L1', '--on', addDays(today, 3), '--amount', '1000']);
  expect(await json('promise', 'list', '--open')).toMatchObject([
    { loan: 'L1', on: addDays(today, 3), amount: '1000.00', paid: '0.00', outcome: 'running' },
  ]);
  expect(await run(['promise', 'L1'])).toMatchObject({ code: 2, err: '--on: is needed\n--amount: is needed\n' });
});

it('case list: open ones, and with --closed the others', { timeout: LONG }, async () => {
  await run([
    'case',
    'decide',
    'L1',
    'grace',
    '--approve',
    '--until',
    addDays(today, 5),
    '--break-glass',
    '--why',
    'alone here',
  ]);
  const cases = await rows(system.db.pool, 'SELECT case_id FROM cases');
  expect(await json('case', 'list')).toMatchObject(cases.map(() => ({ loan: 'L1', kind: 'grace', state: 'approved' })));
  expect((await run(['case', 'list'], { POSTLOAN_LANGUAGE: 'zh-CN' })).out).toContain('宽限');
});

it('import status: what was taken in; a book that does not come any more', { timeout: LONG }, async () => {
  expect(await json('import', 'status')).toEqual({ missing: null, arrived: [], taken: [] });
  await system.db.pool.query(
    `INSERT INTO feeds (day, taken_at, taken_by, changes, refused) VALUES (current_date - 14, now(), 'feed', 3, 1)`,
  );
  expect(await json('import', 'status')).toMatchObject({
    missing: { before: null },
    taken: [{ changes: 3, refused: 1, givenUp: null }],
  });
  const said = await run(['import', 'status'], { POSTLOAN_LANGUAGE: 'zh-CN' });
  expect(said.out).toMatch(/暂停催收[\s\S]*日期 +序号/);
  const without = await run(['import', 'without', addDays(today, 5), '--why', 'x']);
  expect(without).toMatchObject({ code: 2, err: expect.stringMatching(/to come/) });
});
