import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { parsePeriod } from '../../src/domain/time/period.js';
import { makeReport } from '../../src/reports/deliver/make-report.js';
import { PAPERS } from '../../src/reports/papers/index.js';
import { rows } from '../../src/store/base/connection/database.js';
import { freshApi, putLoan, putNotice } from '../api/api.js';
import { ask, passwordOf, signedIn } from '../api/v1/people.js';
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

const go = async (page: Page, path: string, heading: RegExp) => {
  await page.goto(`${api.url}/#${path}`);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
};

it('the morning of ops: what waits is seen, sending is paused with a reason, and goes on', async () => {
  await putNotice(api, { channel: 'email', status: 'reserved' });
  const { page, faults, context } = await open(browser, `${api.url}/`);
  await signIn(page, 'OPS', await passwordOf(api, 'OPS', 'ops'));
  await go(page, '/operations', /Operations/);
  await page.getByText('Things that want somebody’s hand: 1').waitFor();
  await expectNoAxeFault(page);
  await page.getByRole('button', { name: 'Pause sending' }).click();
  await page.getByLabel('Why').fill('the provider asked for it');
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('cell', { name: 'the provider asked for it' }).waitFor();
  await page.getByText('Nothing fails and nothing is late').waitFor();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('Nothing is paused').waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

it('the morning of a head: a task that is chosen goes to another, and the rest of the work of who is away', async () => {
  const password = await passwordOf(api, 'DH1', 'department-head');
  for (const staff of ['AM1', 'AM2', 'AM3']) await passwordOf(api, staff, 'account-manager');
  await api.db().pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, owner, rule, because, opened_at, due_at)
     SELECT 'T' || n, 'L1', 'visit', 'account-manager', 'AM1', 'S1', '{"code":"complains"}', now(), now() + n * interval '1 hour' FROM generate_series(1, 3) n`,
  );
  const owners = async () =>
    (await rows<{ owner: string }>(api.db().pool, 'SELECT owner FROM tasks ORDER BY task_id')).map((it) => it.owner);
  const { page, faults, context } = await open(browser, `${api.url}/`);
  await signIn(page, 'DH1', password);
  await go(page, '/people', /People/);
  const of = page.getByRole('row').filter({ has: page.getByRole('cell', { name: 'AM1', exact: true }) });
  await of.getByRole('button', { name: 'Hand work over' }).click();
  await page.getByRole('checkbox', { name: /Visit/ }).first().check();
  await page.getByRole('combobox', { name: 'To whom' }).click();
  await page.getByTitle(/^AM2 · /).click();
  await page.getByLabel('Reason').fill('a fair share');
  await expectNoAxeFault(page);
  await page.getByRole('button', { name: 'Hand over 1 task', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await owners()).toEqual(['AM2', 'AM1', 'AM1']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Taken back').waitFor();
  expect(await owners()).toEqual(['AM1', 'AM1', 'AM1']);
  await of.getByRole('button', { name: 'Away' }).click();
  await page.getByLabel('First day back').fill('2026-12-07');
  await page.getByRole('dialog').getByRole('button', { name: 'Away' }).click();
  await page.getByText('Away; 3 tasks handed over').last().waitFor();
  expect(await owners()).not.toContain('AM1');
  await page.getByRole('button', { name: 'OK' }).click();
  await of.getByRole('button', { name: 'Here again' }).click();
  await of.getByText('here', { exact: true }).waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

it('the morning of an auditor: who did what, why a message went, from the plan’s row to the receipt', async () => {
  await putNotice(api);
  await api
    .db()
    .pool.query(
      `UPDATE notices SET delivery_status = 'delivered', delivered_at = settled_at, contacted_at = settled_at`,
    );
  const { page, faults, context } = await open(browser, `${api.url}/`, PHONE);
  await signIn(page, 'AU', await passwordOf(api, 'AU', 'auditor'));
  await go(page, '/audit', /Audit log/);
  await page.getByLabel('By whom').fill('AU');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('signed in').first().waitFor();
  await expectNoSidewaysScroll(page);
  await expectNoAxeFault(page);
  await go(page, '/explained', /A loan explained/);
  await page.getByLabel('Number of the loan').fill('L1');
  await page.getByRole('button', { name: 'Show' }).click();
  await page
    .getByText(/row P4\.5 of 04-personal/)
    .first()
    .waitFor();
  await expectNoAxeFault(page);
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByRole('heading', { name: /Provider’s receipt/ }).waitFor();
  await page.getByText('delivered', { exact: true }).last().waitFor();
  await expectNoAxeFault(page);
  expect(faults).toEqual([]);
  await context.close();
});

it('what heads, ops and auditors read is without a serious fault in both languages, and on a phone', async () => {
  const asked = {
    plan: '04-personal',
    kind: PAPERS.get('monthly-report')!,
    period: parsePeriod('2026-11')!,
    asOf: '2026-11-24',
  };
  const { report } = await makeReport(api.db(), asked, api.now);
  const { page, faults, context } = await open(browser, `${api.url}/`, PHONE);
  await signIn(page, 'OPS', await passwordOf(api, 'OPS', 'ops'));
  await go(page, '/portfolio', /Portfolio/);
  // The first plan has no loan here.
  await page.getByRole('combobox', { name: 'Plan' }).click();
  await page.getByTitle('Personal loans', { exact: true }).click();
  await page.getByRole('img', { name: 'Outstanding amount by days past due' }).waitFor();
  await expectNoSidewaysScroll(page);
  await expectNoAxeFault(page);
  for (const language of ['English', '中文']) {
    if (language === '中文') await page.getByRole('button', { name: language }).click();
    for (const path of [
      '/operations',
      '/workload',
      '/people',
      '/reports',
      `/reports/${report.id}`,
      '/audit',
      '/explained/L1',
      '/plans/04-personal',
      '/plans/04-personal/change',
    ]) {
      await go(page, path, /./);
      await expectNoSidewaysScroll(page);
      await expectNoAxeFault(page);
    }
  }
  expect(faults).toEqual([]);
  await context.close();
});

it('what another enters is seen without loading again: on the loan’s page the figure', async () => {
  const { page, faults, context } = await open(browser, `${api.url}/`);
  await page.clock.install();
  await signIn(page, 'OPS', await passwordOf(api, 'OPS', 'ops'));
  await go(page, '/loans/L1', /Loan L1/);
  const overdue = () =>
    page
      .locator('dt', { hasText: /^Overdue$/ })
      .first()
      .locator('xpath=../dd')
      .textContent();
  const before = await overdue();
  const other = await signedIn(api, 'OPS2', 'ops');
  // From here on the page's clock stands: what it asks anew from time to time it does not ask.
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1_000));
  const paid = { reference: 'P1', loan: 'L1', amount: '10.00' };
  expect((await ask(api, other, 'POST', '/payments', paid)).status).toBe(201);
  await until('the figure is another', async () => {
    await page.clock.runFor(10);
    return (await overdue()) !== before;
  });
  expect(faults).toEqual([]);
  await context.close();
});
