import { expect, it } from 'vitest';
import { noteFact } from '../../../src/store/facts/facts.js';
import { freshApi, putLoan, putNotice } from '../api.js';
import { ask, signedIn } from './people.js';

const api = freshApi();

it('the audit log is searched by what it is about, who, what, when, and for looks; the newest first', async () => {
  const pool = api.db().pool;
  const day = 86_400_000;
  await noteFact(pool, { actor: 'staff/RM1', at: api.now - day }, 'hold', 'loan/L1', {});
  await noteFact(pool, { actor: 'worker', at: api.now }, 'steps', 'task/L1/visit', []);
  await noteFact(pool, { actor: 'staff/RM1', at: api.now }, 'words read', 'loan/L10', { reason: 'complaint' });
  const auditor = await signedIn(api, 'AU', 'auditor');
  const found = async (query: string) =>
    (await ask(api, auditor, 'GET', `/audit?order=newest&${query}`)).body.items.map(
      (one: { subject: string }) => one.subject,
    );
  expect(await found('about=L1')).toEqual(['task/L1/visit', 'loan/L1']);
  expect(await found('actor=RM1')).toEqual(['loan/L10', 'loan/L1']);
  expect(await found('about=L1&until=2026-11-23')).toEqual(['loan/L1']);
  expect(await found('about=L1&from=2026-11-24&what=hold')).toEqual([]);
  expect(await found('looks=true')).toEqual(['loan/L10']);
  expect(await found('about=L1&from=0001-01-01&until=9999-12-31')).toHaveLength(2);
  const [first, second] = (await ask(api, auditor, 'GET', '/audit?order=newest&limit=2')).body.items;
  expect(first.id).toBeGreaterThan(second.id);
});

it('one message is explained from the row of its plan to its provider’s receipt', async () => {
  await putLoan(api);
  await putNotice(api);
  const pool = api.db().pool;
  await pool.query(
    `INSERT INTO notice_attempts (notice_id, attempt, at, outcome) SELECT notice_id, 1, now(), 'sent' FROM notices`,
  );
  await pool.query(`UPDATE notices SET delivery_status = 'undelivered', delivery_code = '30003'`);
  const auditor = await signedIn(api, 'AU', 'auditor');
  const { items } = (await ask(api, auditor, 'GET', '/loans/L1/notices')).body;
  const { body } = await ask(api, auditor, 'GET', `/audit/contacts/${items[0].notice}`);
  expect([body.loan, body.plan, body.rule, body.planVersion]).toEqual(['L1', '04-personal', 'P4.5', 1]);
  expect(body.links.map((one: { link: string }) => one.link)).toEqual([
    'decided',
    'waits',
    'tried',
    'settled',
    'receipt',
  ]);
  expect(body.links.at(-1).says).toEqual({ zh: '未送达；30003', en: 'undelivered; 30003' });
  expect((await ask(api, auditor, 'GET', '/audit/contacts/999')).status).toBe(404);
  expect((await ask(api, auditor, 'GET', '/audit/check')).body).toEqual({ at: null, size: 0, findings: [] });
});

it.each(['audit/questions/owed?loan=L1&', 'loans/L1/standing?', 'portfolio?plan=04-personal&'])(
  'a day that nothing can be of is refused by name: %s',
  async (path) => {
    await putLoan(api);
    const token = await signedIn(api, 'AU1', 'auditor');
    for (const on of ['0000-01-01', '9999-12-31'])
      expect(await ask(api, token, 'GET', `/${path}on=${on}`)).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'querystring.on', detail: 'must be a day from 1900-01-01 to 2199-12-31' }] },
      });
  },
);
