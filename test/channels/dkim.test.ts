/** Our signature as the receivers' mail servers check it: by code that is not the one that signed. */
import { generateKeyPairSync } from 'node:crypto';
import { dkimVerify } from 'mailauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmail } from '../../src/channels/email.js';
import { startMailHouse } from '../support/mail-house.js';
import { message } from './message.js';

const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
const another = generateKeyPairSync('rsa', { modulusLength: 2048 });

let house: Awaited<ReturnType<typeof startMailHouse>>;
let raw: string;

beforeAll(async () => {
  house = await startMailHouse();
  const email = createEmail({
    smtpUrl: house.url,
    from: '客服 <service@bank.example>',
    domain: 'bank.example',
    unsubscribeUrl: 'https://bank.example/stop',
    dkim: {
      domainName: 'bank.example',
      keySelector: 's1',
      privateKey: ours.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
  });
  expect(await email.send(message({ to: 'wang@borrower.example' }))).toMatchObject({ status: 'sent' });
  await email.close();
  raw = house.mails[0]!.raw.toString('latin1');
});
afterAll(() => house.stop());

/** What a receiver finds who asks the DNS for the key that the mail names; `key` is what stands there. */
async function verdict(mail: string, key = ours.publicKey): Promise<string> {
  const record = `v=DKIM1; k=rsa; p=${key.export({ type: 'spki', format: 'der' }).toString('base64')}`;
  const { results } = await dkimVerify(Buffer.from(mail, 'latin1'), {
    resolver: async (name, type) => {
      if (type !== 'TXT' || name !== 's1._domainkey.bank.example') throw new Error(`no ${type} of ${name}`);
      return [record.match(/.{1,255}/g)!];
    },
  });
  expect(results).toHaveLength(1);
  const { result, aligned, comment } = results[0]!.status;
  return [result, aligned, comment].filter((it) => it !== undefined && it !== false).join(', ');
}

/** The mail with another letter in the place of the first one after `before`. */
function forged(before: RegExp): string {
  const at = before.exec(raw);
  if (at === null) throw new Error(`the mail has no ${before}`);
  const place = at.index + at[0].length;
  return `${raw.slice(0, place)}${raw[place] === 'x' ? 'y' : 'x'}${raw.slice(place + 1)}`;
}

test('a Chinese mail passes, and for the domain that it says it is from', async () => {
  expect(raw).toMatch(/^Subject: =\?UTF-8\?/m);
  expect(await verdict(raw)).toBe('pass, bank.example');
});

test.each(['From', 'To', 'Subject', 'Date', 'Message-ID', 'List-Unsubscribe', 'List-Unsubscribe-Post'])(
  'a byte changed in %s is found, since it is signed',
  async (header) => {
    const signed = /^DKIM-Signature:(?:.|\r\n[ \t])*?\bh=([^;]+)/m.exec(raw)![1]!;
    expect(signed.replace(/\s/g, '').toLowerCase().split(':')).toContain(header.toLowerCase());
    expect(await verdict(forged(new RegExp(`^${header}:\\s+\\S{2}`, 'm')))).toBe('fail, bank.example, bad signature');
  },
);

test('so is a byte changed in the body', async () => {
  expect(await verdict(forged(/\r\n\r\n./))).toBe('neutral, bank.example, body hash did not verify');
});

test('another key in the DNS is not ours', async () => {
  expect(await verdict(raw, another.publicKey)).toBe('fail, bank.example, bad signature');
});
