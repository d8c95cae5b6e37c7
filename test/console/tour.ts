import type { Browser, BrowserContext, Page } from 'playwright-core';
import { DESK, open, signIn } from './browser.js';

/** A running sample, as `npm start` leaves it. */
export interface Sample {
  url: string;
  password: string;
}

/** What is called where there is something to see. */
export type Picture = (name: string, page: Page) => Promise<void>;

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const menu = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name }).click();

async function leave(context: BrowserContext, faults: readonly string[]): Promise<void> {
  await context.close();
  if (faults.length > 0) throw new Error(`the browser complains: ${faults.join('; ')}`);
}

/** All that was asked for is there, plans by their names. */
async function settled(page: Page): Promise<void> {
  await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
  await page
    .getByText(/^\d\d(-[a-z]+)+$/)
    .first()
    .waitFor({ state: 'detached' });
}

/** So many days from the sample's today. */
async function dayIn(page: Page, days: number): Promise<string> {
  const now: string = await page.evaluate(async () => (await (await fetch('api/v1/lender')).json()).now);
  return new Date(Date.parse(now) + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * The ten minutes of a newcomer, from the sign-in to the auditor's question. docs/tour.md shows it (`npm run tour`), story.slow.test.ts
 * goes it: a step that cannot be gone throws.
 */
export async function tour(browser: Browser, sample: Sample, picture: Picture): Promise<void> {
  const loan = await firstMinutes(browser, sample, picture);
  await approval(browser, sample, picture, loan);
  await question(browser, sample, picture);
}

/** As whoever started it: the loan in most trouble, why; a call with a promise; the ladder rests; a relief is proposed. */
async function firstMinutes(browser: Browser, sample: Sample, picture: Picture) {
  const { page, context, faults } = await open(browser, sample.url, DESK);
  await page.getByLabel('User name').waitFor();
  await picture('sign-in', page);
  await signIn(page, 'admin', sample.password);
  await heading(page, 'My work today');
  await page.locator('button.task').first().waitFor();
  await picture('work', page);

  await menu(page, 'Loans');
  const worst = page.getByRole('table', { name: 'Loans' }).getByRole('link').first();
  await worst.waitFor();
  await settled(page);
  await picture('loans', page);
  await worst.click();
  await heading(page, /^Loan L\d+$/);
  await page.getByRole('heading', { name: 'What happens next' }).waitFor();
  await page.getByText('Non-performing').or(page.getByText('Disposal')).first().waitFor();
  await settled(page);
  await picture('loan', page);

  await menu(page, 'My work today');
  const call = page
    .locator('button.task')
    .filter({ hasText: /call/i })
    .filter({ hasText: /AM0[123]/ })
    .first();
  const loan = /L\d{3}/.exec((await call.textContent())!)![0];
  await call.click();
  await page.getByRole('button', { name: /^(phone )?Call$/ }).click();
  await page.getByText(/May be called until/).waitFor();
  await page.locator('a[href^="tel:"]').first().waitFor();
  await page.getByLabel('By', { exact: true }).fill(await dayIn(page, 3));
  // The whole form stands in the picture, to its button.
  await page.setViewportSize({ width: DESK.width, height: 1300 });
  await picture('call', page);
  await page.setViewportSize({ width: DESK.width, height: 900 });
  await page.getByLabel(/Leave lines/).check();
  await page.getByRole('button', { name: 'Save the call' }).click();

  const rests = page.getByRole('complementary', { name: 'Not to be done today' }).getByRole('link', { name: loan });
  await rests.waitFor();
  await page.getByText('Saved', { exact: true }).waitFor({ state: 'hidden' });
  await picture('rests', page);
  await rests.click();
  await heading(page, `Loan ${loan}`);
  await page.getByText(/^Rests · Promise/).waitFor();
  await settled(page);
  await picture('promise', page);

  await page.getByRole('button', { name: 'Propose relief' }).click();
  await page.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByTitle('Extension', { exact: true }).click();
  await page.getByRole('columnheader', { name: 'Due then' }).waitFor();
  await page.getByLabel('On what grounds').fill('ill since October, back at work in January');
  await picture('relief', page);
  await page.getByRole('dialog').getByRole('button', { name: 'Propose relief' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await menu(page, 'My work today');
  const proposal = page
    .locator('button.task')
    .filter({ hasText: loan })
    .filter({ hasText: /Extension.*proposal/i });
  await proposal.click();
  await page.getByLabel(/What was done/).fill('papers of the hospital seen; the employer confirms January');
  const lines = page.getByLabel(/Leave lines/);
  if (await lines.isVisible()) await lines.check();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await leave(context, faults);
  return loan;
}

/** As the head of the department: what changes if yes; yes; and the month that has passed. */
async function approval(browser: Browser, sample: Sample, picture: Picture, loan: string) {
  const { page, context, faults } = await open(browser, sample.url, DESK);
  await signIn(page, 'DH01', sample.password);
  await menu(page, 'Approvals');
  // The approval is a task of one's own too: not that one.
  await heading(page, 'Approvals');
  await page.locator('button.task').filter({ hasText: loan }).click();
  await page.getByRole('columnheader', { name: 'Due then' }).waitFor();
  await settled(page);
  await picture('decision', page);
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.goto(`${sample.url}#/loans/${loan}`);
  await page.getByText('Current', { exact: true }).waitFor();
  await settled(page);
  await picture('relieved', page);

  await menu(page, 'Reports');
  await page.getByRole('link', { name: 'Monthly post-loan report' }).first().waitFor();
  await picture('reports', page);
  await page.getByRole('link', { name: 'Monthly post-loan report' }).first().click();
  await page.getByRole('button', { name: 'Print' }).waitFor();
  await page.getByRole('article').waitFor();
  await settled(page);
  await picture('report', page);
  await leave(context, faults);
}

/** As an auditor: why a message went, from the row of the plan to the provider's receipt. */
async function question(browser: Browser, sample: Sample, picture: Picture) {
  const { page, context, faults } = await open(browser, sample.url, DESK);
  await signIn(page, 'AUD1', sample.password);
  await menu(page, 'Audit log');
  const reminded = page
    .getByRole('row')
    .filter({ hasText: /remind\/.*sms/ })
    .getByRole('link')
    .first();
  await reminded.waitFor();
  await picture('audit', page);
  await reminded.click();
  await heading(page, 'A loan explained');
  await page.getByRole('row').filter({ hasText: 'SMS' }).getByRole('button', { name: 'Explain' }).first().click();
  await page.getByRole('heading', { name: /Provider’s receipt/ }).waitFor();
  await settled(page);
  await picture('explained', page);
  await leave(context, faults);
}
