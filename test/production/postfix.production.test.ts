import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';
import { bouncesFrom } from '../../src/channels/bounces.js';
import { createEmail } from '../../src/channels/email.js';
import { mailReport } from '../../src/channels/mail-reports.js';
import { type Identity, newIdentity, startRecorder } from '../channels/dialogue.js';
import { dialogueFile, dialogueOf, MAIL_CASES, tryMail } from '../channels/mail-servers.js';
import { message } from '../channels/message.js';
import { startMailHouse } from '../support/mail-house.js';
import { until } from '../support/until.js';
import { needs, program } from './needs.js';
import { type Postfix, startPostfix } from './postfix.js';

const test = needs('postfix');
const dir = mkdtempSync(join(tmpdir(), 'postloan-postfix-'));
let identity: Identity;
let postfix: Postfix | undefined;
let theirs: Awaited<ReturnType<typeof startMailHouse>> | undefined;
let ours: typeof theirs;

beforeAll(async () => {
  identity = newIdentity();
  if (!program('postfix')) return;
  theirs = await startMailHouse('550 5.1.1 <wang@gone.example>: No such mailbox');
  ours = await startMailHouse();
  postfix = await startPostfix(dir, identity, { 'gone.example': theirs.port, 'bounce.bank.example': ours.port });
});
afterAll(async () => {
  postfix?.stop();
  await Promise.all([theirs?.stop(), ours?.stop()]);
  rmSync(dir, { recursive: true, force: true });
});

test.each(Object.keys(MAIL_CASES))('%s', async (name) => {
  const it = MAIL_CASES[name]!;
  const recorder = await startRecorder(postfix!.ports[it.service], identity);
  try {
    expect(await tryMail(it, recorder.url, identity)).toMatchObject(it.outcomes);
  } finally {
    await recorder.stop();
  }
  if (process.env.UPDATE) {
    mkdirSync(dirname(dialogueFile(name)), { recursive: true });
    writeFileSync(dialogueFile(name), recorder.dialogue());
  }
  expect(recorder.dialogue()).toBe(dialogueOf(name));
});

const RETURNED = fileURLToPath(new URL('../api/returned/postfix.eml', import.meta.url));

/** Without what is another each time. */
const asKept = (raw: Buffer, from: string): string =>
  raw
    .toString('latin1')
    .replaceAll('\r\n', '\n')
    .replaceAll(from, 'bounce@bounce.bank.example')
    .replaceAll('gone.example', 'borrower.example')
    .replace(/^(.*Date|Message-Id|Message-ID|\tby .*|\tid.*|.*Queue-ID|Received|\tfor .*)[: ].*\n/gim, '')
    .replace(/"--_NmP-[^"]*"/g, '"--_NmP-4X"')
    .replace(/[0-9A-F]+\.\d+\/mx/g, '4X/mx');

test('a mail that comes back', async () => {
  const bounces = bouncesFrom({
    BOUNCE_DOMAIN: 'bounce.bank.example',
    BOUNCE_SMTP_PORT: String(ours!.port),
    LINK_KEY: 'a'.repeat(64),
  })!;
  const email = createEmail({
    smtpUrl: `smtp://127.0.0.1:${postfix!.ports.clear}?ignoreTLS=true`,
    from: 'service@bank.example',
    domain: 'bank.example',
    bounces,
  });
  const mail = message({ to: 'wang@gone.example' });
  expect(await email.send(mail)).toMatchObject({ status: 'sent' });
  await email.close();
  await until('it comes back', () => ours!.mails.length > 0);
  const [back] = ours!.mails;
  expect(back).toMatchObject({ from: '', to: [bounces.addressOf(mail.noticeId)] });
  expect(await mailReport(back!.raw, true)).toMatchObject({ code: 'smtp-5.1.1', follows: 'gone' });
  const kept = asKept(back!.raw, bounces.addressOf(mail.noticeId));
  if (process.env.UPDATE) writeFileSync(RETURNED, kept);
  expect(kept).toBe(readFileSync(RETURNED, 'latin1'));
});
