import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEmail } from '../../src/channels/email.js';
import type { Channel } from '../../src/channels/message/channel.js';
import { linksFrom } from '../../src/channels/message/links.js';
import { type Mailbox, startMailbox } from '../../src/embedded/mail/mailbox.js';
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

test('a mail carries a signed link to be rid of mails by one click, and a paper for staff does not', async () => {
  const links = linksFrom({ PUBLIC_URL: 'https://loans.example', LINK_KEY: 'a'.repeat(64) })!;
  const linked = createEmail({ smtpUrl: mailbox.smtpUrl, from: 'a@bank.example', domain: 'bank.example', links });
  const headersOf = async (outgoing: ReturnType<typeof mail>) => {
    await linked.send(outgoing);
    const found = await fetch(`${mailbox.webUrl}/api/mails?messageId=<${outgoing.noticeId}@bank.example>`);
    const [kept] = (await found.json()) as { headers: { name: string; value: string }[] }[];
    return new Map(kept!.headers.map(({ name, value }) => [name.toLowerCase(), value]));
  };
  const outgoing = mail();
  const headers = await headersOf(outgoing);
  const [, token] = /^<https:\/\/loans\.example\/u\/([\w-]+)>$/.exec(headers.get('list-unsubscribe') ?? '') ?? [];
  expect(links.noticeOf('unsubscribe', token!, Date.now())).toBe(outgoing.noticeId);
  expect(links.noticeOf('unsubscribe', token!, Date.now() + 370 * 86_400_000)).toBe('expired');
  expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  const paper = await headersOf({ ...mail(), paper: { html: '<p>x</p>', attachments: [] } });
  expect(paper.has('list-unsubscribe')).toBe(false);
  await linked.close();
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
