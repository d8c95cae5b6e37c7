/**
 * `npm run screenshots -- URL PASSWORD FOLDER [PAGE…]`: every page of a running sample, or those that are named, as who works there, in both
 * languages, light and dark, on a phone, a desk and a wall: to be looked at.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Look, launch, open, signIn } from './browser.js';

const [url = '', password = '', folder = '', ...wanted] = process.argv.slice(2);
const LANGUAGES = { en: 'en', zh: 'zh-CN' } as const;
const THEMES = ['light', 'dark'] as const;
const WIDTHS = [360, 1280, 1920];
/** By who works there. */
const PAGES: Record<string, readonly string[]> = {
  AM01: ['work', 'loans', 'loans/L038', 'borrowers/B038', 'warnings', 'complaints', 'account'],
  DH01: [
    'approvals',
    'portfolio',
    'workload',
    'reports',
    'reports/1',
    'plans',
    'plans/04-personal',
    'plans/04-personal/change',
    'people',
  ],
  AUD1: ['audit', 'explained', 'explained/L038'],
  admin: ['operations', 'schedules', 'batches', 'batches/new'],
};

mkdirSync(folder, { recursive: true });
const browser = await launch();
for (const [staff, pages] of Object.entries(PAGES)) {
  const shown = wanted.length === 0 ? pages : pages.filter((it) => wanted.includes(it));
  if (shown.length === 0) continue;
  for (const [short, language] of Object.entries(LANGUAGES))
    for (const theme of THEMES) await take({ short, language, theme, staff, shown });
}
await browser.close();

interface Taken extends Pick<Look, 'language' | 'theme'> {
  short: string;
  staff: string;
  shown: readonly string[];
}

async function take({ short, language, theme, staff, shown }: Taken): Promise<void> {
  const { page, context, faults } = await open(browser, url, { language, theme, width: 1280 });
  await signIn(page, staff, password);
  for (const it of shown) {
    // A page of its own each time: within the same one the old stays until the new is loaded.
    await page.goto('about:blank');
    await page.goto(`${url}#/${it}`);
    await page.locator('main h1').waitFor();
    await page.waitForFunction(() => document.querySelector('.ant-skeleton') === null);
    await page.waitForLoadState('networkidle');
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width < 500 ? 740 : 900 });
      const path = join(folder, `${it.replaceAll(/\W+/g, '-')}.${short}.${theme}.${width}.png`);
      await page.screenshot({ path, fullPage: true });
    }
  }
  for (const fault of faults) process.stderr.write(`${short} ${theme}: ${fault}\n`);
  await context.close();
}
