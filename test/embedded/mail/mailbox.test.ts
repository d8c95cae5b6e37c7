import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nodemailer from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '../../../src/embedded/base/free-port.js';
import { type Mailbox, startMailbox } from '../../../src/embedded/mail/mailbox.js';
import { until } from '../../support/until.js';

let dir: string;
let mailbox: Mailbox;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'postloan-test-'));
  mailbox = await startMailbox({ dir });
});
afterEach(async () => {
  await mailbox.stop();
  rmSync(dir, { recursive: true, force: true });
});

const mail = { from: 'bounce+7@bank.example', to: 'wang@example.com', messageId: '<7@bank.example>' };
const send = (more: object = {}) => nodemailer.createTransport(mailbox.smtpUrl).sendMail({ ...mail, ...more });
const list = async (query = ''): Promise<Record<string, unknown>[]> =>
  (await fetch(`${mailbox.webUrl}/api/mails${query}`)).json() as Promise<Record<string, unknown>[]>;
const behave = (mode: string) =>
  fetch(`${mailbox.webUrl}/api/behaviour`, { method: 'PUT', body: JSON.stringify({ mode }) });

test('keeps what it took, also through a restart, and finds it again', async () => {
  await send({ subject: '还款提醒', text: '尊敬的王先生', html: '<b>尊敬的王先生</b>' });
  await send({ to: 'li@example.com', messageId: '<8@bank.example>', subject: 'Other', text: 'x' });
  await mailbox.stop();
  mailbox = await startMailbox({ dir });

  expect((await list()).map(({ subject }) => subject)).toEqual(['Other', '还款提醒']);
  expect(await list('?to=WANG@example.com')).toMatchObject([
    { messageId: '<7@bank.example>', to: ['wang@example.com'] },
  ]);
  expect(await list(`?messageId=${encodeURIComponent('<8@bank.example>')}`)).toHaveLength(1);
  expect(await list('?limit=1')).toHaveLength(1);
  expect(await list(`?since=${new Date(Date.now() + 1000).toISOString()}`)).toHaveLength(0);
  const { id } = (await list('?to=wang@example.com'))[0]!;
  expect(await (await fetch(`${mailbox.webUrl}/api/mails/${id}`)).json()).toMatchObject({
    html: '<b>尊敬的王先生</b>',
  });
});

test('shows a mail without letting it run anything', async () => {
  await send({
    subject: '<script>alert(1)</script>',
    html: '<script>alert(2)</script>hello',
    attachments: [{ filename: '报告.csv', content: 'a,b' }],
  });
  const { id } = (await list())[0]!;
  for (const path of ['/', `/mails/${id}`]) {
    const html = await (await fetch(mailbox.webUrl + path)).text();
    expect(html).toContain('&lt;script&gt;alert(1)');
    expect(html).not.toContain('<script>');
  }
  const frame = await fetch(`${mailbox.webUrl}/mails/${id}/html`);
  expect(frame.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
  const file = await fetch(`${mailbox.webUrl}/mails/${id}/files/0`);
  expect(await file.text()).toBe('a,b');
  expect(file.headers.get('content-disposition')).toMatch(/^attachment/);
});

test('rejects for good, or for now, or keeps a mail and says nothing, as it is set', async () => {
  await behave('reject');
  await expect(send()).rejects.toMatchObject({ responseCode: 550 });
  await behave('outage');
  await expect(send()).rejects.toMatchObject({ responseCode: 451 });
  expect(await list()).toHaveLength(0);
  await behave('accept-then-drop');
  await expect(send()).rejects.not.toHaveProperty('responseCode', 250);
  expect(await list()).toHaveLength(1);
  expect((await behave('unheard-of')).status).toBe(400);
});

test('a mail that bounces is kept, and its sender is told as mail servers tell it', async () => {
  await mailbox.stop();
  const bouncePort = await freePort();
  mailbox = await startMailbox({ dir, bouncePort });
  const senders = await startMailbox({ dir: join(dir, 'sender'), smtpPort: bouncePort });
  try {
    await send();
    await behave('bounce');
    await send({ messageId: '<8@bank.example>' });
    expect(await list()).toHaveLength(2);
    const back = async () => (await (await fetch(`${senders.webUrl}/api/mails`)).json()) as { id: string }[];
    await until('it has come back', async () => (await back()).length > 0);
    const [told, ...others] = await back();
    expect(others).toEqual([]);
    expect(told).toMatchObject({ from: '', to: ['bounce+7@bank.example'] });
    const whole = await (await fetch(`${senders.webUrl}/api/mails/${told!.id}`)).json();
    expect(whole.text).toMatch(/^Final-Recipient: rfc822; wang@example\.com\nAction: failed\nStatus: 5\.1\.1$/m);
  } finally {
    await senders.stop();
  }
});
