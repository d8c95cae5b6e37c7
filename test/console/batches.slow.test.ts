import { MockActivityEnvironment } from '@temporalio/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { batchActivities } from '../../activities/batches.js';
import type { Dependencies } from '../../activities/dependencies.js';
import { freshApi, seal } from '../api/api.js';
import { passwordOf } from '../api/v1/people.js';
import { toldInVain } from '../support/told-in-vain.js';
import { launch, open, PHONE, signIn } from './browser.js';
import { expectNoAxeFault, expectNoSidewaysScroll } from './expectations.js';

const api = freshApi();
let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

const nobody = { nudge: async () => undefined, restart: async () => undefined, startReport: async () => undefined };
/** The next part, as the worker does it; on a busy machine it takes long enough for a heartbeat. */
const part = (batch: string) => {
  const { workBatch } = batchActivities({
    ...{ db: api.db(), seal, messenger: nobody },
    clock: { toBusiness: () => api.now, toWorkflow: (it: number) => it },
  } as unknown as Dependencies);
  return new MockActivityEnvironment().run(workBatch, { batch, now: api.now });
};

it('ops tell 500 loans again: preview, begin, pause, go on, cancel', async () => {
  await toldInVain(api.db(), seal, 500, api.now);
  const { page, faults, context } = await open(browser, `${api.url}/`);
  await signIn(page, 'OPS', await passwordOf(api, 'OPS', 'ops'));
  await page.goto(`${api.url}/#/batches/new`);
  await page.getByLabel('Only what reached nobody').check();
  await page.getByRole('button', { name: 'Look first' }).click();
  await page.getByText('+86****0000').waitFor();
  await expectNoAxeFault(page);
  await page.getByLabel('Name of the batch').fill('lost-this-morning');
  await page.getByLabel('Loans a minute').fill('6000');
  await page.getByLabel('Why').fill('the provider lost them');
  await page.getByRole('button', { name: 'Begin with 500 loans' }).click();
  await page.getByRole('heading', { level: 1, name: 'lost-this-morning' }).waitFor();
  await part('lost-this-morning');
  await page.getByText('100 of 500 loans').waitFor();
  const say = async (button: string) => {
    await page.getByRole('button', { name: button }).click();
    await page.getByRole('dialog').getByLabel('Why').fill('to look at it');
    await page.getByRole('dialog').getByRole('button', { name: button }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  await say('Pause');
  await page.getByText('Paused', { exact: true }).waitFor();
  await part('lost-this-morning');
  await say('Go on');
  await part('lost-this-morning');
  await page.getByText('200 of 500 loans').waitFor();
  await expectNoAxeFault(page);
  await say('Cancel the batch');
  await page.getByText('Cancelled', { exact: true }).waitFor();
  await page.goto(`${api.url}/#/batches`);
  await page.getByRole('link', { name: 'lost-this-morning' }).waitFor();
  await expectNoAxeFault(page);
  expect(faults).toEqual([]);
  await context.close();
});

it('reads in Chinese and on a phone', async () => {
  await toldInVain(api.db(), seal, 3, api.now);
  const { page, faults, context } = await open(browser, `${api.url}/`, { ...PHONE, language: 'zh-CN', theme: 'dark' });
  await signIn(page, 'OPS', await passwordOf(api, 'OPS', 'ops'));
  await page.goto(`${api.url}/#/batches/new`);
  await page.getByRole('button', { name: '预览' }).click();
  await page.getByText('+86****0002').waitFor();
  await expectNoSidewaysScroll(page);
  await expectNoAxeFault(page);
  expect(faults).toEqual([]);
  await context.close();
});
