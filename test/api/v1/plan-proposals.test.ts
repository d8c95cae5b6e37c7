import { readFile } from 'node:fs/promises';
import { beforeEach, expect, it } from 'vitest';
import { projectPath } from '../../../src/library/project-path.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { deployPlans } from '../../../src/store/loans/plans.js';
import { freshApi, putLoan } from '../api.js';
import { ask, keyFor, signedIn } from './people.js';

const api = freshApi();
const PLAN = await readFile(projectPath('plans/04-personal.yaml'), 'utf8');
const VERSION = Number(/^version: (\d+)$/m.exec(PLAN)![1]);
const CHANGED = PLAN.replace(
  /^title: .*$/m,
  'title: 个人贷款新规 personal loans anew # as the board of November has it',
);
let author: string;
let other: string;
beforeEach(async () => {
  await putLoan(api, { plan: '04-personal' });
  author = await signedIn(api, 'RM1', 'risk-manager');
  other = await signedIn(api, 'DH1', 'department-head');
});
const propose = (text: string, as = author) => ask(api, as, 'POST', '/plan-proposals', { text, why: 'the board' });
const publish = (proposal: number, as: string) => ask(api, as, 'POST', `/plan-proposals/${proposal}/publication`);

it('one proposes a change, another publishes it with its comments, as the next version; the author cannot', async () => {
  expect((await ask(api, author, 'GET', '/plans/04-personal/text')).body).toEqual({ version: VERSION, text: PLAN });
  const { status, body } = await propose(CHANGED);
  expect([status, body.plan]).toEqual([201, '04-personal']);
  expect((await propose(CHANGED, other)).body.detail).toBe('another change of 04-personal waits for its decision');
  const seen = (await ask(api, other, 'GET', `/plan-proposals/${body.proposal}`)).body;
  expect(seen).toMatchObject({
    basedOn: VERSION,
    why: 'the board',
    proposedBy: 'staff/RM1',
    before: PLAN,
    text: CHANGED,
  });
  expect((await publish(body.proposal, author)).body.detail).toBe('RM1 has proposed this: another person must decide');
  expect((await publish(body.proposal, other)).body).toEqual({ version: VERSION + 1 });
  const now = (await ask(api, author, 'GET', '/plans/04-personal/text')).body;
  expect(now).toEqual({
    version: VERSION + 1,
    text: CHANGED.replace(`version: ${VERSION}`, `version: ${VERSION + 1}`),
  });
  expect((await ask(api, author, 'GET', '/plans/04-personal')).body).toMatchObject({
    version: VERSION + 1,
    title: '个人贷款新规 personal loans anew',
  });
  expect((await publish(body.proposal, other)).body.detail).toBe(`proposal ${body.proposal} is decided already`);
  expect(
    await rows(api.db().pool, `SELECT what, actor FROM audit_log WHERE subject = 'plan/04-personal' ORDER BY audit_id`),
  ).toEqual([
    { what: 'plan proposed', actor: 'staff/RM1' },
    { what: 'plan published', actor: 'staff/DH1' },
  ]);
  // A release that is started later leaves what people published.
  await deployPlans(api.db());
  expect((await ask(api, author, 'GET', '/plans/04-personal')).body.version).toBe(VERSION + 1);
});

it('a text with a fault, without a change, of no plan is not proposed; a refused one is not published, and another may come', async () => {
  expect((await propose(PLAN.replace(/^window:.*$/m, 'window: { from: "21:00", until: "23:00" }'))).status).toBe(422);
  expect((await propose(PLAN)).body.detail).toBe(`nothing stands differently from version ${VERSION} of 04-personal`);
  expect((await propose(CHANGED.replace('plan: 04-personal', 'plan: 77-none'))).body.detail).toMatch(
    /^no plan 77-none/,
  );
  expect((await propose(CHANGED, await keyFor(api))).status).toBe(403);
  const { proposal } = (await propose(CHANGED)).body;
  const refuse = await ask(api, author, 'POST', `/plan-proposals/${proposal}/refusal`, { reason: 'not yet' });
  expect(refuse.status).toBe(204);
  expect((await publish(proposal, other)).status).toBe(409);
  expect((await ask(api, other, 'GET', '/plan-proposals?waits=true')).body.items).toEqual([]);
  expect((await ask(api, other, 'GET', '/plan-proposals')).body.items).toEqual([
    expect.objectContaining({ proposal, version: null, decidedBy: 'staff/RM1', reason: 'not yet' }),
  ]);
  expect((await propose(CHANGED)).status).toBe(201);
});

it('what was proposed is not published over a version that came meanwhile', async () => {
  const { proposal } = (await propose(CHANGED)).body;
  await api
    .db()
    .pool.query(
      `INSERT INTO plans (plan, version, content) SELECT plan, 900, content FROM plans WHERE plan = '04-personal'`,
    );
  expect((await publish(proposal, other)).body.detail).toBe(
    '04-personal has version 900 by now: propose the change of that one',
  );
});
