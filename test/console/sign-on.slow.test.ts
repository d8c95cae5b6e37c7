import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { signOnAt } from '../../src/api/sign-on.js';
import { changeStaffMail } from '../../src/store/staff/staff-mails.js';
import { freshApi, putLoan, seal } from '../api/api.js';
import { passwordOf } from '../api/v1/people.js';
import { CLIENT, startProvider } from '../api/v1/provider.js';
import { launch, open } from './browser.js';
import { expectNoAxeFault } from './expectations.js';

const FONTS = 'https://fonts.googleapis.com/';
const api = freshApi();
let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(() => putLoan(api));

it('one signs in at the provider of one’s organisation, from the console’s first page and back; who is nobody here is told so', async () => {
  const returnTo = `${api.url}/api/v1/sign-on/return`;
  const known = { wang: { email: 'wang@bank.example', email_verified: true }, li: {} };
  const provider = await startProvider(returnTo, known, { signs: true });
  api.context.settings.signOn = signOnAt({ issuer: provider.issuer, ...CLIENT, returnTo });
  await passwordOf(api, 'RM1', 'risk-manager');
  const source = { actor: 'test', at: api.now };
  await changeStaffMail(api.db(), seal, { staff: 'RM1', email: 'wang@bank.example' }, source);
  const signsInAs = async (name: string) => {
    const { page, faults, context } = await open(browser, `${api.url}/`);
    // The provider's own page wants one, and is not ours.
    await page.route(`${FONTS}**`, (route) => route.fulfill({ body: '' }));
    await expectNoAxeFault(page);
    await page.getByRole('link', { name: 'Single sign-on' }).click();
    await page.getByPlaceholder('Enter any login').fill(name);
    await page.getByPlaceholder('and password').fill('of the provider');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL((url) => url.origin === api.url && url.pathname === '/');
    return {
      page,
      context,
      faults: faults.filter((it) =>
        [provider.issuer, FONTS].every((host) => !it.startsWith(`asked of another host: ${host}`)),
      ),
    };
  };
  const in1 = await signsInAs('wang');
  await in1.page.getByRole('heading', { level: 1, name: 'My work today' }).waitFor();
  expect(await in1.page.evaluate(() => document.cookie)).toBe('');
  await in1.context.close();
  const in2 = await signsInAs('li');
  await in2.page.getByText('did not let you in here').waitFor();
  expect(new URL(in2.page.url()).search).toBe('');
  await in2.context.close();
  expect([...in1.faults, ...in2.faults]).toEqual([]);
  await provider.stop();
});
