import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { rows } from '../../src/store/base/connection/database.js';
import { freshApi, putLoan } from '../api/api.js';
import { passwordOf } from '../api/v1/people.js';
import { launch, open, PHONE, signIn } from './browser.js';
import { expectNoAxeFault, expectNoSidewaysScroll } from './expectations.js';

const api = freshApi();
let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(() => putLoan(api, { plan: '04-personal' }));

it('a change of a plan: faults in the reader’s language, proposed by one; lines and rehearsal before another, who publishes it', async () => {
  const [author, other] = [
    await passwordOf(api, 'RM1', 'risk-manager'),
    await passwordOf(api, 'DH1', 'department-head'),
  ];
  const { page, context, faults } = await open(browser, `${api.url}/`);
  await signIn(page, 'RM1', author);
  await page.goto(`${api.url}/#/plans/04-personal/change`);
  const text = page.getByLabel('The plan as a file (YAML)');
  const { text: before } = (await (await context.request.get(`${api.url}/api/v1/plans/04-personal/text`)).json()) as {
    text: string;
  };
  const write = async (it: string) => {
    await text.press('Control+a');
    await page.keyboard.insertText(it);
  };
  await text.click();
  // What may stand there is offered: a key, and a word of those that are allowed.
  await text.press('Control+Home');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.type('con');
  await page.getByRole('option', { name: 'contact' }).waitFor();
  await expectNoAxeFault(page);
  await page.keyboard.press('Escape');
  await write(before.replace(/^title: .*$/m, 'titel: x'));
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByText('缺少此项').waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  const changed = before.replace(/^title: .*$/m, 'title: 个人新规 personal loans anew # as the board has it');
  await write(changed);
  await page.getByText('No fault').waitFor();
  await page.getByRole('button', { name: 'Propose it' }).click();
  await page.getByLabel('What it is good for').fill('the board of November');
  await page.getByRole('dialog').getByRole('button', { name: 'Propose it' }).click();
  await page.getByText('You proposed it: another person publishes it.').waitFor();
  expect(await page.getByRole('button', { name: 'Publish' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Sign out' }).click();

  await signIn(page, 'DH1', other);
  await page.goto(`${api.url}/#/plans/04-personal`);
  await page.getByText('A change waits for another person').waitFor();
  await page.getByRole('button', { name: 'Look at it' }).click();
  await page.getByText('+title: 个人新规 personal loans anew # as the board has it').waitFor();
  await page.getByText('The whole book in your sight was looked at').waitFor();
  await expectNoAxeFault(page);
  await page.setViewportSize({ width: PHONE.width, height: 740 });
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText(/^Published as version \d+$/).waitFor();
  const kept = await rows<{ version: number; by: string; text: string }>(
    api.db().pool,
    'SELECT version, decided_by AS by, text FROM plan_proposals',
  );
  expect(kept).toEqual([
    { version: expect.any(Number), by: 'staff/DH1', text: expect.stringContaining('# as the board has it') },
  ]);
  expect(faults).toEqual([]);
  await context.close();
});

it('a plan as its year: each row on its days, for who pays and who never does, on a phone and in Chinese too', async () => {
  const password = await passwordOf(api, 'DH1', 'department-head');
  const { page, context, faults } = await open(browser, `${api.url}/`);
  await signIn(page, 'DH1', password);
  await page.goto(`${api.url}/#/plans/04-personal`);
  const year = page.getByRole('region', { name: 'The year' });
  const reminder = year.getByRole('row', { name: /Reminder before it is due/ });
  await reminder.waitFor();
  expect(await reminder.getByText('17', { exact: true }).count()).toBe(12);
  await expectNoAxeFault(page);
  await page.getByText('Never pays').click();
  await year
    .getByRole('row', { name: /Stage · Legal/ })
    .getByText('20', { exact: true })
    .waitFor();
  await page.getByText('The unit').click();
  await year.getByRole('row', { name: /Monthly post-loan report/ }).waitFor();
  await context.close();
  const phone = await open(browser, `${api.url}/`, { ...PHONE, language: 'zh-CN' });
  await signIn(phone.page, 'DH1', password);
  await phone.page.goto(`${api.url}/#/plans/04-personal`);
  await phone.page.getByText('一直未还').click();
  await phone.page
    .getByRole('row', { name: /催收阶段 · / })
    .first()
    .waitFor();
  await expectNoAxeFault(phone.page);
  await expectNoSidewaysScroll(phone.page);
  expect([...faults, ...phone.faults]).toEqual([]);
  await phone.context.close();
});
