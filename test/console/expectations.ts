import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Nothing stands beside the page: it is read without moving it sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [wide, seen] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(wide, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(seen!);
}

/** The serious faults that axe finds on the page as it stands. */
export async function axeFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter((it) => it.impact === 'serious' || it.impact === 'critical');
  return serious.map((it) => `${page.url()} ${it.id}: ${it.nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`);
}

export const expectNoAxeFault = async (page: Page): Promise<void> => expect(await axeFaults(page)).toEqual([]);
