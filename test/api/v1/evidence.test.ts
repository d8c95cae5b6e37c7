import { createHash } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { rows } from '../../../src/store/base/connection/database.js';
import { freshApi, putLoan } from '../api.js';
import { ask, signedIn } from './people.js';

const api = freshApi();
beforeEach(async () => {
  await putLoan(api);
  await api
    .db()
    .pool.query(
      `INSERT INTO tasks (task_id, loan_id, kind, role, rule, because, opened_at, due_at) VALUES ('T', 'L1', 'visit', 'account-manager', 'S1', '{"code":"stuck"}', now(), now())`,
    );
  await api.db().pool.query(`UPDATE borrowers SET branch = 'north'`);
});

async function send(token: string, parts: [name: string, value: string | Blob][], task = 'T') {
  const form = new FormData();
  for (const [name, value] of parts)
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, '王小明的门口.jpg');
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${api.url}/api/v1/tasks/${task}/evidence`, { method: 'POST', headers, body: form });
  return { status: answer.status, body: await answer.json() };
}
const photo = new Uint8Array([255, 216, 0, 1, 2]);
const sha256 = createHash('sha256').update(photo).digest('hex');

it('a file is kept sealed, known by its hash, listed without its name, and read for a reason that is kept', async () => {
  const token = await signedIn(api, 'RM1', 'risk-manager', 'north');
  const parts: [string, string | Blob][] = [
    ['place', '某村 3 号'],
    ['file', new Blob([photo])],
  ];
  expect(await send(token, parts)).toEqual({ status: 200, body: { sha256, size: 5, outcome: 'taken' } });
  expect((await send(token, parts)).body).toEqual({ sha256, size: 5, outcome: 'known' });
  const { items } = (await ask(api, token, 'GET', '/tasks/T/evidence')).body;
  expect(items).toEqual([expect.objectContaining({ name: '***.jpg', place: 'sealed', sha256, by: 'staff/RM1' })]);
  const [kept] = await rows<{ it: string }>(api.db().pool, 'SELECT row_to_json(evidence)::text AS it FROM evidence');
  for (const it of ['王小明', '某村', Buffer.from(photo).toString('hex')]) expect(kept!.it).not.toContain(it);
  const look = `/tasks/T/evidence/${items[0].evidence}/look`;
  expect((await ask(api, token, 'POST', look, {})).status).toBe(422);
  const answer = await fetch(`${api.url}/api/v1${look}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ reason: 'a complaint' }),
  });
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(photo);
  expect(answer.headers.get('content-disposition')).toBe('attachment');
  const noted = await rows(
    api.db().pool,
    `SELECT actor, detail->>'reason' AS why FROM audit_log WHERE what = 'evidence read'`,
  );
  expect(noted).toEqual([{ actor: 'staff/RM1', why: 'a complaint' }]);
});

it('of a task in sight, one file, of 10 MiB at most', async () => {
  const token = await signedIn(api, 'RM1', 'risk-manager', 'north');
  const south = await signedIn(api, 'RM2', 'risk-manager', 'south');
  const file: [string, Blob] = ['file', new Blob([photo])];
  expect((await send(south, [file])).status).toBe(404);
  expect((await ask(api, south, 'GET', '/tasks/T/evidence')).status).toBe(404);
  expect((await send(token, [file], 'nothing')).status).toBe(404);
  expect((await send(token, [['file', new Blob([new Uint8Array(10 * 1024 * 1024 + 1)])]])).status).toBe(413);
  expect((await send(token, [file, file])).status).toBe(413);
  expect((await ask(api, token, 'GET', '/tasks/T/evidence')).body.items).toEqual([]);
  expect((await send(token, [file, ['owner', 'RM2']])).status).toBe(422);
  expect((await send(token, [['file', new Blob([])]])).status).toBe(409);
  expect((await send(token, [['place', 'x']])).status).toBe(422);
  expect((await ask(api, token, 'POST', '/tasks/T/evidence', { file: 'x' })).status).toBe(415);
  await send(token, [file]);
  await api
    .db()
    .pool.query(
      `INSERT INTO tasks (task_id, loan_id, kind, role, rule, because, opened_at, due_at) VALUES ('T2', 'L1', 'visit', 'account-manager', 'S1', '{"code":"stuck"}', now(), now())`,
    );
  const [kept] = (await ask(api, token, 'GET', '/tasks/T/evidence')).body.items;
  expect((await ask(api, token, 'POST', `/tasks/T2/evidence/${kept.evidence}/look`, { reason: 'x' })).status).toBe(404);
});

it('of the recurring work of a unit is kept by who does it, and seen by nobody of another branch', async () => {
  const token = await signedIn(api, 'DH1', 'department-head', 'north');
  const south = await signedIn(api, 'DH2', 'department-head', 'south');
  const other = await signedIn(api, 'AM1', 'account-manager', 'north');
  await api.db().pool.query(
    `INSERT INTO duties (duty_id, plan, duty, period, as_of, opened_at) VALUES ('D', '04-personal', 'meeting', '2026-11', '2026-11-20', now());
     INSERT INTO tasks (task_id, duty_id, kind, role, owner, rule, because, opened_at, due_at)
     VALUES ('D1', 'D', 'meeting', 'department-head', 'DH1', 'S9', '{"code":"stuck"}', now(), now())`,
  );
  const file: [string, Blob] = ['file', new Blob([photo])];
  expect((await send(token, [file], 'D1')).status).toBe(200);
  const [kept] = (await ask(api, token, 'GET', '/tasks/D1/evidence')).body.items;
  expect(kept.sha256).toBe(sha256);
  for (const stranger of [south, other]) {
    expect((await send(stranger, [file], 'D1')).status).toBe(404);
    expect((await ask(api, stranger, 'GET', '/tasks/D1/evidence')).status).toBe(404);
    const look = ask(api, stranger, 'POST', `/tasks/D1/evidence/${kept.evidence}/look`, { reason: 'x' });
    expect((await look).status).toBe(404);
  }
});
