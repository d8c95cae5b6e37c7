import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { projectPath } from '../../../src/library/project-path.js';
import { until } from '../../support/until.js';
import { postloan } from '../run.js';

const home = join(mkdtempSync(join(tmpdir(), 'postloan-up-')), 'home');
const env = { POSTLOAN_HOME: home };
let child: ChildProcess | null = null;
afterAll(() => {
  child?.kill('SIGTERM');
  rmSync(join(home, '..'), { recursive: true, force: true });
});

/** Starts `up` and answers what it printed until all was quiet. */
async function up(): Promise<string> {
  const started = spawn(process.execPath, [projectPath('dist/src/cli/main.js'), 'up'], {
    env: { ...process.env, ...env },
  });
  child = started;
  let printed = '';
  started.stdout.on('data', (chunk) => (printed += chunk));
  started.stderr.on('data', (chunk) => (printed += chunk));
  for (let n = 0; n < 1200 && !printed.includes('Ctrl-C stops'); n++) {
    if (started.exitCode !== null) throw new Error(`up ended:\n${printed}`);
    await sleep(100);
  }
  return printed;
}

async function interrupt(): Promise<number | null> {
  const closed = new Promise<number | null>((resolve) => child!.once('close', resolve));
  child!.kill('SIGINT');
  return closed;
}

/** Every notice that the database calls sent is at the sandbox once, and nothing else is. */
async function expectSentOnce(): Promise<number> {
  const running = JSON.parse(readFileSync(join(home, 'running.json'), 'utf8'));
  const client = new pg.Client({ connectionString: running.env.DATABASE_URL });
  await client.connect();
  const { rows } = await client.query(
    `SELECT channel, count(*)::int FROM notices WHERE status = 'sent' AND channel <> 'email' GROUP BY channel ORDER BY channel`,
  );
  await client.end();
  const counts = await (await fetch(`${running.env.TWILIO_BASE_URL}/sandbox/count`)).json();
  const there = Object.entries(counts as Record<string, number>).filter(([, count]) => count > 0);
  expect(Object.fromEntries(there)).toEqual(Object.fromEntries(rows.map((row) => [row.channel, row.count])));
  return rows.length;
}

/** The sandbox has reported to the API, which `up` has started. */
async function expectDelivered(): Promise<void> {
  const running = JSON.parse(readFileSync(join(home, 'running.json'), 'utf8'));
  expect((await fetch(`${running.env.PUBLIC_URL}/health`)).status).toBe(200);
  const client = new pg.Client({ connectionString: running.env.DATABASE_URL });
  await client.connect();
  // In the quiet hours nothing goes out by phone, and so nothing is missing.
  const missing = `SELECT 1 FROM notices WHERE status = 'sent' AND channel IN ('sms', 'voice')
    AND delivery_status IS DISTINCT FROM 'delivered'`;
  await until('all that was sent is delivered', async () => (await client.query(missing)).rows.length === 0);
  await client.end();
}

/** What somebody of the sample lender finds to do, signed in by what the start has printed. */
async function tasksOf(user: string, password: string): Promise<number> {
  const { env: there } = JSON.parse(readFileSync(join(home, 'running.json'), 'utf8')) as {
    env: Record<string, string>;
  };
  const api = `${there.PUBLIC_URL}/api/v1`;
  const headers = { 'content-type': 'application/json' };
  const signedIn = await fetch(`${api}/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ staff: user, password }),
  });
  const { token } = (await signedIn.json()) as { token: string };
  const found = await fetch(`${api}/tasks`, { headers: { authorization: `Bearer ${token}` } });
  return ((await found.json()) as { items: unknown[] }).items.length;
}

describe('up', () => {
  it('loads the sample book, shows what happens, stops cleanly and goes on where it was', async () => {
    const first = await up();
    for (const stage of ['friendly reminder', 'robot', 'legal', 'visit'])
      expect(first).toContain(`stage current → ${stage}`);
    expect(first).toMatch(/ closed\b/);
    expect(first).toMatch(/complaint C001 opened/);
    expect(first).toMatch(/yellow warning.* opened/);
    const password = /^Open +http:.*\nSign in as +admin, with (\S+)/m.exec(first)?.[1];
    expect(first).toMatch(/^or, with the same, as +AM01 \(account manager\), .*AUD1 \(auditor\)/m);
    expect(await tasksOf('AM01', password!)).toBeGreaterThan(0);
    expect(first).toMatch(/there it is \d{4}-\d\d-\d\d 08:5\d, and a minute here is 1 hour there/);
    expect(first).toMatch(/Temporal web UI +http/);
    await expectSentOnce();
    const shown = await postloan(['loan', 'show', 'L001', '--json'], env);
    expect(shown.code).toBe(0);
    expect(JSON.parse(shown.out)).toMatchObject({ loan: 'L001' });
    const { out } = await postloan(['doctor', '--json'], env);
    // Each autumn, until the next year's working days are published, it says so.
    const found = (JSON.parse(out) as { what: string; good: boolean }[]).filter((it) => !it.good);
    expect(found.filter((it) => it.what !== 'working days')).toEqual([]);
    await expectDelivered();
    expect(await interrupt()).toBe(0);
    expect(existsSync(join(home, 'running.json'))).toBe(false);

    const second = await up();
    expect(second).not.toContain(' 08:5');
    expect(second).not.toContain('current → legal');
    const counted = JSON.parse((await postloan(['reconcile', '--json'], env)).out);
    expect(counted).toMatchObject({ loansStarted: 0, tasksStarted: 0, strayEnded: 0 });
    await expectSentOnce();

    const down = await postloan(['down', '--purge'], env);
    expect(down.code).toBe(0);
    expect(existsSync(home)).toBe(false);
  }, 240_000);
});
