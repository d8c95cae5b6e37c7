/** `npm run screenshots -- URL USER PASSWORD FOLDER [PAGE…]`: pictures of pages of a running console, to be looked at. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Look, launch, open, signIn } from './browser.js';

const [url = '', staff = '', password = '', folder = '', ...wanted] = process.argv.slice(2);
const LOOKS: Record<string, Look> = {
  en: { language: 'en', theme: 'light', width: 1280 },
  zh: { language: 'zh-CN', theme: 'light', width: 1280 },
  'zh-dark': { language: 'zh-CN', theme: 'dark', width: 1280 },
  'en-phone': { language: 'en', theme: 'light', width: 360 },
};
const PAGES =
  wanted.length > 0
    ? wanted
    : [
        ...['work', 'loans', 'warnings', 'complaints', 'approvals', 'account'],
        ...['portfolio', 'workload', 'reports', 'operations', 'audit', 'explained', 'plans'],
      ];

mkdirSync(folder, { recursive: true });
const browser = await launch();
for (const [name, look] of Object.entries(LOOKS)) {
  const { page, context, faults } = await open(browser, url, look);
  await signIn(page, staff, password);
  for (const it of PAGES) {
    await page.goto(`${url}#/${it}`);
    await page.waitForLoadState('networkidle');
    await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
    await page.screenshot({ path: join(folder, `${it.replaceAll(/\W+/g, '-')}.${name}.png`) });
  }
  for (const fault of faults) process.stderr.write(`${name}: ${fault}\n`);
  await context.close();
}
await browser.close();
