import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays, dayOf } from '../../../src/domain/time/dates.js';
import { writtenDay } from '../../../src/domain/time/written-day.js';
import { projectPath } from '../../../src/library/project-path.js';
import { addLoans } from '../../support/loans.js';
import { type System, startSystem } from '../../support/system.js';
import { postloan } from '../run.js';

let system: System;
const today = dayOf(Date.now());

beforeAll(async () => {
  system = await startSystem({ durable: false });
  const { db, seal } = system;
  const instalments = [-10, 20].map((days) => ({ dueOn: addDays(today, days), amount: 123_456 }));
  const far = [{ dueOn: addDays(today, 60), amount: 5_000 }];
  const loans = [
    { loan: 'L1', name: '王建军', instalments },
    { loan: 'L2', instalments: far },
  ];
  await addLoans(db, seal, loans, Date.now());
  await db.pool.query(`UPDATE borrowers SET language = 'zh-CN' WHERE borrower_id = 'B-L1'`);
});
afterAll(() => system?.close());

it('list: each template with its version, and where plans use it', async () => {
  const { out, code } = await postloan(['template', 'list']);
  expect(code).toBe(0);
  expect(out).toMatch(/^overdue-friendly v\d+\n {2}01-agri/m);
  expect(out).toMatch(/09-consumer +P9\.5 +stage robot: message \(voice, sms\)|09-consumer.*\(voice, sms\)/);
  const json = JSON.parse((await postloan(['template', 'list', '--json'])).out);
  expect(json.find((it: { template: string }) => it.template === 'offer')).toMatchObject({
    version: 1,
    fields: ['lender', 'name', 'hotline'],
    uses: expect.arrayContaining([
      { plan: '04-personal', where: 'offers: good-payer', rule: 'P4.7', channels: ['sms'] },
    ]),
  });
});

it('show: the text with sample values, and of a text message encoding, length and segments', async () => {
  const show = (...more: string[]) => postloan(['template', 'show', 'due-soon', ...more]);
  const both = await show();
  expect(both.out).toMatch(/due-soon v1, sms, zh-CN\n【示例贷款公司】王建军您好.*\n\(UCS-2, 97 signs, 2 segments\)\n/);
  expect(both.out).toMatch(
    /due-soon v1, sms, en\nExample Bank: Dear Emma Clarke.*\n\(GSM-7, 207 signs, 2 segments\)\n/,
  );
  const mail = await show('--channel', 'email', '--language', 'en', '--plan', '05-corporate');
  expect(mail.out).toMatch(/^due-soon v1, email, en\nPayment reminder, due 15 November 2026\n\nExample Bank: .*\n\n$/);
  const longest = await show('--longest', '--language', 'zh-CN', '--json');
  expect(JSON.parse(longest.out).shown[0]).toMatchObject({ language: 'zh-CN', encoding: 'UCS-2', segments: 4 });
});

it('show: what is not there, or not sent so by the plan, is said', async () => {
  const refused = async (...args: string[]) => {
    const { code, err } = await postloan(['template', 'show', ...args]);
    expect(code).toBe(2);
    return err;
  };
  expect(await refused('due-never')).toMatch(/^no template due-never: there are due-soon, /);
  expect(await refused('due-soon', '--plan', '99-none')).toMatch(/^no plan 99-none/);
  expect(await refused('due-soon', '--plan', '09-consumer', '--channel', 'voice')).toBe(
    '09-consumer sends no due-soon by voice\n',
  );
  expect(await refused('due-soon', '--channel', 'fax')).toMatch(/Allowed choices are sms/);
});

it('show --loan: the loan’s own figures and language, the lender’s name, and of the borrower’s name only its length', async () => {
  const show = (name: string, loan: string) => postloan(['template', 'show', name, '--loan', loan], system.env);
  const friendly = await show('overdue-friendly', 'L1');
  expect(friendly.err).toBe('');
  expect(friendly.out).toMatch(/zh-CN\n【示例贷款公司】某某某您好，您的贷款L1有1,234\.56元已过还款日/);
  expect(friendly.out).not.toContain('王建军');
  // A reminder is about the oldest instalment that is unpaid.
  expect((await show('due-soon', 'L2')).out).toContain(
    `xxxxxxxx xx xx, 50.00 CNY of your loan L2 is due on ${writtenDay(addDays(today, 60), 'en')}`,
  );
  expect(await show('overdue-friendly', 'L2')).toMatchObject({
    code: 2,
    err: 'L2 owes nothing that this could be about\n',
  });
  expect(await show('due-soon', 'L9')).toMatchObject({ code: 2, err: 'no loan L9\n' });
});

it('plan check: exit status 1, and the faults as JSON', async () => {
  const file = projectPath('plans/09-consumer.yaml');
  expect(await postloan(['plan', 'check', file])).toMatchObject({ code: 0, out: `${file}: good\n` });
  const us = await postloan(['plan', 'check', file, '--json'], { CONTACT_RULES: 'us-reg-f' });
  expect(JSON.parse(us.out)).toEqual({ file, problems: [] });
  // A template is no plan.
  const other = await postloan(['plan', 'check', projectPath('plans/templates/offer.yaml'), '--json']);
  expect(other.code).toBe(1);
  expect(JSON.parse(other.out).problems[0]).toMatch(/offer\.yaml:3 plan: /);
});
