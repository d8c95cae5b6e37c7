import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import nodemailer from 'nodemailer';
import { expect, it } from 'vitest';
import { startBounceServer } from '../../src/api/gateways/bounce-server.js';
import { importBook } from '../../src/book/import-book.js';
import { bouncesFrom } from '../../src/channels/bounces.js';
import { freePort } from '../../src/embedded/base/free-port.js';
import { measure } from '../../src/reports/figures/index.js';
import { rows, transaction } from '../../src/store/base/connection/database.js';
import { dueNotices } from '../../src/store/notices/notices.js';
import { ALIYUN_SECRET, contactOf, freshApi, noticeOf, putLoan, putNotice, seal, tasksOf } from '../api/api.js';
import { failed, notification } from '../support/mail-house.js';
import { caseInput } from './case.js';

const api = freshApi();

/** The posts of a case, in its order: what its line `say ID 'words' 'time'?` sends to Alibaba's door. */
async function sayAll(number: string, phone: string): Promise<void> {
  const lines = readFileSync(caseInput(number), 'utf8').matchAll(/^say .*$/gm);
  for (const said of [...lines].flatMap(([line]) => line.split(' ; '))) {
    const [, id, quoted, bare, at] = /^say (\d+) +(?:'([^']*)'|(\S+)) *(?:'([^']*)')?/.exec(said) ?? [];
    if (id === undefined) throw new Error(`not read: ${said}`);
    const message = { phone_number: phone, content: quoted ?? bare, sequence_id: id, ...(at ? { send_time: at } : {}) };
    const answer = await fetch(`${api.url}/webhooks/aliyun/${ALIYUN_SECRET}/up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([message]),
    });
    expect(await answer.json()).toEqual({ code: 0, msg: 'OK' });
  }
}

const kinds = async () =>
  (await rows<{ kind: string }>(api.db().pool, 'SELECT kind FROM answers ORDER BY answer_id')).map((it) => it.kind);

it('19: an older START that is delivered again after a STOP changes nothing', async () => {
  api.now = Date.parse('2026-11-29T12:00:00+08:00');
  await putLoan(api, { contacts: [{ channel: 'sms', address: '+8613800000903' }] });
  await sayAll('19', '13800000903');
  expect((await contactOf(api, 'sms')).consent).toBe(false);
  const heard = await rows(
    api.db().pool,
    `SELECT 1 FROM audit_log WHERE what = 'opt-in' AND subject = 'borrower/B-L1'`,
  );
  // The fact and the answer it came as, once each.
  expect(heard).toHaveLength(2);
});

it('20: a number that said stop stays silent as somebody else’s and as a guarantor’s', async () => {
  const taken = (day: string) =>
    importBook(api.db(), seal, join(caseInput('20'), day), { now: api.now, actor: 'test' });
  api.now = Date.parse('2026-11-29T12:00:00+08:00');
  expect(await taken('day1')).toMatchObject({ ok: true, silent: 0 });
  await fetch(`${api.url}/webhooks/aliyun/${ALIYUN_SECRET}/up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ phone_number: '13800000901', content: 'TD', sequence_id: '1' }]),
  });
  expect(await taken('day2')).toMatchObject({ ok: true, silent: 2 });
  expect(await rows(api.db().pool, 'SELECT 1 FROM contacts')).toHaveLength(3);
  expect(await rows(api.db().pool, 'SELECT 1 FROM contacts WHERE consent')).toEqual([]);
});

it('29: other ways to say stop', async () => {
  await putLoan(api, { contacts: [{ channel: 'sms', address: '+8613800000904' }] });
  await sayAll('29', '13800000904');
  expect((await contactOf(api, 'sms')).consent).toBe(false);
  // All four; REMOVE is no word of the list, and for a person to read unless it is.
  expect(await kinds()).toHaveLength(4);
  expect((await kinds()).filter((it) => it !== 'opt-out').length).toBeLessThanOrEqual(1);
});

it.each(['opt out', 'TD退订', 'Stop. Thank you', 'REMOVE'])(
  '29: after %j alone nothing that collects goes out by sms',
  async (text) => {
    await putLoan(api, { contacts: [{ channel: 'sms', address: '+8613800000904' }] });
    await fetch(`${api.url}/webhooks/aliyun/${ALIYUN_SECRET}/up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ phone_number: '13800000904', content: text, sequence_id: '1' }]),
    });
    await api.db().pool.query(
      `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at)
     VALUES ('L1', 'x', 'B-L1', 'sms', 'overdue-friendly', 'collection', $1, $2)`,
      [new Date(api.now - 1), new Date(api.now + 1)],
    );
    const [due] = await transaction(api.db(), (client) => dueNotices(client, 'sms', api.now, 10));
    expect(due!.contactId === null || due!.inDoubt).toBe(true);
  },
);

const ONE_CLICK: [string, RequestInit | undefined][] = [
  ['as multipart', { body: multipart() }],
  ['as a form', { body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) }],
  ['as text', { body: 'List-Unsubscribe=One-Click' }],
  ['as something else', { body: 'x', headers: { 'content-type': 'application/x-unknown' } }],
  ['as broken JSON', { body: '{', headers: { 'content-type': 'application/json' } }],
  ['with nothing in it', {}],
];
function multipart(): FormData {
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  return form;
}

it.each(ONE_CLICK)('30: one click %s ends mails; a look does not', async (_, init) => {
  await putLoan(api);
  const url = api.links().unsubscribe(await putNotice(api, { channel: 'email' }), api.now);
  for (const method of ['GET', 'HEAD']) expect((await fetch(url, { method })).status).toBe(200);
  expect((await contactOf(api, 'email')).consent).toBe(true);
  expect((await fetch(url, { method: 'POST', ...init })).status).toBe(200);
  expect((await contactOf(api, 'email')).consent).toBe(false);
});

/** Gives a mail back as a server does, to the address of its notice. */
async function givenBack(messageId: string, raw: Buffer | string): Promise<void> {
  const bounces = bouncesFrom({
    BOUNCE_DOMAIN: 'bounce.bank.example',
    BOUNCE_SMTP_PORT: String(await freePort()),
    LINK_KEY: 'a'.repeat(64),
  })!;
  const server = await startBounceServer(api.context, bounces);
  const mta = nodemailer.createTransport({ host: bounces.host, port: bounces.port });
  await mta.sendMail({ envelope: { from: false, to: bounces.addressOf(messageId) }, raw }).finally(server.close);
}

it('34: who got every mail back is not reached', async () => {
  await putLoan(api, { plan: '05-corporate', contacts: [{ channel: 'email', address: 'wang@borrower.example' }] });
  const id = await putNotice(api, { channel: 'email' });
  const contact = async () => {
    const month = { plan: '05-corporate', currency: 'CNY', from: '2026-11-01', asOf: '2026-11-30' };
    return (await measure(api.db(), month, ['contact'])).contact;
  };
  expect((await contact()).values).toMatchObject({ 'notices-sent': 1, 'notices-returned': 0, 'borrowers-reached': 1 });
  await givenBack(id, notification(failed('5.1.1')));
  const after = await contact();
  expect(after.values).toMatchObject({ 'notices-returned': 1, 'contact-reach': 0, 'borrowers-reached': 0 });
  expect(after.byChannel).toMatchObject([{ key: 'email', sent: 1, returned: 1, reach: 0 }]);
});

it.each(['exim', 'qmail'])(
  '35: a failure in words of %s’s own did not arrive, and retires the address',
  async (maker) => {
    await putLoan(api, { contacts: [{ channel: 'email', address: `${maker}@example.com` }] });
    const id = await putNotice(api, { channel: 'email' });
    await givenBack(id, readFileSync(join(caseInput('35'), `${maker}.eml`)));
    expect(await noticeOf(api, id)).toMatchObject({ delivery_status: 'undelivered', delivery_code: 'smtp-5.1.1' });
    expect((await contactOf(api, 'email')).retired).toBe(true);
    expect((await tasksOf(api)).map((it) => it.kind)).toEqual(['call']);
  },
);

it('36: a name with line breaks is one line', async () => {
  const now = Date.parse('2026-11-29T12:00:00+08:00');
  expect(await importBook(api.db(), seal, caseInput('36'), { now, actor: 'test' })).toMatchObject({ ok: true });
  const [{ name }] = (await rows<{ name: Buffer }>(api.db().pool, 'SELECT name_sealed AS name FROM borrowers')) as [
    { name: Buffer },
  ];
  expect(seal.tryOpen(name, 'borrowers.name_sealed', 'NB1')).toBe(
    'Ann Sample Bcc: other@example.com Pay to account 000-000',
  );
});
