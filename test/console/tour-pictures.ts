/** `npm run tour`: goes the newcomer's tour through a sample of its own, and makes the pictures of docs/tour.md. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '../../src/library/project-path.js';
import { DESK, launch } from './browser.js';
import { startSample } from './running.js';
import { tour } from './tour.js';

const folder = process.argv[2] ?? projectPath('docs/tour');
mkdirSync(folder, { recursive: true });
const [browser, sample] = await Promise.all([launch(), startSample()]);
try {
  await tour(browser, sample, async (name, page) => {
    await page.waitForLoadState('networkidle');
    const { height } = page.viewportSize()!;
    const clip = { x: 0, y: 0, width: DESK.width, height: height > 900 ? height : 740 };
    await page.screenshot({ path: join(folder, `${name}.png`), clip });
  });
} finally {
  await browser.close();
  await sample.stop();
}
