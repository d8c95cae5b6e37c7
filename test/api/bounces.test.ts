/** Mails that come back, over SMTP as other people's mail servers send them. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { dkimVerify } from 'mailauth';
import nodemailer from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { createEmail } from '../../src/channels/email.js';
import { rows } from '../../src/store/base/connection/database.js';
import { changeStaffMail, staffWithoutMail } from '../../src/store/staff/staff-mails.js';
import { message } from '../channels/message.js';
import { everyRow } from '../support/everything-written.js';
import { failed, notification, report, startMailHouse } from '../support/mail-house.js';
import { until } from '../support/until.js';
import { contactOf, freshApi, noticeOf, putLoan, putNotice, tasksOf } from './api.js';
import { freshBounces } from './bounce-house.js';

const api = freshApi();
const bounces = freshBounces(api);

/** As a mail server says that it could not deliver: from nobody. @throws what the server answers */
async function comesBack(to: string | string[], raw: string): Promise<string> {
  const mta = nodemailer.createTransport({ host: bounces().host, port: bounces().port });
  return (await mta.sendMail({ envelope: { from: false, to }, raw })).response;
}

async function sentNotice() {
  await putLoan(api);
  return putNotice(api, { channel: 'email', providerId: '<the mail>' });
}

const untouched = { status: 'sent', provider_id: '<the mail>', delivery_status: null, delivery_code: null };

describe('a mailbox that is not there', () => {
  it('comes back for a mail that was sent and signed: the contact is retired, and the account manager calls', async () => {
    const house = await startMailHouse();
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const email = createEmail({
      smtpUrl: house.url,
      from: '客服 <service@bank.example>',
      domain: 'bank.example',
      unsubscribeUrl: 'https://bank.example/stop',
      bounces: bounces(),
      dkim: {
        domainName: 'bank.example',
        keySelector: 's1',
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      },
    });
    const id = await sentNotice();
    expect(await email.send(message({ noticeId: id, to: 'wang@borrower.example' }))).toMatchObject({ status: 'sent' });
    await email.close();
    await house.stop();
    const [mail] = house.mails;
    const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const { results } = await dkimVerify(mail!.raw, { resolver: async () => [[`v=DKIM1; p=${key}`]] });
    expect(results.map((it) => it.status.result)).toEqual(['pass']);

    expect(await comesBack(mail!.from, notification(failed('5.1.1')))).toMatch(/^250 /);
    expect(await noticeOf(api, id)).toEqual({
      ...untouched,
      delivery_status: 'undelivered',
      delivery_code: 'smtp-5.1.1',
      delivered_at: null,
    });
    expect((await contactOf(api, 'email')).retired).toBe(true);
    expect((await contactOf(api, 'sms')).retired).toBe(false);
    expect(await tasksOf(api)).toMatchObject([
      { kind: 'call', role: 'account-manager', why: 'overdue-friendly by email: not delivered, smtp-5.1.1' },
    ]);
    expect(api.told).toBe(1);
  });

  it('is noted once, however often it is said', async () => {
    const id = await sentNotice();
    for (let n = 0; n < 2; n++) await comesBack(bounces().addressOf(id), notification(failed('5.1.1')));
    expect(await tasksOf(api)).toHaveLength(1);
    const facts = await rows(api.db().pool, `SELECT 1 FROM audit_log WHERE what = 'contact retired'`);
    expect(facts).toHaveLength(1);
    expect(api.told).toBe(1);
    expect(api.logged).toEqual([
      `bounce of notice ${id}: smtp-5.1.1`,
      `bounce of notice ${id}: smtp-5.1.1, nothing new`,
    ]);
  });

  it('is no news of a mail that is known to have arrived', async () => {
    const id = await sentNotice();
    await api
      .db()
      .pool.query(`UPDATE notices SET delivery_status = 'delivered', delivered_at = now() WHERE message_id = $1`, [id]);
    await comesBack(bounces().addressOf(id), notification(failed('5.1.1')));
    expect(await noticeOf(api, id)).toMatchObject({ delivery_status: 'delivered', delivery_code: null });
    expect((await contactOf(api, 'email')).retired).toBe(false);
    expect(await tasksOf(api)).toEqual([]);
  });

  it('proves that a mail went out whose answer was lost', async () => {
    await putLoan(api);
    const id = await putNotice(api, { channel: 'email', status: 'sending' });
    await comesBack(bounces().addressOf(id), notification(failed('5.1.1')));
    expect(await noticeOf(api, id)).toMatchObject({ status: 'sent', delivery_status: 'undelivered' });
  });

  it('of a paper for staff, or of a notice that nobody knows, is taken and changes nothing', async () => {
    const id = await sentNotice();
    expect(await comesBack(bounces().addressOf(randomUUID()), notification(failed('5.1.1')))).toMatch(/^250 /);
    expect(await noticeOf(api, id)).toMatchObject(untouched);
    expect(api.told).toBe(0);
  });
});

it('a mailbox that is full: the notice is not delivered, a person calls, the address stays', async () => {
  const id = await sentNotice();
  expect(await comesBack(bounces().addressOf(id), notification(failed('5.2.2')))).toMatch(/^250 /);
  expect(await noticeOf(api, id)).toMatchObject({ delivery_status: 'undelivered', delivery_code: 'smtp-5.2.2' });
  expect((await contactOf(api, 'email')).retired).toBe(false);
  expect((await tasksOf(api)).map((it) => it.kind)).toEqual(['call']);
});

const plain = (words: string) =>
  `From: wang@borrower.example\r\nSubject: Re: x\r\nAuto-Submitted: auto-replied\r\n\r\n${words}\r\n`;

describe('what says nothing of an end', () => {
  it.each([
    ['a delay', notification(failed('4.4.1').map((it) => it.replace('failed', 'delayed'))), 'nothing to note'],
    ['an out-of-office reply', plain('不在办公室。Action: failed, Status: 5.1.1'), 'nothing to note'],
    [
      'an answer with a notification attached',
      notification(failed('5.1.1'))
        .replace('multipart/report; report-type=delivery-status', 'multipart/mixed')
        .replace('MAILER-DAEMON@', 'wang@'),
      'nothing to note',
    ],
    [
      'that it was read',
      report('message/disposition-notification', 'Disposition: automatic-action; displayed', 'multipart/report'),
      'nothing to note',
    ],
    ['a notification of nobody', report('message/delivery-status', 'Wang Xiaoming 13800000001'), 'cannot be read'],
    ['rubbish', '\u0000\u0001\r\n--\r\nContent-Type: multipart/report\r\n\r\n', 'nothing to note'],
    ['nothing at all', '', 'nothing to note'],
  ])('%s is taken and changes nothing', async (_, raw, logged) => {
    const id = await sentNotice();
    const before = await everyRow(api.db());
    expect(await comesBack(bounces().addressOf(id), raw)).toMatch(/^250 /);
    expect(await everyRow(api.db())).toBe(before);
    expect(api.logged).toEqual([`bounce of notice ${id}: ${logged}`]);
  });
});

const EXIM = (receiver: string, code = '5.1.1') => `X-Failed-Recipients: ${receiver}\r
Auto-Submitted: auto-replied\r
From: Mail Delivery System <Mailer-Daemon@mx.example>\r
Subject: Mail delivery failed: returning message to sender\r
Content-Type: text/plain; charset=us-ascii\r
\r
A message that you sent could not be delivered to one or more of its\r
recipients. This is a permanent error. The following address(es) failed:\r
\r
  ${receiver}\r
    host mx.example [192.0.2.1]\r
    SMTP error from remote mail server after RCPT TO:<${receiver}>:\r
    550 ${code} <${receiver}>: Recipient address rejected\r
`;
describe('a mail that came back in words of the server’s own', () => {
  it.each([
    ['of another address behind this one', EXIM('li@elsewhere.example'), 'smtp-5.1.1', false],
    [
      'that says nothing of why',
      'From: postmaster@mx.example\r\nSubject: Undeliverable\r\n\r\nSorry.\r\n',
      'smtp-not-said',
      false,
    ],
    [
      'of a server that does not say that it is one',
      'From: x@mx.example\r\nSubject: failed\r\n\r\nSorry.\r\n',
      'smtp-not-said',
      false,
    ],
  ])('%s: it did not arrive, a person calls', async (_, raw, code, retired) => {
    const id = await sentNotice();
    await comesBack(bounces().addressOf(id), raw);
    expect(await noticeOf(api, id)).toMatchObject({ delivery_status: 'undelivered', delivery_code: code });
    expect((await contactOf(api, 'email')).retired).toBe(retired);
    expect((await tasksOf(api)).map((it) => it.kind)).toEqual(['call']);
  });

  it.each([
    ['that has a sender', EXIM('wang@borrower.example'), 'somebody@mx.example'],
    [
      'that is still being tried',
      EXIM('wang@borrower.example').replace(
        'Mail delivery failed: returning message to sender',
        'Warning: message 1abc delayed 24 hours',
      ),
      false,
    ],
    ['an answer from nobody', 'From: wang@borrower.example\r\nSubject: 自动回复：出差\r\n\r\n5.1.1\r\n', false],
    [
      'an answer that says it is one',
      'From: wang@borrower.example\r\nSubject: Re\r\nX-Autoreply: yes\r\n\r\nx\r\n',
      false,
    ],
  ] as const)('one %s tells of no end', async (_, raw, from) => {
    const id = await sentNotice();
    const mta = nodemailer.createTransport({ host: bounces().host, port: bounces().port });
    await mta.sendMail({ envelope: { from, to: bounces().addressOf(id) }, raw });
    expect(await noticeOf(api, id)).toMatchObject(untouched);
  });
});

it('a mail about work that came back is said so; where there is no such mailbox nothing more goes until there is another', async () => {
  const { pool } = api.db();
  await pool.query(`INSERT INTO staff (staff_id, roles, email_sealed) VALUES ('AM9', '{account-manager}', $1)`, [
    api.context.seal.seal('am9@bank.example', 'staff.email_sealed', 'AM9'),
  ]);
  const [mail] = await rows<{ id: string }>(
    pool,
    `INSERT INTO work_mails (staff_id, on_day, status, at) VALUES ('AM9', '2026-11-24', 'sent', now()) RETURNING message_id AS id`,
  );
  await comesBack(bounces().addressOf(mail!.id), notification(failed('5.1.1')));
  expect(await rows(pool, 'SELECT status, reason FROM work_mails')).toEqual([
    { status: 'failed', reason: 'did not arrive: smtp-5.1.1' },
  ]);
  expect(await staffWithoutMail(pool)).toEqual(['AM9']);
  const change = { staff: 'AM9', email: 'am9@new.example' };
  await changeStaffMail(api.db(), api.context.seal, change, { actor: 'ops/me', at: api.now });
  expect(await staffWithoutMail(pool)).toEqual([]);
});

describe('an address', () => {
  it('that is forged, of another domain, or of nobody is refused before anything is read', async () => {
    const address = bounces().addressOf(await sentNotice());
    const last = address.charAt(54);
    for (const to of [
      `${address.slice(0, 54)}${last === '0' ? '1' : '0'}${address.slice(55)}`,
      address.replace('bounce.bank.example', 'bank.example'),
      'postmaster@bounce.bank.example',
    ])
      await expect(comesBack(to, notification(failed('5.1.1')))).rejects.toMatchObject({ responseCode: 550 });
    expect((await contactOf(api, 'email')).retired).toBe(false);
    expect(api.logged).toEqual([]);
  });

  it('of ours may be the only one of a mail', async () => {
    const first = await sentNotice();
    const second = await putNotice(api, { channel: 'email', stage: 'firm', providerId: '<another>' });
    const mta = nodemailer.createTransport({ host: bounces().host, port: bounces().port });
    const to = [first, second].map((it) => bounces().addressOf(it));
    const { accepted } = await mta.sendMail({ envelope: { from: false, to }, raw: notification(failed('5.1.1')) });
    expect(accepted).toEqual([to[0]]);
    expect(await noticeOf(api, second)).toMatchObject({ delivery_status: null });
  });
});

it('while the database is away the sender is to come again, and then it is noted', async () => {
  const id = await sentNotice();
  const { pool } = api.db();
  await pool.query('ALTER TABLE notices RENAME TO elsewhere');
  const again = () => comesBack(bounces().addressOf(id), notification(failed('5.1.1')));
  await expect(again()).rejects.toMatchObject({ responseCode: 451 });
  expect(api.logged).toEqual(['bounce: 42P01']);
  await pool.query('ALTER TABLE elsewhere RENAME TO notices');
  await again();
  expect((await contactOf(api, 'email')).retired).toBe(true);
});

it('a mail that breaks off is forgotten: the sender has no answer, and comes again', async () => {
  const id = await sentNotice();
  const socket = connect(bounces().port, bounces().host);
  const said = createInterface({ input: socket })[Symbol.asyncIterator]();
  const commands = ['EHLO mx.borrower.example', 'MAIL FROM:<>', `RCPT TO:<${bounces().addressOf(id)}>`, 'DATA'];
  const replies: string[] = [];
  for (const command of ['', ...commands]) {
    if (command !== '') socket.write(`${command}\r\n`);
    do replies.push((await said.next()).value ?? 'cut');
    while (replies.at(-1)!.charAt(3) === '-');
  }
  expect(replies.join('\n')).not.toMatch(/AUTH|STARTTLS/);
  expect(replies.at(-1)).toMatch(/^354/);
  socket.write(notification(failed('5.1.1')));
  socket.destroySoon();
  await until('it is given up', () => api.logged.length > 0);
  expect(api.logged).toEqual([`bounce of notice ${id}: too large, or broken off`]);
  expect(await noticeOf(api, id)).toMatchObject(untouched);
});

it('a mail that is larger than any report is refused', async () => {
  const id = await sentNotice();
  const large = `${notification(failed('5.1.1'))}${'x'.repeat(70)}`.padEnd(1_100_000, '\r\nxxxxxxxxx');
  await expect(comesBack(bounces().addressOf(id), large)).rejects.toMatchObject({ responseCode: 552 });
  expect(await noticeOf(api, id)).toMatchObject(untouched);
});

it('nothing of such a mail but a code is kept or logged', async () => {
  const id = await sentNotice();
  await comesBack(bounces().addressOf(id), notification(failed('5.1.1', 'smtp; 550 5.1.1 Wang Xiaoming is not here')));
  const written = `${await everyRow(api.db())}\n${api.logged.join('\n')}`;
  expect(written).toContain('smtp-5.1.1');
  expect(written).not.toMatch(/wang@borrower|xiaoming|13800000001|mx\.borrower/i);
});
