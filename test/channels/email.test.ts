import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Channel } from '../../src/channels/channel.js';
import { createEmail } from '../../src/channels/email.js';
import { type Mailbox, startMailbox } from '../../src/embedded/mailbox.js';
import { message, NOBODY_ELSES } from './message.js';
import { put } from './sandbox.js';

let dir: string;
let mailbox: Mailbox;
let email: Channel;

const behave = (mode: string) => put(`${mailbox.webUrl}/api/behaviour`, { mode });
const mail = () => message({ to: 'wang@borrower.example' });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mailbox-'));
  mailbox = await startMailbox({ dir });
  email = createEmail({
    smtpUrl: mailbox.smtpUrl,
    from: '客服 <service@bank.example>',
    domain: 'bank.example',
    lookupUrl: mailbox.webUrl,
    timeoutMs: 1000,
  });
});
beforeEach(() => behave('ok'));
afterAll(async () => {
  await email.close();
  await mailbox.stop();
  await rm(dir, { recursive: true });
});

test('a mail arrives and is known by its Message-ID', async () => {
  const outgoing = mail();
  const providerId = `<${outgoing.noticeId}@bank.example>`;
  expect(await email.send(outgoing)).toEqual({ status: 'sent', providerId });
  expect(await email.find(outgoing, NOBODY_ELSES)).toEqual({ status: 'sent', providerId });
  expect(await email.find(mail(), NOBODY_ELSES)).toEqual({ status: 'absent' });
});

test('550 is refused for good', async () => {
  await behave('reject');
  const outgoing = mail();
  expect(await email.send(outgoing)).toMatchObject({ status: 'refused', code: 'smtp-550' });
  expect(await email.find(outgoing, NOBODY_ELSES)).toEqual({ status: 'absent' });
});

test('451 may be tried again', async () => {
  await behave('outage');
  expect(await email.send(mail())).toMatchObject({ status: 'not-sent', code: 'smtp-451' });
});

test('a mail that was taken before the line was cut is unknown, then found', async () => {
  await behave('accept-then-drop');
  const outgoing = mail();
  expect(await email.send(outgoing)).toMatchObject({ status: 'unknown' });
  await behave('ok');
  expect(await email.find(outgoing, NOBODY_ELSES)).toMatchObject({ status: 'sent' });
  const kept = await (await fetch(`${mailbox.webUrl}/api/mails?messageId=<${outgoing.noticeId}@bank.example>`)).json();
  expect(kept).toHaveLength(1);
});

test('a mailbox that does not answer is no proof of anything', async () => {
  const lookupUrl = 'http://127.0.0.1:1';
  const blind = createEmail({ smtpUrl: mailbox.smtpUrl, from: 'a@bank.example', domain: 'bank.example', lookupUrl });
  await expect(blind.find(mail(), NOBODY_ELSES)).rejects.toThrow('the mailbox could not be asked');
  await blind.close();
});
