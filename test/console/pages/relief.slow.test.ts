import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { rows } from '../../../src/store/base/connection/database.js';
import { freshApi, putLoan } from '../../api/api.js';
import { passwordOf } from '../../api/v1/people.js';
import { DESK, launch, open, PHONE, signIn } from '../browser.js';
import { expectNoAxeFault, expectNoSidewaysScroll } from '../expectations.js';

const api = freshApi();
let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(() => putLoan(api));

const instalment = (page: Page, n: number) => page.getByRole('group', { name: `Instalment ${n}` });

it('a schedule is typed row by row: faults at the row, sums against what is owed, what changes; another approves it as it is', async () => {
  const [am, dh] = [await passwordOf(api, 'AM1', 'account-manager'), await passwordOf(api, 'DH1', 'department-head')];
  await api.db().pool.query(`UPDATE borrowers SET account_manager = 'AM1'`);
  const { page, context, faults } = await open(browser, `${api.url}/`);
  await signIn(page, 'AM1', am);
  await page.goto(`${api.url}/#/loans/L1`);
  await page.getByRole('button', { name: 'Propose relief' }).click();
  await page.getByLabel('Kind').click();
  await page.getByTitle('Extension').click();
  await page.getByLabel('By a schedule of its own').check();
  // It begins with what is owed: two instalments of 1,060.00.
  await instalment(page, 2).waitFor();
  await instalment(page, 1).getByLabel('Due').fill('2026-11-20');
  await page.getByText('instalment 1 is due on 2026-11-20: must be later than 2026-11-24').waitFor();
  expect(await instalment(page, 1).getByRole('alert').count()).toBe(1);
  await instalment(page, 1).getByLabel('Due').fill('2027-01-15');
  await instalment(page, 1).getByLabel('Principal').fill('1500.00');
  await page.getByText('the principal of the new schedule is 2560.00, unpaid is 2120.00').waitFor();
  expect(await page.getByRole('row', { name: /^Difference/ }).textContent()).toMatch(/440\.000\.000\.00440\.00$/);
  await instalment(page, 2).getByLabel('Due').fill('2027-02-15');
  await instalment(page, 2).getByLabel('Principal').fill('620.00');
  await page.getByText('Then overdue 0.00').waitFor();
  await page.getByText('falls away').first().waitFor();
  await expectNoAxeFault(page);
  await page.setViewportSize({ width: PHONE.width, height: 740 });
  await expectNoSidewaysScroll(page);
  await expectNoAxeFault(page);
  await page.setViewportSize({ width: DESK.width, height: 900 });
  await page.getByLabel('On what grounds').fill('less income');
  await page.getByRole('dialog').getByRole('button', { name: 'Propose relief' }).click();
  await page.getByText('It is open.').waitFor();
  await context.close();

  // What its workflow would do: the proposal is asked for, and written.
  const [{ id }] = (await rows<{ id: string }>(api.db().pool, 'SELECT case_id AS id FROM cases')) as [{ id: string }];
  await api.db().pool.query(
    `INSERT INTO tasks (task_id, loan_id, case_id, kind, role, rule, because, opened_at, due_at, status, ended_at, record)
     VALUES ($1, 'L1', $2, 'extension-proposal', 'account-manager', 'S5', '{"code":"decided-unproposed"}', now(), now(), 'done', now(), '{"by":"staff/AM1"}')`,
    [`L1/case/${id}/proposal`, id],
  );
  const head = await open(browser, `${api.url}/`, { ...DESK, language: 'zh-CN', theme: 'dark' });
  await signIn(head.page, 'DH1', dh);
  await head.page.goto(`${api.url}/#/approvals?case=${encodeURIComponent(id)}`);
  await head.page.getByText('按申请的还款计划：').waitFor();
  await head.page.getByText('2027-02-15').waitFor();
  await expectNoAxeFault(head.page);
  await head.page.getByRole('button', { name: '批准', exact: true }).click();
  await head.page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await rows(api.db().pool, 'SELECT due_on AS on, principal FROM case_instalments ORDER BY seq')).toEqual([
    { on: '2027-01-15', principal: 150_000 },
    { on: '2027-02-15', principal: 62_000 },
  ]);
  expect([...faults, ...head.faults]).toEqual([]);
  await head.context.close();
});
