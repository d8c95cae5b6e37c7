import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DESK, launch, open, PHONE, signIn } from './browser.js';
import { axeFaults, expectNoSidewaysScroll } from './expectations.js';
import { startSample } from './running.js';

let browser: Browser;
let sample: Awaited<ReturnType<typeof startSample>>;
beforeAll(async () => {
  [browser, sample] = await Promise.all([launch(), startSample()]);
});
afterAll(async () => {
  await browser?.close();
  await sample?.stop();
});

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const now = (page: Page): Promise<string> =>
  page.evaluate(async () => (await (await fetch('api/v1/lender')).json()).now);

/** The call by phone that is the first of the list. */
const aCall = (page: Page) =>
  page
    .locator('button.task')
    .filter({ hasText: /call by|friendly call|specialist call/i })
    .first();

it('a newcomer signs in, finds the loan in most trouble, calls in three actions, and sees the ladder rest', async () => {
  const { page, context, faults } = await open(browser, sample.url);
  await signIn(page, 'admin', sample.password);
  await heading(page, 'My work today');

  await page.getByRole('link', { name: 'Loans' }).click();
  await page.getByRole('table', { name: 'Loans' }).getByRole('link').first().click();
  await heading(page, /^Loan L\d+$/);
  await page.getByRole('heading', { name: 'What happens next' }).waitFor();
  await page.getByText('Non performing').or(page.getByText('Disposal')).first().waitFor();

  await page.getByRole('link', { name: 'My work today' }).click();
  const call = aCall(page);
  const loan = /L\d{3}/.exec((await call.textContent())!)![0];
  await call.click();
  await page.getByRole('button', { name: /^(phone )?Call$/ }).click();
  await page.getByText(/May be called until/).waitFor();
  await page.locator('a[href^="tel:"]').first().waitFor();
  const on = new Date(Date.parse(await now(page)) + 3 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('By', { exact: true }).fill(on);
  await page.getByLabel('Amount').fill('100.00');
  await page.getByLabel(/Leave lines/).check();
  await page.getByRole('button', { name: 'Save the call' }).click();
  const rests = page.getByRole('complementary', { name: 'Not to be done today' });
  await rests.getByRole('link', { name: loan }).waitFor();
  await rests.getByRole('link', { name: loan }).click();
  await page.getByRole('tab', { name: 'Work' }).click();
  await page.getByText('running').waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

it('every page is without a serious fault of axe, in both languages and both themes, and fits a phone', async () => {
  const pages = ['work', 'approvals', 'warnings', 'complaints', 'loans', 'loans/L012', 'borrowers/B012', 'account'];
  const found: string[] = [];
  for (const language of ['en', 'zh-CN'] as const)
    for (const theme of ['light', 'dark'] as const) {
      const { page, context, faults } = await open(browser, sample.url, { ...DESK, language, theme });
      await signIn(page, 'admin', sample.password);
      for (const it of pages) {
        await page.goto(`${sample.url}#/${it}`);
        await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
        found.push(...(await axeFaults(page)));
      }
      expect(faults).toEqual([]);
      await context.close();
    }
  expect(found).toEqual([]);
  const { page, context } = await open(browser, sample.url, PHONE);
  await signIn(page, 'admin', sample.password);
  for (const it of pages) {
    await page.goto(`${sample.url}#/${it}`);
    await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
    await expectNoSidewaysScroll(page);
  }
  await context.close();
});

it('by keys alone one signs in, opens a task, and leaves it again', async () => {
  const { page, context } = await open(browser, sample.url);
  await page.getByLabel('User name').waitFor();
  await page.keyboard.type('admin');
  await page.keyboard.press('Tab');
  await page.keyboard.type(sample.password);
  await page.keyboard.press('Enter');
  await heading(page, 'My work today');
  await page.locator('button.task').nth(1).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  for (let n = 0; n < 12 && !(await page.evaluate(() => document.activeElement?.matches('button.task'))); n++)
    await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await context.close();
});
