/** Mails as the makers of mail servers give them back, through the door they come by. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import nodemailer from 'nodemailer';
import { expect, it } from 'vitest';
import { contactOf, freshApi, noticeOf, putLoan, putNotice, tasksOf } from './api.js';
import { freshBounces } from './bounce-house.js';

const FOLDER = fileURLToPath(new URL('./returned', import.meta.url));
const api = freshApi();
const bounces = freshBounces(api);

/** The code that is noted, and whether nothing more goes to that address; null: nothing is noted. */
const RETURNED: Record<string, [code: string, retired: boolean] | null> = {
  // Recorded of one: test/production/postfix.production.test.ts.
  'postfix.eml': ['smtp-5.1.1', true],
  'daemon-without-a-domain.eml': ['smtp-5.1.1', true],
  'exim-in-words.eml': ['smtp-5.1.1', true],
  'exim-full.eml': ['smtp-5.2.2', false],
  'qmail.eml': ['smtp-5.1.1', true],
  'qmail-no-server.eml': ['smtp-4.4.1', false],
  'exchange.eml': ['smtp-5.1.10', true],
  'exchange-blocked.eml': ['smtp-5.7.1', false],
  'exchange-in-words.eml': ['smtp-5.1.1', true],
  'gmail.eml': ['smtp-5.1.1', true],
  'gmail-delay.eml': null,
  'tencent.eml': ['smtp-5.1.1', true],
  'alibaba.eml': ['smtp-5.2.2', false],
  'netease.eml': ['smtp-not-said', false],
  'nobody-at-all.eml': ['smtp-not-said', false],
  'delivered-in-words.eml': null,
  'out-of-office.eml': null,
};

it('each has its meaning', () => expect(Object.keys(RETURNED).sort()).toEqual(readdirSync(FOLDER).sort()));

it.each(Object.entries(RETURNED))('%s', async (file, meaning) => {
  await putLoan(api);
  const id = await putNotice(api, { channel: 'email' });
  const mta = nodemailer.createTransport({ host: bounces().host, port: bounces().port });
  await mta.sendMail({
    envelope: { from: false, to: bounces().addressOf(id) },
    raw: readFileSync(`${FOLDER}/${file}`),
  });
  expect(await noticeOf(api, id)).toMatchObject({
    status: 'sent',
    delivery_status: meaning ? 'undelivered' : null,
    delivery_code: meaning?.[0] ?? null,
  });
  expect((await contactOf(api, 'email')).retired).toBe(meaning?.[1] ?? false);
  expect((await tasksOf(api)).map((task) => task.kind)).toEqual(meaning ? ['call'] : []);
});
