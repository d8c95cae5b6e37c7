import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { momentAt } from '../../src/domain/time/dates.js';
import { freshApi, OVERDUE, seal } from '../api/api.js';
import { passwordOf } from '../api/v1/people.js';
import { addLoans } from '../support/loans.js';
import { until } from '../support/until.js';
import { launch, open, signIn } from './browser.js';
import { expectNoAxeFault } from './expectations.js';

const api = freshApi();
let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

const MANY = 250;
const named = (n: number) => `L${String(n).padStart(4, '0')}`;

/** Scrolls as far as it goes, again and again, until it is there. */
const scrollDown = (page: Page, text: string) =>
  until(`${text} is seen`, async () => {
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    return (await page.getByText(text, { exact: true }).count()) > 0;
  });

it('a long list comes by itself to who scrolls, of which what is seen is drawn, and on paper all: loans, work', async () => {
  const loans = Array.from({ length: MANY }, (_, n) => ({ ...OVERDUE, loan: named(n + 1), contacts: [] }));
  await addLoans(api.db(), seal, loans, momentAt('2026-11-01', '12:00'));
  const password = await passwordOf(api, 'RM1', 'risk-manager');
  await api.db().pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, owner, rule, because, opened_at, due_at)
     SELECT 'T' || loan_id, loan_id, 'visit', 'risk-manager', 'RM1', 'S1', '{"code":"complains"}', now(), timestamptz '2026-12-01 08:00+08'
     FROM loans ORDER BY loan_id`,
  );
  const { page, faults, context } = await open(browser, `${api.url}/`);
  await signIn(page, 'RM1', password);
  const tasks = page.locator('button.task');
  await tasks.first().waitFor();
  await scrollDown(page, named(MANY));
  expect(await tasks.count()).toBeLessThan(100);
  await tasks.last().focus();
  await page.keyboard.press('ArrowUp');
  expect(await page.evaluate(() => document.activeElement?.matches('button.task'))).toBe(true);
  await expectNoAxeFault(page);

  await page.goto(`${api.url}/#/loans`);
  await page.getByText('All, by number', { exact: true }).click();
  const rows = page.getByRole('table', { name: 'Loans' }).getByRole('row');
  await rows.nth(5).waitFor();
  await scrollDown(page, named(MANY));
  expect(await rows.count()).toBeLessThan(100);
  await expectNoAxeFault(page);
  await page.emulateMedia({ media: 'print' });
  await until('all stand on paper', async () => (await page.locator('.rows tbody tr').count()) === MANY);
  expect(faults).toEqual([]);
  await context.close();
});
