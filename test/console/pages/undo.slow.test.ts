import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { projectPath } from '../../../src/library/project-path.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { deployPlans } from '../../../src/store/loans/plans.js';
import { freshApi, putLoan } from '../../api/api.js';
import { passwordOf } from '../../api/v1/people.js';
import { launch, open, PHONE, signIn } from '../browser.js';
import { expectNoAxeFault, expectNoSidewaysScroll } from '../expectations.js';

const api = freshApi();
let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  await deployPlans(api.db(), projectPath('plans'));
  await putLoan(api);
});

it('a hold that was set by mistake is taken back from the message that says so', async () => {
  const password = await passwordOf(api, 'DH1', 'department-head');
  const { page, context, faults } = await open(browser, `${api.url}/`, { ...PHONE, theme: 'dark' });
  await signIn(page, 'DH1', password);
  await page.goto(`${api.url}/#/loans/L1`);
  await page.getByRole('button', { name: 'Hold', exact: true }).click();
  await page.getByLabel('Why nothing is to go out').fill('a dispute');
  // Before it is entered, what it keeps back.
  const kept = async (what: string) =>
    Number(await page.locator('.figure-card', { hasText: what }).locator('strong').textContent());
  await page.getByText('Messages kept back').waitFor();
  expect(await kept('Messages kept back')).toBeGreaterThan(0);
  expect(await kept('Tasks kept back')).toBeGreaterThan(0);
  expect(await kept('Messages that go on')).toBe(0);
  await expectNoSidewaysScroll(page);
  await expectNoAxeFault(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Hold', exact: true }).click();
  await page.getByText('It is held: nothing goes out').waitFor();
  const running = () => rows(api.db().pool, 'SELECT FROM holds WHERE until_at IS NULL');
  expect(await running()).toHaveLength(1);
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await expectNoSidewaysScroll(page);
  await expectNoAxeFault(page);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Taken back').waitFor();
  expect(await running()).toEqual([]);
  expect(faults).toEqual([]);
  await context.close();
});
