import { expect, it } from 'vitest';
import { PROVIDER_DOWN } from '../../../src/store/notices/notices.js';
import { noteCheck } from '../../../src/store/proof/check.js';
import { freshApi, putLoan, putNotice } from '../api.js';
import { ask, keyFor, signedIn } from './people.js';

const api = freshApi();

/** `name{labels}`: value. */
const figuresIn = (text: string) =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((it) => it !== '' && !it.startsWith('#'))
      .map((it) => [it.slice(0, it.lastIndexOf(' ')), Number(it.slice(it.lastIndexOf(' ') + 1))]),
  );

async function scraped(key: string): Promise<Record<string, number>> {
  const { status, headers, body } = await ask(api, key, 'GET', '/metrics');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return figuresIn(body);
}

it('a key that may read metrics gets what waits, what was given up, and how the record stands', async () => {
  const key = await keyFor(api, ['metrics:read']);
  const empty = await scraped(key);
  expect(empty).toMatchObject({ postloan_tasks_unowned: 0, postloan_record_breaks_open: 0, postloan_book_missing: 0 });
  // What is not known is not said to be nought.
  expect(
    Object.keys(empty).filter((it) => /record_(checked|findings|signed)|book_day|workflows_missing/.test(it)),
  ).toEqual([]);

  await putLoan(api);
  await putNotice(api, { channel: 'wechat', status: 'reserved' });
  const { pool } = api.db();
  await pool.query(`UPDATE notices SET reason = $1`, [PROVIDER_DOWN]);
  await pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, rule, why, opened_at, due_at, status)
     SELECT 'T' || n, 'L1', 'call', 'account-manager', 'P4.5', 'overdue', $1::timestamptz, $1::timestamptz + (n - 1.5) * interval '1 day', 'open' FROM generate_series(1, 3) n`,
    [new Date(api.now)],
  );
  await pool.query(
    `INSERT INTO feeds (day, taken_at, taken_by, changes, refused) VALUES ('2026-11-20', now(), 'worker', 12, 2)`,
  );
  const finding = { what: 'changed', where: 'payments ["P1", 1]', says: 'it is not as the record says' } as const;
  await noteCheck(pool, { leaves: 7, heads: 1, stamped: 0, things: 7, waiting: 0, findings: [finding] }, api.now);
  await pool.query(`INSERT INTO record_witnesses VALUES ('/mnt/witness', $1)`, [new Date(api.now)]);
  expect(await scraped(key)).toMatchObject({
    'postloan_record_witnessed_timestamp_seconds{witness="/mnt/witness"}': api.now / 1000,
    'postloan_loans_open{plan="04-personal"}': 1,
    'postloan_messages_waiting{channel="wechat",state="resting"}': 1,
    'postloan_messages_waiting{channel="wechat",state="late"}': 0,
    'postloan_tasks_open{role="account-manager"}': 3,
    'postloan_tasks_overdue{role="account-manager"}': 1,
    postloan_record_checked_timestamp_seconds: api.now / 1000,
    postloan_record_findings: 1,
    postloan_book_day_timestamp_seconds: Date.parse('2026-11-20T00:00:00+08:00') / 1000,
    postloan_book_missing: 1,
    postloan_workflows_missing: 0,
  });
});

it('nothing of it names a loan, a borrower, a person or a key; and a key without the scope gets none', async () => {
  await putLoan(api);
  await putNotice(api, { channel: 'sms', status: 'reserved' });
  const auditor = await signedIn(api, 'AU', 'auditor');
  const { body } = await ask(api, auditor, 'GET', '/metrics');
  const labels = [...body.matchAll(/(\w+)="/g)].map(([, label]) => label);
  expect([...new Set(labels)].sort()).toEqual(['channel', 'plan', 'state']);
  expect(body).not.toMatch(/"(L1|B-?L?1)"/);
  expect((await ask(api, await keyFor(api, ['loans:read']), 'GET', '/metrics')).status).toBe(403);
  expect((await ask(api, null, 'GET', '/metrics')).status).toBe(401);
});
