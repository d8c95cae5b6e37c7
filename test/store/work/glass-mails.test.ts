import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { mailBrokenGlass } from '../../../activities/glass-mails.js';
import { createEmail } from '../../../src/channels/email.js';
import type { Channel } from '../../../src/channels/message/channel.js';
import { type Mailbox, startMailbox } from '../../../src/embedded/mail/mailbox.js';
import { addUser } from '../../../src/store/access/users.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { noteFact } from '../../../src/store/facts/facts.js';
import { changeStaffMail } from '../../../src/store/staff/staff-mails.js';
import { untoldGlass } from '../../../src/store/work/glass-mails.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { put } from '../../channels/sandbox.js';

const db = freshDatabase();
const seal = createSeal('ab'.repeat(32));
let dir: string;
let mailbox: Mailbox;
let email: Channel;
let now = Date.parse('2026-03-10T12:00:00+08:00');

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'glass-'));
  mailbox = await startMailbox({ dir });
  email = createEmail({
    ...{ smtpUrl: mailbox.smtpUrl, from: '客服 <service@bank.example>', domain: 'bank.example' },
    ...{ lookupUrl: mailbox.webUrl, timeoutMs: 1000 },
  });
});
beforeEach(() => put(`${mailbox.webUrl}/api/behaviour`, { mode: 'ok' }));
afterAll(async () => {
  await email.close();
  await mailbox.stop();
  await rm(dir, { recursive: true });
});

const by = () => ({ actor: 'test', at: now });
async function auditor(staff: string, address: string | null) {
  await addUser(db(), { staff, access: ['auditor'] }, by());
  if (address !== null) await changeStaffMail(db(), seal, { staff, email: address }, by());
}
/** Somebody does alone what two must do. */
const breakGlass = (loan: string) =>
  noteFact(db().pool, { actor: 'ops/root', at: now, glass: 'the head is in hospital' }, 'decision', `loan/${loan}`, {});
/** What the worker does every hour; answers what waits still. */
const send = (): Promise<unknown> =>
  new MockActivityEnvironment().run(() =>
    mailBrokenGlass(
      { db: db(), seal, channels: { email }, lender: { name: '示例银行', hotline: '' } },
      now,
      () => undefined,
    ),
  );
const mails = async (address: string) =>
  (
    (await (await fetch(`${mailbox.webUrl}/api/mails`)).json()) as { id: string; to: string[]; subject: string }[]
  ).filter((it) => it.to[0] === address);

it('every auditor is mailed once what one person has done alone: what, by whom, and why', async () => {
  await auditor('AU1', 'au1@bank.example');
  await auditor('AU2', 'au2@bank.example');
  await auditor('AU3', null);
  await breakGlass('L1');
  expect(await untoldGlass(db().pool, now + 1)).toBe(1);
  for (const _ of [1, 2]) expect(await send()).toBe(0);
  expect(await untoldGlass(db().pool, now + 1)).toBe(0);
  const [mail, ...more] = await mails('au1@bank.example');
  expect([more, (await mails('au2@bank.example')).length]).toEqual([[], 1]);
  const { text } = (await (await fetch(`${mailbox.webUrl}/api/mails/${mail!.id}`)).json()) as { text: string };
  for (const it of ['decision', 'loan/L1', 'ops/root', 'the head is in hospital']) expect(text).toContain(it);
});

it('waits for a mail server that is away, and for the first auditor who has an address; who comes later hears of what comes later', async () => {
  await breakGlass('L2');
  expect(await send()).toBe(0);
  expect(await untoldGlass(db().pool, now + 1)).toBe(1);
  now += 3_600_000;
  await auditor('AU4', 'au4@bank.example');
  await put(`${mailbox.webUrl}/api/behaviour`, { mode: 'outage' });
  expect(await send()).toBe(1);
  await put(`${mailbox.webUrl}/api/behaviour`, { mode: 'ok' });
  expect(await send()).toBe(0);
  expect(await mails('au4@bank.example')).toHaveLength(1);
  now += 3_600_000;
  await auditor('AU5', 'au5@bank.example');
  expect(await send()).toBe(0);
  expect(await mails('au5@bank.example')).toEqual([]);
  await breakGlass('L3');
  expect(await send()).toBe(0);
  expect([await mails('au4@bank.example'), await mails('au5@bank.example')].map((it) => it.length)).toEqual([2, 1]);
  expect(await rows(db().pool, 'SELECT DISTINCT status FROM glass_mails')).toEqual([{ status: 'sent' }]);
});
