import { beforeEach, describe, expect, it } from 'vitest';
import { parsePeriod } from '../../../src/domain/time/period.js';
import { fileReport } from '../../../src/reports/deliver/filed.js';
import { makeReport } from '../../../src/reports/deliver/make-report.js';
import { reportById } from '../../../src/reports/paper/frozen.js';
import { PAPERS } from '../../../src/reports/papers/index.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { freshApi, putLoan, seal } from '../api.js';
import { ask, keyFor, signedIn } from './people.js';

const api = freshApi();

/** A monthly report of the book: one loan that is 4 days late by 1060.00 of 2120.00. */
async function monthlyReport(): Promise<number> {
  const asked = {
    plan: '04-personal',
    kind: PAPERS.get('monthly-report')!,
    period: parsePeriod('2026-11')!,
    asOf: '2026-11-24',
  };
  return (await makeReport(api.db(), asked, api.now)).report.id;
}

const sentTo = (report: number, staff: string) =>
  api
    .db()
    .pool.query(
      `INSERT INTO report_deliveries (report_id, role, staff_id, status, at) VALUES ($1, 'department-head', $2, 'sent', now())`,
      [report, staff],
    );

beforeEach(() => putLoan(api));

describe('papers', () => {
  it('are read by who sees the whole book, and by those whom they were sent: words, tables and pictures', async () => {
    const report = await monthlyReport();
    const ops = await signedIn(api, 'OPS', 'ops');
    const north = await signedIn(api, 'DH1', 'department-head', 'north');
    const south = await signedIn(api, 'DH2', 'department-head', 'south');
    await sentTo(report, 'DH1');
    const seen = async (token: string) => (await ask(api, token, 'GET', '/reports?order=newest')).body.items.length;
    expect([await seen(ops), await seen(north), await seen(south)]).toEqual([1, 1, 0]);
    for (const path of ['', '/paper', '/portfolio', '/files/pdf'])
      expect((await ask(api, south, 'GET', `/reports/${report}${path}`)).status).toBe(404);
    const { body } = await ask(api, north, 'GET', `/reports/${report}/paper`);
    expect(body.title).toBe('贷后管理月度报告');
    expect(body.about).toContain('2026年11月');
    const table = body.sections.find((it: { table: unknown }) => it.table !== null).table;
    expect(table.rows.every((row: string[]) => row.length === table.columns.length)).toBe(true);
    expect(body.sections.some((it: { chart: unknown }) => it.chart !== null)).toBe(true);
  });

  it('are read in the language of who asks, and stay filed in the lender’s', async () => {
    const report = await monthlyReport();
    const frozen = await reportById(api.db().pool, report);
    const filed = await fileReport(api.db(), frozen, api.now, { seal, lender: '' });
    const ops = await signedIn(api, 'OPS', 'ops');
    const titles = async (path = '', headers: Record<string, string> = {}) => [
      (await ask(api, ops, 'GET', `/reports/${report}/paper${path}`, undefined, headers)).body.title,
      (await ask(api, ops, 'GET', '/reports', undefined, headers)).body.items[0].title,
    ];
    const page = async (path = '') => (await ask(api, ops, 'GET', `/reports/${report}/files/html${path}`)).body;
    const [chinese, english] = ['贷后管理月度报告', 'Monthly post-loan report'];
    expect(await titles()).toEqual([chinese, chinese]);
    expect(await page()).toContain('<html lang="zh-CN">');
    expect(await titles('', { 'accept-language': 'en' })).toEqual([english, english]);
    expect((await ask(api, ops, 'GET', '/session')).body.language).toBeNull();
    expect((await ask(api, ops, 'PUT', '/session/language', { language: 'en' })).status).toBe(204);
    expect((await ask(api, ops, 'PUT', '/session/language', { language: 'fr' })).status).toBe(422);
    expect((await ask(api, ops, 'GET', '/session')).body.language).toBe('en');
    expect(await titles()).toEqual([english, english]);
    expect(await titles('?language=zh-CN')).toEqual([chinese, english]);
    expect(await page()).toContain('<html lang="en">');
    expect(await page('?language=zh-CN')).toContain('<html lang="zh-CN">');
    expect(await fileReport(api.db(), frozen, api.now, { seal, lender: '' })).toEqual(filed);
    expect((await ask(api, await keyFor(api), 'PUT', '/session/language', { language: 'en' })).status).toBe(403);
  });

  it('show persons masked, and in the clear for a reason to who has them in sight, which is noted of each', async () => {
    await api.db().pool.query(`UPDATE borrowers SET branch = 'north'`);
    const report = await monthlyReport();
    const north = await signedIn(api, 'DH1', 'department-head', 'north');
    const south = await signedIn(api, 'DH2', 'department-head', 'south');
    for (const head of ['DH1', 'DH2']) await sentTo(report, head);
    const clear = 'Borrower of L1';
    const look = (token: string) => ask(api, token, 'POST', `/reports/${report}/look`, { reason: 'to decide' });
    expect(JSON.stringify((await ask(api, north, 'GET', `/reports/${report}/paper`)).body)).not.toContain(clear);
    expect(JSON.stringify((await look(south)).body)).not.toContain(clear);
    expect(JSON.stringify((await look(north)).body)).toContain(clear);
    const noted = await rows(
      api.db().pool,
      `SELECT actor, subject FROM audit_log WHERE what = 'person read' AND detail ->> 'reason' = 'to decide'`,
    );
    expect(noted).toEqual([{ actor: 'staff/DH1', subject: 'borrower/B-L1' }]);
  });

  it('tell of each figure what it is counted from, to who may read the paper; an unknown figure, and which there are', async () => {
    const report = await monthlyReport();
    const ops = await signedIn(api, 'OPS', 'ops');
    const { items } = (await ask(api, ops, 'GET', `/reports/${report}/figures`)).body;
    expect(items).toContainEqual(expect.objectContaining({ figure: 'overdue-rate', title: '逾期率', value: 0.5 }));
    const asked = (figure: string, token = ops) =>
      ask(api, token, 'GET', `/reports/${report}/lines?figure=${encodeURIComponent(figure)}`);
    const { body } = await asked('逾期率');
    expect(body).toMatchObject({
      ...{ figure: 'overdue-rate', value: 0.5, counted: 0.5, agrees: true, count: 1, next: null },
      ...{ numerator: '1060.00', denominator: '2120.00' },
    });
    expect(body.items).toEqual([
      expect.objectContaining({ loan: 'L1', amount: '2120.00', days: 4, part: '1060.00', whole: '2120.00' }),
    ]);
    expect(body.items[0].borrowerShown).toMatch(/^[^*]?\*\*（/);
    expect(await asked('profit')).toMatchObject({ status: 404, body: { detail: expect.stringContaining('npl-rate') } });
    const south = await signedIn(api, 'DH2', 'department-head', 'south');
    expect((await asked('逾期率', south)).status).toBe(404);
  });

  it('come the newest first, part by part', async () => {
    const first = await monthlyReport();
    await putLoan(api, { loan: 'L2' });
    const second = await monthlyReport();
    const key = await keyFor(api);
    const page = async (query: string) => (await ask(api, key, 'GET', `/reports?limit=1&${query}`)).body;
    const newest = await page('order=newest');
    expect(newest.items[0].report).toBe(second);
    expect((await page(`order=newest&after=${newest.next}`)).items[0].report).toBe(first);
    expect((await page('')).items[0].report).toBe(first);
  });
});

describe('a portfolio', () => {
  it('is counted today, on a day that is over, and as a paper froze it', async () => {
    const report = await monthlyReport();
    const key = await keyFor(api);
    const today = (await ask(api, key, 'GET', '/portfolio?plan=04-personal')).body;
    expect(today.now).toMatchObject({
      loans: 1,
      overdueLoans: 1,
      outstanding: '2120.00',
      overdue: '1060.00',
      overdueRate: 0.5,
    });
    expect(today.groups.bucket.map((it: { key: string }) => it.key)).toEqual(['1-30']);
    expect(today.groups.stage).toHaveLength(1);
    const before = (await ask(api, key, 'GET', '/portfolio?plan=04-personal&on=2026-11-20')).body;
    expect(before.now).toMatchObject({ overdueLoans: 0, overdue: '0.00' });
    expect(before.groups.stage).toBeNull();
    const frozen = (await ask(api, key, 'GET', `/reports/${report}/portfolio`)).body;
    expect({ ...frozen, groups: null }).toEqual({ ...today, groups: null });
    expect((await ask(api, key, 'GET', '/portfolio?plan=04-personal&on=2026-11-25')).status).toBe(422);
    expect((await ask(api, key, 'GET', '/portfolio?plan=nothing')).status).toBe(404);
  });

  it('of a branch’s head is of this branch alone', async () => {
    await putLoan(api, { loan: 'L2' });
    await api.db().pool.query(`UPDATE borrowers SET branch = 'north' WHERE borrower_id = 'B-L1'`);
    const north = await signedIn(api, 'DH1', 'department-head', 'north');
    const { branch, now, targets } = (await ask(api, north, 'GET', '/portfolio?plan=04-personal')).body;
    expect([branch, now.loans, targets]).toEqual(['north', 1, []]);
    expect((await ask(api, await keyFor(api), 'GET', '/portfolio?plan=04-personal')).body.now.loans).toBe(2);
  });
});

it('the workload is what is open, what falls due, and what the plans bring round', async () => {
  await putLoan(api, { loan: 'L2' });
  await api.db().pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, rule, because, opened_at, due_at)
     VALUES ('t1', 'L1', 'call', 'account-manager', 'P4.5', '{"code":"asked-again","by":"test","text":"x"}', now(), $1)`,
    [new Date(api.now - 86_400_000)],
  );
  const { body } = await ask(api, await keyFor(api), 'GET', '/workload');
  expect([body.from, body.until]).toEqual(['2026-11-24', '2026-12-24']);
  expect(body.tasks).toEqual([{ on: '2026-11-23', role: 'account-manager', tasks: 1 }]);
  expect(body.people).toEqual([{ staff: null, role: 'account-manager', open: 1, late: 1, week: 0 }]);
  expect(body.due).toEqual([{ on: '2026-12-20', instalments: 2, amount: '2120.00' }]);
  expect(body.duties.some((it: { plan: string }) => it.plan === '04-personal')).toBe(true);
});
