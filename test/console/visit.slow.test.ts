import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { rows } from '../../src/store/base/connection/database.js';
import { listEvidence } from '../../src/store/work/evidence.js';
import { freshApi, putLoan, seal } from '../api/api.js';
import { passwordOf } from '../api/v1/people.js';
import { until } from '../support/until.js';
import { launch, open, PHONE, signIn } from './browser.js';
import { expectNoAxeFault, expectNoSidewaysScroll } from './expectations.js';

const api = freshApi();
let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
let password: string;
beforeEach(async () => {
  await putLoan(api);
  password = await passwordOf(api, 'AM1', 'account-manager');
  await api.db().pool.query(`UPDATE borrowers SET account_manager = 'AM1'`);
  await api.db().pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, owner, form, rule, because, opened_at, due_at)
     VALUES ('T', 'L1', 'visit', 'account-manager', 'AM1', '{见到何人、在何处}', 'P9.4', '{"code":"complains"}', now(), now() + interval '1 day')`,
  );
});

const THERE = { geolocation: { latitude: 31.23041, longitude: 121.4737 }, permissions: ['geolocation'] };
/** A red square as a camera's file. */
const photo = async (page: Page) =>
  Buffer.from(
    await page.evaluate(() => {
      const canvas = document.createElement('canvas');
      canvas.getContext('2d')!.fillRect(0, 0, 90, 90);
      return canvas.toDataURL('image/png').split(',')[1]!;
    }),
    'base64',
  );

async function sign(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Have it signed' }).click();
  const canvas = page.getByLabel('Signature', { exact: true });
  await canvas.scrollIntoViewIfNeeded();
  const { x, y } = (await canvas.boundingBox())!;
  await page.mouse.move(x + 20, y + 90);
  await page.mouse.down();
  await page.mouse.move(x + 120, y + 40, { steps: 8 });
  await page.mouse.up();
  await page.getByRole('button', { name: 'Signed' }).click();
}

/** All that the browser keeps, as text of each byte. */
const keptByBrowser = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const asText = (it: unknown): string =>
      it instanceof ArrayBuffer || ArrayBuffer.isView(it)
        ? new TextDecoder().decode(it as ArrayBuffer)
        : it !== null && typeof it === 'object'
          ? Object.values(it).map(asText).join(' ')
          : String(it);
    const said = [asText({ ...localStorage }), asText({ ...sessionStorage })];
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((resolve) => {
        const asked = indexedDB.open(name);
        asked.onsuccess = () => resolve(asked.result);
      });
      for (const store of db.objectStoreNames) {
        const all = db.transaction(store).objectStore(store);
        for (const asked of [all.getAllKeys(), all.getAll()])
          said.push(
            ...(await new Promise<string[]>((resolve) => {
              asked.onsuccess = () => resolve((asked.result as unknown[]).map(asText));
            })),
          );
      }
      db.close();
    }
    return said.join('\n');
  });

const kept = async () =>
  (
    await rows<{ status: string; record: { note: string } | null }>(api.db().pool, 'SELECT status, record FROM tasks')
  )[0]!;

it('the network goes in the middle of a visit: photo, place, signature and record wait sealed on the phone, and are there once when it is back', async () => {
  const { page, context, faults } = await open(browser, `${api.url}/`, PHONE, THERE);
  await signIn(page, 'AM1', password);
  await page.getByRole('button', { name: /Visit/ }).click();
  await page.getByLabel(/who was met, and where/i).fill('王小明，家中');
  await page
    .getByLabel('Add a photo')
    .setInputFiles({ name: 'IMG.png', mimeType: 'image/png', buffer: await photo(page) });
  await page.getByRole('img', { name: 'Photo 1' }).waitFor();

  await context.setOffline(true);
  await page.getByRole('button', { name: 'Note the place' }).click();
  await page.getByText('31.23041, 121.47370').waitFor();
  await sign(page);
  await page.getByRole('img', { name: 'Signature' }).waitFor();
  await expectNoSidewaysScroll(page);
  await expectNoAxeFault(page);
  await page.getByLabel(/What was done/).fill('promises to pay after the harvest');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('Kept on this device: it is sent').waitFor();
  await page.getByText('1 record kept on this device').waitFor();
  await expectNoAxeFault(page);
  const there = await keptByBrowser(page);
  expect(there.length).toBeGreaterThan(1_000);
  for (const it of ['王小明', 'harvest', '31.23', 'Visit', 'data:image']) expect(there).not.toContain(it);
  expect(await kept()).toEqual({ status: 'open', record: null });

  // The phone has closed the page meanwhile; and when there is a network again, the first answer gets lost.
  await page.close();
  await context.setOffline(false);
  const again = await context.newPage();
  let lost = 0;
  await again.route('**/tasks/T/done', async (route) => {
    if (lost++ > 0) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await again.goto(`${api.url}/`);
  await again.getByText('1 record kept on this device').waitFor();
  // It is tried again by itself, or at once by who cannot wait.
  await until('the record is said again', async () => {
    const now = again.getByRole('button', { name: 'Send now' });
    await now.click({ timeout: 1_000 }).catch(() => undefined);
    return lost === 2;
  });
  await again.getByText('1 record kept on this device').waitFor({ state: 'hidden' });
  await again.getByText('You have nothing to do').waitFor();
  expect(await kept()).toEqual({
    status: 'done',
    record: expect.objectContaining({ note: 'promises to pay after the harvest' }),
  });
  const evidence = await listEvidence(api.db().pool, seal, { task: 'T' });
  expect(evidence.map(({ name, place, by }) => [name, place, by])).toEqual([
    ['***.jpg', 'sealed', 'staff/AM1'],
    ['***.png', 'sealed', 'staff/AM1'],
  ]);
  expect(await rows(api.db().pool, `SELECT FROM audit_log WHERE what = 'task done'`)).toHaveLength(1);
  expect((await keptByBrowser(again)).trim()).toBe('');
  expect(faults.filter((it) => !/ERR_INTERNET_DISCONNECTED/.test(it))).toEqual([]);
  await context.close();
});

it('what somebody has begun is there when the page is opened again, and opens to nobody else', async () => {
  const other = await passwordOf(api, 'AM2', 'account-manager');
  const { page, context } = await open(browser, `${api.url}/`, PHONE, THERE);
  await signIn(page, 'AM1', password);
  await page.getByRole('button', { name: /Visit/ }).click();
  await page.getByLabel(/What was done/).fill('nobody at home');
  await page.keyboard.press('Escape');
  await until('it is kept', async () => (await keptByBrowser(page)).length > 100);
  await page.reload();
  await page.getByRole('button', { name: /Visit/ }).click();
  await until('it is there', async () => (await page.getByLabel(/What was done/).inputValue()) === 'nobody at home');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await signIn(page, 'AM2', other);
  await api.db().pool.query(`UPDATE tasks SET owner = 'AM2'`);
  await api.db().pool.query(`UPDATE borrowers SET account_manager = 'AM2'`);
  await page.getByRole('button', { name: /Visit/ }).click();
  expect(await page.getByLabel(/What was done/).inputValue()).toBe('');
  await context.close();
});
