import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectPath } from '../../src/library/project-path.js';
import { STAFF } from '../../src/sample/staff.js';
import { DESK, launch, open, PHONE, signIn } from './browser.js';
import { axeFaults, expectNoSidewaysScroll } from './expectations.js';
import { ownWords, textsOfOther } from './one-language.js';
import { startSample } from './running.js';
import { tour } from './tour.js';

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

it('a newcomer’s ten minutes: the worst loan, a call, the ladder rests, a relief approved by another, the month, why a message went', async () => {
  const seen: string[] = [];
  await tour(browser, sample, async (name, page) => {
    seen.push(name);
    await expectNoSidewaysScroll(page);
  });
  const shown = [...readFileSync(projectPath('docs/tour.md'), 'utf8').matchAll(/tour\/([\w-]+)\.png/g)];
  expect(shown.map((it) => it[1])).toEqual(seen);
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

it('every page speaks the reader’s language alone', async () => {
  const pages = [
    ...[
      'work',
      'approvals',
      'warnings',
      'complaints',
      'loans',
      'loans/L038',
      'borrowers/B038',
      'portfolio',
      'workload',
    ],
    ...[
      'people',
      'reports',
      'reports/1',
      'plans/02-rural-bank-zones',
      'plans/08-manufacturing',
      'operations',
      'schedules',
    ],
    ...['batches', 'batches/new', 'audit', 'explained/L038', 'account'],
  ];
  const found: string[] = [];
  for (const language of ['en', 'zh-CN'] as const) {
    const { page, context, faults } = await open(browser, sample.url, { ...DESK, language });
    await signIn(page, 'admin', sample.password);
    const own = ['admin', ...(await ownWords(page)), ...STAFF.flatMap((it) => [it.name, it.branch ?? ''])];
    const look = async (where: string) =>
      found.push(...(await textsOfOther(page, language, own)).map((it) => `${where} (${language}): ${it}`));
    for (const it of pages) {
      await page.goto(`${sample.url}#/${it}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
      await look(it);
    }
    await page.goto(`${sample.url}#/work`);
    await page.locator('button.task').first().click();
    await page.getByRole('dialog').waitFor();
    await look('a task');
    expect(faults).toEqual([]);
    await context.close();
  }
  expect(found).toEqual([]);
});

it('a letter is opened from the page of its loan, for a reason', async () => {
  const { page, context, faults } = await open(browser, sample.url);
  await signIn(page, 'admin', sample.password);
  await page.goto(`${sample.url}#/loans/L038`);
  await page.getByRole('tab', { name: 'Documents and letters' }).click();
  await page.getByRole('button', { name: 'Open the letter' }).first().click();
  await page.getByLabel('Why it is read').fill('before the call');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog').getByRole('button', { name: 'Open the letter' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/〔\d{4}〕\d+号\.pdf$/);
  expect(
    readFileSync(await file.path())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
  expect(faults).toEqual([]);
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
