import { beforeEach, expect, it } from 'vitest';
import { rows } from '../../../src/store/base/connection/database.js';
import { addStaff } from '../../../src/store/staff/coming-and-going.js';
import { freshApi, putLoan, seal } from '../api.js';
import { ask, signedIn } from './people.js';

const api = freshApi();
let north: string;
let south: string;
beforeEach(async () => {
  await putLoan(api);
  await putLoan(api, { loan: 'L2', contacts: [] });
  for (const [staff, branch] of [
    ['AM1', 'north'],
    ['AM2', 'north'],
    ['AM3', 'south'],
    ['AM9', null],
  ] as const)
    await addStaff(
      api.db(),
      seal,
      { staff, roles: ['account-manager'], branch, supervisor: null, name: null, email: null },
      { actor: 'test', at: api.now },
    );
  north = await signedIn(api, 'DH1', 'department-head', 'north');
  south = await signedIn(api, 'DH2', 'department-head', 'south');
  await api
    .db()
    .pool.query(
      `UPDATE borrowers SET branch = CASE borrower_id WHEN 'B-L1' THEN 'north' ELSE 'south' END, account_manager = 'AM1'`,
    );
  await api.db().pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, owner, rule, because, opened_at, due_at)
     SELECT task, loan, 'visit', 'account-manager', 'AM1', 'S1', '{"code":"stuck"}', now(), now() + n * interval '1 hour'
     FROM (VALUES ('T1', 'L1', 1), ('T2', 'L1', 2), ('T3', 'L2', 3)) it (task, loan, n)`,
  );
});

const say = (token: string, path: string, body: object, headers = {}) => ask(api, token, 'POST', path, body, headers);
const owners = async () =>
  Object.fromEntries(
    (
      await rows<{ task: string; owner: string }>(
        api.db().pool,
        'SELECT task_id AS task, owner FROM tasks ORDER BY task_id',
      )
    ).map((it) => [it.task, it.owner]),
  );

it('a head sees the people of the branch and those of all branches, and which of them are his', async () => {
  const seen = async (token: string, asked = '') =>
    (await ask(api, token, 'GET', `/staff${asked}`)).body.items.map((it: { staff: string; yours: boolean }) => [
      it.staff,
      it.yours,
    ]);
  expect(await seen(north)).toEqual([
    ['AM1', true],
    ['AM2', true],
    ['AM9', false],
    ['DH1', true],
  ]);
  expect(await seen(south, '?role=account-manager&branch=south')).toEqual([['AM3', true]]);
  expect(await seen(north, '?here=false')).toEqual([]);
  expect((await seen(await signedIn(api, 'OPS', 'ops'))).length).toBe(7);
});

it('S1: who is away gives work to others, is back, and a head of another branch has no word in it', async () => {
  const away = { staff: 'AM1', until: '2026-11-30' };
  expect((await say(south, '/absences', away)).status).toBe(404);
  expect((await say(north, '/absences', { staff: 'AM9', until: '2026-11-30' })).status).toBe(404);
  expect((await say(north, '/absences', { ...away, until: '2026-11-24' })).status).toBe(409);
  const answer = await say(north, '/absences', away, { 'idempotency-key': 'a' });
  expect(answer.body.outcome).toBe('taken');
  expect(answer.body.handedOver).toEqual([
    { task: 'T1', to: 'AM2' },
    { task: 'T2', to: 'AM2' },
    { task: 'T3', to: 'AM3' },
  ]);
  expect((await say(north, '/absences', away, { 'idempotency-key': 'a' })).body).toEqual(answer.body);
  const [me] = (await ask(api, north, 'GET', '/staff?here=false')).body.items;
  expect(me).toMatchObject({ staff: 'AM1', absentUntil: '2026-11-30', openTasks: 0 });
  expect((await say(south, '/returns', { staff: 'AM1' })).status).toBe(404);
  expect((await say(north, '/returns', { staff: 'AM1' })).body).toEqual({ outcome: 'taken' });
  expect((await say(north, '/returns', { staff: 'AM1' })).body).toEqual({ outcome: 'known' });
  expect(await owners()).toEqual({ T1: 'AM2', T2: 'AM2', T3: 'AM3' });
});

it('S1: tasks go from one person to another many at once, those in sight; what does not go says why', async () => {
  const hands = { from: 'AM1', to: 'AM2', reason: 'training' };
  expect((await say(south, '/task-hand-overs', hands)).status).toBe(404);
  expect((await say(north, '/task-hand-overs', { ...hands, tasks: ['T2', 'T3', 'T9'] })).body.items).toEqual([
    { task: 'T2', refused: null },
    { task: 'T3', refused: 'no open task of AM1' },
    { task: 'T9', refused: 'no open task of AM1' },
  ]);
  expect((await say(north, '/task-hand-overs', hands)).body.items).toEqual([{ task: 'T1', refused: null }]);
  expect(await owners()).toEqual({ T1: 'AM2', T2: 'AM2', T3: 'AM1' });
  await api.db().pool.query(`UPDATE staff SET left_on = '2026-11-01' WHERE staff_id = 'AM9'`);
  expect((await say(north, '/task-hand-overs', { from: 'AM2', to: 'AM9', reason: 'x' })).body.items[0]).toEqual({
    task: 'T1',
    refused: 'no staff AM9 who is here',
  });
  // P1.4: what is for another than the borrower's own manager does not go to him, whoever has it; any other work may come back.
  await api.db().pool.query(
    `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, because, dpd, stage, plan_version, detail)
     VALUES ('loan', 'L1', 'T1', now(), now(), 'task.open', 'P1.4', '{"code":"stuck"}', 0, 'current', 1, '{"task":"T1","another":true}')`,
  );
  const back = (await say(north, '/task-hand-overs', { from: 'AM2', to: 'AM1', reason: 'x' })).body.items;
  expect(back).toEqual([
    { task: 'T1', refused: "task T1 is for somebody else than the borrower's account manager" },
    { task: 'T2', refused: null },
  ]);
});

it('P1.1: borrowers of the branch go to another account manager, with what is to be done about them', async () => {
  const hands = { from: 'AM1', to: 'AM2', reason: 'maternity leave' };
  expect((await say(north, '/borrower-hand-overs', { ...hands, to: 'AM3' })).status).toBe(404);
  expect((await say(north, '/borrower-hand-overs', { ...hands, to: 'AM1' })).status).toBe(422);
  expect((await say(north, '/borrower-hand-overs', hands)).body).toEqual({ borrowers: ['B-L1'] });
  expect(await owners()).toEqual({ T1: 'AM2', T2: 'AM2', T3: 'AM1' });
});

it('who leaves gives borrowers and work to others, by who looks after users', async () => {
  const administrator = await signedIn(api, 'ADM', 'administrator');
  const gone = { staff: 'AM1', borrowersTo: 'AM2' };
  expect((await say(north, '/leavings', gone)).status).toBe(403);
  expect((await say(administrator, '/leavings', gone)).body).toEqual({ outcome: 'taken', handedOver: [] });
  expect(await owners()).toEqual({ T1: 'AM2', T2: 'AM2', T3: 'AM2' });
  expect((await say(administrator, '/leavings', gone)).status).toBe(409);
});

it('a task is not given to somebody of another branch, who would then see its borrower', async () => {
  const owner = (staff: string) => say(north, '/tasks/T1/owner', { staff, reason: 'x' });
  expect((await owner('AM3')).status).toBe(404);
  expect((await owner('AM9')).body).toEqual({ outcome: 'taken' });
});
