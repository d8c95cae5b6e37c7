/** Papers as pages: axe finds no fault in any, and a phone shows them without moving sideways. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { parsePeriod, periodOf } from '../../src/domain/time/period.js';
import { makeReport, paperOf } from '../../src/reports/deliver/make-report.js';
import { PAPERS } from '../../src/reports/papers/index.js';
import { render } from '../../src/reports/render.js';
import { freshDatabase } from '../book/fresh-database.js';
import { DESK, launch, PHONE } from '../console/browser.js';
import { EVERYTHING } from './sample-paper.js';
import { putSmallBook } from './small-book.js';

const database = freshDatabase();
let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(() => putSmallBook(database()));

/** Of these every part of a page stands in one: front, charts, forms, ledgers, long lists. */
const KINDS = ['monthly-report', 'group-daily', 'score-sheet', 'warning-ledger', 'due-list', 'risk-assessment'];

/** Papers of the small book. */
async function pages(): Promise<Map<string, string>> {
  const all = new Map([['every kind of section', EVERYTHING]]);
  for (const name of KINDS) {
    const kind = PAPERS.get(name)!;
    const period = parsePeriod(periodOf(kind.periods[0]!, '2026-03-31').text)!;
    const asked = { plan: '04-personal', kind, period, asOf: [period.to, '2026-03-31'].sort()[0]! };
    const { report } = await makeReport(database(), asked, Date.parse('2026-04-10T02:00Z'));
    all.set(name, paperOf(kind, report));
  }
  const html = await Promise.all([...all.values()].map((it) => render(it, 'html')));
  return new Map([...all.keys()].map((name, n) => [name, Buffer.from(html[n]!).toString()]));
}

it('of papers of every form', async () => {
  const all = await pages();
  const faults: string[] = [];
  const context = await browser.newContext({ viewport: { width: DESK.width, height: 800 } });
  const page = await context.newPage();
  for (const [name, html] of all) {
    await page.setViewportSize({ width: DESK.width, height: 800 });
    await page.setContent(html);
    const { violations } = await new AxeBuilder({ page }).analyze();
    faults.push(...violations.map((one) => `${name}: ${one.id}: ${one.nodes[0]?.html.slice(0, 200)}`));
    await page.setViewportSize({ width: PHONE.width, height: 800 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > PHONE.width) faults.push(`${name} is ${wide} wide on a phone`);
  }
  await context.close();
  expect(faults).toEqual([]);
});
