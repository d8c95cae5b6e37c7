import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectPath } from '../../src/library/project-path.js';
import { openDatabase } from '../../src/store/base/connection/database.js';
import { databaseFault } from '../../src/store/base/connection/database-faults.js';
import { databaseFaults } from '../../src/store/base/health.js';
import { deployMigrations } from '../../src/store/base/migrate.js';
import { type System, startSystem } from '../support/system.js';
import { type DebianPostgres, debianPostgres, newPassword, startDebianPostgres } from './debian-postgres.js';
import { needs, program } from './needs.js';
import { expectEachOnce, takeIn } from './wave.js';

/** What docs/operators.md says to grant. */
const GRANTS = `
  GRANT USAGE ON SCHEMA public TO app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app;
  GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO app`;

/** As a supervisor starts it, with a program before it that changes the clock. */
async function started(env: Record<string, string>, before: string[], ...args: string[]) {
  const [command, ...rest] = [...before, process.execPath, projectPath('dist/src/cli/main.js'), ...args];
  const child = spawn(command!, rest, { env: { ...process.env, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text));
  const late = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(late);
  return { code, said };
}

describe('a lender whose server is set otherwise', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem();
    await system.db.pool.query(`CREATE ROLE app LOGIN PASSWORD 'app'; ${GRANTS}`);
    for (const setting of [
      "timezone = 'Asia/Shanghai'",
      "datestyle = 'German, DMY'",
      "default_transaction_isolation = 'repeatable read'",
      "statement_timeout = '5s'",
      "lock_timeout = '2s'",
      "idle_in_transaction_session_timeout = '2s'",
    ])
      await system.db.pool.query(`ALTER DATABASE postloan SET ${setting}`);
    const url = new URL(system.env.DATABASE_URL!);
    system.env.DATABASE_URL = Object.assign(url, { username: 'app', password: 'app' }).href;
  });
  afterAll(() => system.close());

  test('sends a wave of 240, each once, with a role that owns nothing', async () => {
    const workers = [await system.startWorker(), await system.startWorker()];
    await expectEachOnce(system, await takeIn(system));
    for (const worker of workers) await worker.kill();
  });

  needs('faketime').each(['+1h', '-1h'])('a clock that is %s off starts nothing, and doctor says so', async (off) => {
    const faketime = [program('faketime') ?? '', '-f', off];
    for (const command of ['worker', 'api', 'doctor']) {
      const { code, said } = await started(system.env, faketime, command);
      expect(said, command).toMatch(/this machine's clock is 3\d{3} s (ahead of|behind) the database's/);
      expect(code, command).toBe(command === 'doctor' ? 1 : 3);
    }
  });

  test('a database that takes nothing starts nothing', async () => {
    await system.db.pool.query('ALTER DATABASE postloan SET default_transaction_read_only = on');
    for (const command of ['worker', 'api']) {
      const { code, said } = await started(system.env, [], command);
      expect(said, command).toContain('the database is read-only');
      expect(code, command).toBe(3);
    }
  });
});

const debian = debianPostgres() && program('openssl') ? describe : describe.skip;

debian("Debian's PostgreSQL over TLS, with a role that owns and one that works", () => {
  const dir = mkdtempSync(join(tmpdir(), 'postloan-debian-'));
  const [owner, app] = [newPassword(), newPassword()];
  let server: DebianPostgres;
  beforeAll(async () => {
    server = await startDebianPostgres(join(dir, 'postgres'), { max_connections: '8' });
    await server.asRoot(`CREATE ROLE owner LOGIN PASSWORD '${owner}'; CREATE ROLE app LOGIN PASSWORD '${app}'`);
    await server.asRoot('CREATE DATABASE postloan OWNER owner');
  });
  afterAll(async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const url = (
    query: string,
    { user = `owner:${owner}`, host = 'localhost', database = 'postloan', port = server.port } = {},
  ) => `postgresql://${user}@${host}:${port}/${database}${query}`;
  const full = () => `?sslmode=verify-full&sslrootcert=${server.authority}`;
  const asked = async (address: string, sql = 'SELECT 1') => {
    const db = openDatabase(address, 1);
    try {
      await db.pool.query(sql);
      return null;
    } catch (error) {
      return databaseFault(error);
    } finally {
      await db.close();
    }
  };

  test('each way that fails is said in its own words', async () => {
    expect(await asked(url(full()))).toBeNull();
    expect(await asked(url(`?sslmode=verify-ca&sslrootcert=${server.authority}`, { host: '127.0.0.1' }))).toBeNull();
    expect(await asked(url('?sslmode=require'))).toBeNull();
    expect(await asked(url(''))).toContain('only TLS connections');
    expect(await asked(url('?sslmode=verify-full'))).toContain('signed by nobody we know');
    expect(await asked(url(full(), { host: '127.0.0.1' }))).toContain('is for another host');
    expect(await asked(url(full(), { user: 'owner:wrong' }))).toContain('refuses this user or password');
    expect(await asked(url(full(), { database: 'nowhere' }))).toContain('no database of this name');
    expect(await asked(url(full(), { port: 1 }))).toContain('nothing listens');
    expect(await asked(url(full(), { host: 'nowhere.invalid' }))).toMatch(/not known|looked up/);
    expect(await asked(url(full()), 'SELECT 1 FROM loans')).toContain('postloan db deploy');
  });

  test('too many connections', async () => {
    const many = Array.from({ length: 8 }, () => openDatabase(url(full()), 1));
    await Promise.all(many.map((db) => db.pool.query('SELECT 1').catch(() => undefined)));
    expect(await asked(url(full()))).toContain('takes no more connections');
    await Promise.all(many.map((db) => db.close()));
  });

  test('the role that works needs what is documented, and deploys when there is nothing to do', async () => {
    const owned = openDatabase(url(full()), 2);
    await deployMigrations(owned);
    expect(await databaseFaults(owned)).toEqual([]);
    await owned.close();
    const working = openDatabase(url(full(), { user: `app:${app}` }), 2);
    expect((await databaseFaults(working)).join()).toMatch(/the role app lacks SELECT.*Roles/);
    await server.asRoot(GRANTS, 'postloan');
    expect(await databaseFaults(working)).toEqual([]);
    expect(await deployMigrations(working)).toEqual([]);
    expect(await asked(url(full(), { user: `app:${app}` }), 'CREATE TABLE mine (x int)')).toContain(
      'may not use schema public',
    );
    await server.asRoot('ALTER ROLE app SET search_path = nowhere');
    const lost = openDatabase(url(full(), { user: `app:${app}` }), 1);
    expect((await databaseFaults(lost)).join()).toContain('search_path');
    for (const db of [working, lost]) await db.close();
  });
});
