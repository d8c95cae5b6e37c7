import { readFile } from 'node:fs/promises';
import { beforeEach, expect, it } from 'vitest';
import { projectPath } from '../../../src/library/project-path.js';
import { freshApi, putLoan } from '../api.js';
import { ask, keyFor, signedIn } from './people.js';

const api = freshApi();
const PLAN = await readFile(projectPath('plans/04-personal.yaml'), 'utf8');
const [, VERSION] = /^version: (\d+)$/m.exec(PLAN)!;
/** One more day of grace before the first friendly word. */
const window = PLAN.replace(/^window:.*$/m, 'window: { from: "21:00", until: "23:00" }');
let token: string;
beforeEach(async () => {
  await putLoan(api, { plan: '04-personal' });
  await putLoan(api, { loan: 'L2', plan: '04-personal' });
  await api.db().pool.query(`UPDATE borrowers SET branch = CASE borrower_id WHEN 'B-L1' THEN 'north' ELSE 'south' END`);
  token = await signedIn(api, 'RM1', 'risk-manager', 'north');
});
const check = (text: string, as = token) => ask(api, as, 'POST', '/plan-checks', { text });

it('a plan is held to schema and rules: its faults have line and key, as `plan check` has them', async () => {
  expect((await check(PLAN)).body).toEqual({ problems: [] });
  expect((await check(PLAN, await keyFor(api))).body).toEqual({ problems: [] });
  const { status, body } = await check(window);
  expect([status, body.problems[0]]).toEqual([
    200,
    expect.stringMatching(/^plan\.yaml:\d+ window: reaches into the quiet hours/),
  ]);
  expect((await check('a: [')).body.problems[0]).toMatch(/^plan\.yaml:1/);
  expect((await check(`a: &a [${'x,'.repeat(9)}]\nb: [${'*a,'.repeat(9)}]`)).status).toBe(200);
  expect((await check('x'.repeat(2 * 1024 * 1024))).status).toBe(413);
});

it('what stands differently in two versions, by key', async () => {
  const diff = (asked: string) => ask(api, token, 'GET', `/plans/04-personal/diff?${asked}`);
  expect((await diff(`from=${VERSION}`)).body).toEqual({ changes: [] });
  expect((await diff('from=999999')).status).toBe(404);
  await api
    .db()
    .pool.query(
      `INSERT INTO plans (plan, version, content) SELECT plan, 900, jsonb_set(jsonb_set(content, '{version}', '900'), '{title}', '"other"') FROM plans WHERE plan = '04-personal'`,
    );
  expect((await diff(`from=${VERSION}`)).body.changes).toEqual(
    expect.arrayContaining([
      { key: 'title', from: expect.any(String), to: 'other' },
      { key: 'version', from: Number(VERSION), to: 900 },
    ]),
  );
});

it('what each loan in sight would get otherwise by another text, a part of the book at a time', async () => {
  const diff = (body: object) => ask(api, token, 'POST', '/plans/04-personal/diff', body);
  const noSms = PLAN.replace(/channels: \[sms(, )?/g, 'channels: [email$1').replaceAll('[email, email', '[email');
  expect(noSms).not.toBe(PLAN);
  const { status, body } = await diff({ to: { text: noSms }, limit: 1 });
  expect(status).toBe(200);
  expect(body.changes.length).toBeGreaterThan(0);
  expect(body.items.length).toBeGreaterThan(0);
  for (const it of body.items) expect([it.loan, it.before === it.after]).toEqual(['L1', false]);
  expect(body.next).toBe('B-L1');
  expect((await diff({ to: { text: noSms }, after: body.next })).body).toMatchObject({ items: [], next: null });
  expect((await diff({ to: { version: Number(VERSION) } })).body).toEqual({ changes: [], items: [], next: null });
  const faulty = await diff({ to: { text: 'plan: x' } });
  expect([faulty.status, faulty.body.detail]).toEqual([422, expect.stringContaining('plan.yaml')]);
  expect((await diff({ to: {} })).status).toBe(422);
});

it('the words of messages: where plans use them, and how a version is sent on a channel', async () => {
  const get = async (path: string) => (await ask(api, token, 'GET', path)).body;
  const { items } = await get('/templates');
  const friendly = items.find((it: { template: string }) => it.template === 'overdue-friendly');
  expect(friendly.uses).toContainEqual(expect.objectContaining({ plan: '04-personal' }));
  const { words, versions, shown } = await get('/templates/overdue-friendly');
  expect(versions).toContain(friendly.version);
  expect(words.en.text).toContain('{amount}');
  expect(shown[1].text).not.toContain('{');
  expect(shown[0]).toMatchObject({ language: 'zh-CN', encoding: 'UCS-2', segments: expect.any(Number) });
  expect((await get('/templates/overdue-friendly?channel=email')).shown[1].subject).toEqual(expect.any(String));
  expect((await ask(api, token, 'GET', '/templates/overdue-friendly?version=999')).status).toBe(404);
  expect((await ask(api, token, 'GET', '/templates/constructor')).status).toBe(404);
});

it('a plan as its year: for a loan that is paid, for one that is not, and for the unit', async () => {
  const year = (asked: string) => ask(api, token, 'GET', `/plans/04-personal/year?${asked}`);
  const { status, body } = await year('year=2026');
  expect([status, body.year, body.kind, body.loan.disbursedOn]).toEqual([200, 2026, 'person', '2025-12-20']);
  expect(body.loan.instalments[0]).toEqual({ dueOn: '2026-01-20', amount: '10500.00' });
  expect(body.quiet).toContainEqual(expect.objectContaining({ rule: 'P4.1', kind: 'due-soon', part: 'messages' }));
  expect(body.overdue).toContainEqual(expect.objectContaining({ what: 'stage', days: ['2026-01-21'] }));
  expect(body.unit).toContainEqual(expect.objectContaining({ rule: 'P4.11', part: 'papers', kind: 'monthly-report' }));
  expect((await year('kind=enterprise')).status).toBe(422);
  expect((await year('version=999999')).status).toBe(404);
});
