import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium as engine, type Page } from 'playwright-core';

/** Not the package's own arguments: those switch the browser's security off, and a policy or an origin would prove nothing. */
const ARGUMENTS = [
  ...['--headless=shell', '--no-sandbox', '--no-zygote', '--disable-gpu', '--disable-background-networking'],
  '--no-first-run',
];

/** A Chromium from npm alone; nothing is downloaded, and nothing of the system is needed. */
export async function launch(): Promise<Browser> {
  const env = { ...process.env, LD_LIBRARY_PATH: `${libraries()}:${process.env.LD_LIBRARY_PATH ?? ''}` };
  return engine.launch({ executablePath: await chromium.executablePath(), args: ARGUMENTS, env });
}

/** Where libnss3 and what else a bare system lacks are: the package brings them, unpacked once. */
function libraries(): string {
  const there = join(tmpdir(), `postloan-chromium-libraries-${process.getuid?.() ?? 0}`);
  if (existsSync(there)) return join(there, 'lib');
  const packed = join(
    dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')),
    '../../bin/al2023.tar.br',
  );
  const making = mkdtempSync(join(tmpdir(), 'postloan-chromium-'));
  const tar = join(making, 'al2023.tar');
  writeFileSync(tar, brotliDecompressSync(readFileSync(packed)));
  mkdirSync(join(making, 'out'));
  execFileSync('tar', ['-xf', tar, '-C', join(making, 'out')]);
  try {
    renameSync(join(making, 'out'), there);
  } catch {
    // Another test was first.
  }
  rmSync(making, { recursive: true, force: true });
  return join(there, 'lib');
}

export interface Look {
  language: 'en' | 'zh-CN';
  theme: 'light' | 'dark';
  width: number;
}

export const DESK: Look = { language: 'en', theme: 'light', width: 1280 };
export const PHONE: Look = { ...DESK, width: 360 };

/** What a page that is loaded on a busy machine may take. */
const PATIENCE_MS = 90_000;

/** A page of somebody of his own; what the browser complains of is kept. `faults`: nothing of it is expected. */
export async function open(browser: Browser, url: string, look: Look = DESK, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    ...options,
    locale: look.language,
    colorScheme: look.theme,
    // What slides in is there at once.
    reducedMotion: 'reduce',
    viewport: { width: look.width, height: look.width < 500 ? 740 : 900 },
    hasTouch: look.width < 500,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (it) => {
    // A refusal that the page handles is named by the browser all the same.
    if (it.type() === 'error' && !/status of 4\d\d/.test(it.text())) faults.push(it.text());
  });
  page.on('request', (it) => {
    if (!it.url().startsWith(url) && !/^(data|blob):/.test(it.url())) faults.push(`asked of another host: ${it.url()}`);
  });
  await page.goto(url);
  return { page, context, faults };
}

/** Signs in on the page that is open. */
export async function signIn(page: Page, staff: string, password: string): Promise<void> {
  await page.getByLabel(/^(User name|用户名)$/).fill(staff);
  await page.getByLabel(/^(Password|密码)$/).fill(password);
  await page.getByRole('button', { name: /^(Sign in|登录)$/ }).click();
  await page
    .getByRole('navigation')
    .or(page.getByRole('button', { name: /^(Menu|菜单)$/ }))
    .first()
    .waitFor();
}
