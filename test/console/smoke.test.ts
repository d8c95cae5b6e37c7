import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { rows } from '../../src/store/base/connection/database.js';
import { freshApi, putLoan } from '../api/api.js';
import { passwordOf } from '../api/v1/people.js';
import { until } from '../support/until.js';
import { launch, open, PHONE, signIn } from './browser.js';
import { expectNoAxeFault, expectNoSidewaysScroll } from './expectations.js';

const api = freshApi();
let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(() => putLoan(api));

it('one signs in, sees the menu of one’s own rights, changes the language, and signs out', async () => {
  const password = await passwordOf(api, 'RM1', 'risk-manager');
  const { page, faults, context } = await open(browser, `${api.url}/`, PHONE);
  await expectNoAxeFault(page);
  await page.getByLabel('User name').fill('RM1');
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Name, password or code is wrong').waitFor();
  await signIn(page, 'RM1', password);
  await page.getByRole('heading', { level: 1, name: 'My work today' }).waitFor();
  await expectNoSidewaysScroll(page);
  await expectNoAxeFault(page);
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('heading', { level: 1, name: '今日工作' }).waitFor();
  expect(await page.evaluate(() => [document.documentElement.lang, document.cookie])).toEqual(['zh-CN', '']);
  await until(
    'the language is kept with the person',
    async () =>
      (await rows<{ language: string | null }>(api.db().pool, `SELECT language FROM staff WHERE staff_id = 'RM1'`))[0]
        ?.language === 'zh-CN',
  );
  await page.getByRole('button', { name: '退出登录' }).click();
  await page.getByRole('button', { name: '登录' }).waitFor();
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(['postloan.language']);
  expect(faults).toEqual([]);
  await context.close();
  // At another screen, which speaks English until somebody has signed in.
  const other = await open(browser, `${api.url}/`);
  await signIn(other.page, 'RM1', password);
  await other.page.getByRole('heading', { level: 1, name: '今日工作' }).waitFor();
  expect(other.faults).toEqual([]);
  await other.context.close();
});
