import { beforeEach, describe, expect, it } from 'vitest';
import { linksFrom } from '../../src/channels/message/links.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { rows } from '../../src/store/base/connection/database.js';
import { recordPayment } from '../../src/store/facts/payments.js';
import { readAnswer } from '../../src/store/notices/answers.js';
import { everyRow } from '../support/everything-written.js';
import { contactOf, freshApi, putLoan, putNotice, seal, tasksOf } from './api.js';

const api = freshApi();
const STALE = momentAt('2026-11-25', '09:00');
let link: string;
let notice: string;

beforeEach(async () => {
  await putLoan(api);
  notice = await putNotice(api);
  link = api.links().page(notice, STALE);
});

const look = (url = link) => fetch(url, { redirect: 'manual' });
const post = (form: string, values: Record<string, string> = {}, url = link) =>
  fetch(`${url}/${form}`, { method: 'POST', body: new URLSearchParams(values) });
const text = async (answer: Promise<Response>) => (await answer).text();

describe('a link', () => {
  it('says nothing of the person or the loan, is short, and stays the same for the same notice', () => {
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/l\/[\w-]{40}$/);
    expect(Buffer.from(link.slice(-40), 'base64url').toString('latin1')).not.toContain('L1');
    expect(api.links().page(notice, STALE)).toBe(link);
  });

  it('lives 45 days after its message has had its time', async () => {
    api.now = momentAt('2027-01-09', '07:59');
    expect((await look()).status).toBe(200);
    api.now = momentAt('2027-01-10', '08:00');
    const late = await look();
    expect([late.status, await late.text()]).toEqual([410, expect.stringContaining('已过期')]);
    expect((await post('opt-out')).status).toBe(410);
    expect((await contactOf(api, 'sms')).consent).toBe(true);
  });

  it('that is forged, changed, of another key or of another purpose opens nothing', async () => {
    const other = Buffer.alloc(32, 1).toString('base64');
    const changed = `${link.slice(0, -1)}${link.endsWith('A') ? 'Q' : 'A'}`;
    const tokens = [
      changed,
      `${link}A`,
      `${api.url}/l/nonsense`,
      linksFrom({ PUBLIC_URL: api.url, LINK_KEY: other })!.page(notice, STALE),
      api.links().unsubscribe(notice, api.now).replace('/u/', '/l/'),
      api.links().page('00000000-0000-4000-8000-000000000000', STALE),
    ];
    for (const url of tokens) {
      const answer = await look(url);
      expect([answer.status, (await answer.text()).includes('1060')]).toEqual([404, false]);
      expect((await post('opt-out', {}, url)).status).toBe(404);
    }
    expect((await contactOf(api, 'sms')).consent).toBe(true);
    expect(api.logged).toEqual([]);
  });

  it('needs a key, and names a bad one without showing it', () => {
    expect(linksFrom({ PUBLIC_URL: 'https://x.example' })).toBeUndefined();
    expect(linksFrom({ LINK_KEY: 'x' })).toBeUndefined();
    expect(() => linksFrom({ PUBLIC_URL: 'https://x.example', LINK_KEY: 'geheim' })).toThrow(/^LINK_KEY: must be 32/);
  });
});

describe('the page', () => {
  it('says what is owed and until when, in the language of the borrower or the other, with no script', async () => {
    const answer = await look();
    const page = await answer.text();
    expect(page).toContain('<html lang="en">');
    for (const said of [
      'Example &amp; Sons',
      'L1',
      '1,060.00 CNY',
      '20 November 2026',
      '20 December 2026',
      '400-000-0000',
    ])
      expect(page).toContain(said);
    expect(page).not.toMatch(/<script|<img|<link|Borrower of|13800000001/);
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'; style-src 'sha256-/);
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await text(look(`${link}?lang=zh-CN`))).toContain('已过还款日');
    expect((await look(`${link}?lang=nonsense&said=nonsense`)).status).toBe(200);
  });

  it('asks for nothing when all is paid, and still takes a complaint', async () => {
    const payment = { loan: 'L1', reference: 'P1', paidOn: '2026-11-24', amount: 212_000 };
    await recordPayment(api.db(), payment, { actor: 'test', at: api.now });
    const page = await text(look());
    expect(page).toContain('Nothing is to be paid');
    expect(page).not.toMatch(/\/(pay|promise|relief)/);
    expect(page).toContain('/complaint');
  });

  it('shows each loan that its message speaks of, to be promised and paid each by itself', async () => {
    const { pool } = api.db();
    await putLoan(api, { loan: 'L2', borrower: 'B-L1' });
    await pool.query(`INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, why, dpd, stage, plan_version, detail)
      SELECT kind, 'L2', entry, at, acted_at, what, rule, why, dpd, stage, plan_version, detail FROM diary WHERE subject = 'L1' AND what = 'notice'`);
    await pool.query(`INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at, status, reason, attempts, joined_to)
      SELECT 'L2', entry, borrower_id, channel, template, purpose, due_at, stale_at, 'suppressed', 'joined', 0, notice_id FROM notices WHERE loan_id = 'L1'`);
    const page = await text(look());
    expect(page.match(/<dd>L\d<\/dd>/g)).toEqual(['<dd>L1</dd>', '<dd>L2</dd>']);
    expect(page.match(/name="loan" value="L\d"/g)).toHaveLength(2);
    expect((await look(`${link}/pay?loan=L2`)).headers.get('location')).toContain('loan=L2');
    expect((await look(`${link}/pay?loan=L3`)).headers.get('location')).toContain('loan=L1');
    await post('promise', { loan: 'L2', on: '2026-11-30', amount: '10' });
    expect(await rows(pool, 'SELECT loan_id FROM promises')).toEqual([{ loan_id: 'L2' }]);
  });

  it('leads to the page of the lender to pay on', async () => {
    const answer = await look(`${link}/pay`);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('https://pay.example/now?from=sms&loan=L1');
  });

  it('changes nothing by being looked at', async () => {
    const before = await everyRow(api.db());
    for (const path of ['', '/pay', '/promise', '/complaint', '/opt-out']) await look(`${link}${path}`);
    await look(api.links().unsubscribe(notice, api.now));
    expect(await everyRow(api.db())).toBe(before);
  });
});

describe('a form', () => {
  it('promise: a day and an amount, sent twice one promise', async () => {
    const promise = { on: '2026-11-30', amount: '1060.00' };
    for (let time = 0; time < 2; time++) {
      const answer = await post('promise', promise);
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('Your promise is noted')]);
    }
    expect(await rows(api.db().pool, 'SELECT loan_id, promised_on, amount FROM promises')).toEqual([
      { loan_id: 'L1', promised_on: '2026-11-30', amount: 106_000 },
    ]);
    const [fact] = await rows(api.db().pool, `SELECT actor FROM audit_log WHERE what = 'promise'`);
    expect(fact).toEqual({ actor: 'borrower/B-L1' });
  });

  it.each([
    [{ on: '2026-11-23', amount: '10' }],
    [{ on: '2026-12-26', amount: '10' }],
    [{ on: '2026-11-31', amount: '10' }],
    [{ on: '2026-11-30', amount: '0' }],
    [{ on: '2026-11-30', amount: '-5' }],
    [{ on: '2026-11-30', amount: '2120.01' }],
    [{ on: '2026-11-30', amount: '<b>' }],
    [{}],
  ])('promise: %j is refused in words', async (promise) => {
    const answer = await post('promise', promise as Record<string, string>);
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('Not noted')]);
    expect(await rows(api.db().pool, 'SELECT 1 FROM promises')).toEqual([]);
  });

  it('relief: a task for the account manager, one a day, its words sealed', async () => {
    for (const words of ['工厂停工了', '', '工厂停工了'])
      expect(await text(post('relief', { text: words }))).toContain('will contact you');
    expect(await tasksOf(api)).toEqual([
      expect.objectContaining({ kind: 'relief-request', role: 'account-manager', why: 'the borrower asks for relief' }),
    ]);
    expect(await everyRow(api.db())).not.toContain('停工');
    api.now = momentAt('2026-11-25', '12:00');
    await post('relief');
    expect(await tasksOf(api)).toHaveLength(2);
  });

  it('complaint: is opened, once for the same words; an empty one is asked for again', async () => {
    for (let time = 0; time < 2; time++)
      expect(await text(post('complaint', { text: '上周就付清了' }))).toContain('We have your complaint');
    expect(await rows(api.db().pool, 'SELECT borrower_id FROM complaints')).toEqual([{ borrower_id: 'B-L1' }]);
    expect((await post('complaint', { text: '  ' })).status).toBe(422);
    expect(await everyRow(api.db())).not.toContain('上周就付清了');
  });

  it('complaint: each reaches a person with its words, a few a day, and pressed twice it is one', async () => {
    const twice = await Promise.all([1, 2].map(() => post('complaint', { text: '一' })));
    expect(twice.map((it) => it.status)).toEqual([200, 200]);
    for (const words of ['二', '三']) await post('complaint', { text: words });
    const fourth = await post('complaint', { text: '四' });
    expect([fourth.status, await fourth.text()]).toEqual([429, expect.stringContaining('please call us')]);
    // What was taken answers as it did.
    expect(await text(post('complaint', { text: '三' }))).toContain('We have your complaint');
    const tasks = await tasksOf(api);
    expect(tasks).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ kind: 'complaint', role: 'department-head' })),
    );
    const source = { actor: 'ops', at: api.now };
    const words = await rows<{ task: string }>(
      api.db().pool,
      `SELECT task_id AS task FROM answers ORDER BY at, answer_id`,
    );
    const read = await Promise.all(words.map(({ task }) => readAnswer(api.db(), seal, task, source)));
    expect(read.sort()).toEqual(['一', '三', '二'].sort());
    api.now = momentAt('2026-11-25', '12:00');
    expect((await post('complaint', { text: '四' })).status).toBe(200);
    expect(await tasksOf(api)).toHaveLength(4);
    expect(api.logged).toEqual([]);
  });

  it('promise: pressed twice it answers twice the same, and once more when it was paid', async () => {
    const promise = { on: '2026-11-30', amount: '1060.00' };
    const twice = await Promise.all([1, 2].map(() => post('promise', promise)));
    expect(twice.map((it) => it.status)).toEqual([200, 200]);
    await recordPayment(
      api.db(),
      { loan: 'L1', reference: 'P1', paidOn: '2026-11-24', amount: 206_000 },
      { actor: 'test', at: api.now },
    );
    expect((await post('promise', promise)).status).toBe(200);
    expect(await rows(api.db().pool, 'SELECT 1 FROM promises')).toHaveLength(1);
  });

  it('relief: other words on the same day are another request, and three are enough', async () => {
    for (const words of ['a', 'b', 'a', 'c']) expect((await post('relief', { text: words })).status).toBe(200);
    expect((await post('relief', { text: 'd' })).status).toBe(429);
    expect(await tasksOf(api)).toHaveLength(3);
  });

  it('opt-out: of the way that the message came', async () => {
    expect(await text(post('opt-out'))).toContain('no more messages this way');
    expect((await contactOf(api, 'sms')).consent).toBe(false);
    expect((await contactOf(api, 'email')).consent).toBe(true);
    expect(api.told).toBe(1);
  });

  it('does not take what is larger than any form', async () => {
    expect((await post('complaint', { text: 'x'.repeat(100_000) })).status).toBe(413);
    expect(api.logged).toEqual([]);
  });
});

describe('the unsubscribe link of a mail', () => {
  const unsubscribe = async () => api.links().unsubscribe(await putNotice(api, { channel: 'email' }), api.now);

  it('takes the one click of a mail program that sends it as RFC 8058 says it should', async () => {
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    expect((await fetch(await unsubscribe(), { method: 'POST', body: form })).status).toBe(200);
    expect((await contactOf(api, 'email')).consent).toBe(false);
  });

  it('asks a person first, and takes the one click of a mail program', async () => {
    const url = await unsubscribe();
    expect(await text(look(url))).toContain('<form method="post"');
    expect((await contactOf(api, 'email')).consent).toBe(true);
    const click = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };
    for (let time = 0; time < 2; time++) expect((await fetch(url, click)).status).toBe(200);
    expect((await contactOf(api, 'email')).consent).toBe(false);
    expect((await contactOf(api, 'sms')).consent).toBe(true);
  });

  it('is no key to the page, nor the page’s one to it', async () => {
    const url = await unsubscribe();
    expect((await look(url.replace('/u/', '/l/'))).status).toBe(404);
    expect((await look(link.replace('/l/', '/u/'))).status).toBe(404);
  });
});
