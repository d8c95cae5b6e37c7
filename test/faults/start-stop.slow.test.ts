import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../src/embedded/base/free-port.js';
import { removePostgresData } from '../../src/embedded/postgres/postgres.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { type Command, command } from '../support/command.js';
import { type Hole, openHole } from '../support/hole.js';
import { addLoans, loansToRemind } from '../support/loans.js';
import { behave } from '../support/sandbox.js';
import { type System, startSystem } from '../support/system.js';
import { until } from '../support/until.js';
import { expectEachRemindedOnce, wave } from './wave.js';

/** Supervisors kill after thirty seconds: whatever hangs, the process has ended by itself before. */
const MOST_MS = 30_000;
/** What a second signal may take, on a machine that is busy. */
const AT_ONCE_MS = 5_000;

/** The same moments at each run. */
let seed = 20261129;
function upTo(ms: number): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % ms;
}

async function stops(running: Command, signal: NodeJS.Signals): Promise<void> {
  const asked = performance.now();
  running.kill(signal);
  expect(await running.ended, running.said()).toEqual({ code: 0, signal: null });
  expect(performance.now() - asked, running.said()).toBeLessThan(MOST_MS);
}

describe('worker and api', () => {
  let system: System;
  let toDatabase: Hole;
  const open: { close(): unknown }[] = [];
  const loans = (prefix: string) => loansToRemind(5, Date.now(), prefix);

  beforeAll(async () => {
    system = await startSystem({ durable: false });
  }, 240_000);
  afterAll(async () => {
    for (const it of open) await it.close();
    await system?.close();
  });

  async function start(part: 'worker' | 'api', more: Record<string, string> = {}): Promise<Command> {
    const running = command([part], { ...system.env, API_PORT: '0', ...more });
    open.push({ close: () => running.kill('SIGKILL') });
    await running.says(`${part} is running`);
    return running;
  }

  async function throughHole(): Promise<Record<string, string>> {
    const url = new URL(system.env.DATABASE_URL!);
    toDatabase = await openHole(Number(url.port));
    open.push(toDatabase);
    url.port = String(toDatabase.port);
    return { DATABASE_URL: url.href };
  }

  /** Their workflows ask the database, which does not answer, for ever. */
  async function giveWork(prefix: string): Promise<void> {
    await addLoans(system.db, system.seal, loans(prefix), Date.now());
    await deliverNudges(system.db, system.messenger);
  }

  async function connected(port: number, ...said: string[]): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    open.push({ close: () => socket.destroy() });
    await once(socket, 'connect');
    for (const text of said) socket.write(text);
    return socket;
  }

  const portOf = (api: Command) => Number(/running on http:\/\/127\.0\.0\.1:(\d+)/.exec(api.said())![1]);

  /** A complete head, and a body of which a byte comes now and then. */
  async function slowRequest(port: number): Promise<void> {
    const head = `POST /health HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{`;
    const socket = await connected(port, head);
    const drip = setInterval(() => socket.write(' '), 1_000);
    open.push({ close: () => clearInterval(drip) });
    socket.once('close', () => clearInterval(drip));
  }

  test.each(['SIGTERM', 'SIGINT'] as const)('a worker with nothing to do, at %s', async (signal) => {
    const worker = await start('worker');
    await sleep(upTo(2_000));
    await stops(worker, signal);
  });

  test.each([1, 2, 3])('a worker in the middle of its start, %i', async () => {
    const worker = command(['worker'], system.env);
    await sleep(500 + upTo(4_000));
    const asked = performance.now();
    worker.kill('SIGTERM');
    const { code, signal } = await worker.ended;
    // Before it listens to signals, the system ends it.
    expect([0, 143, null], worker.said()).toContain(code);
    expect([null, 'SIGTERM']).toContain(signal);
    expect(performance.now() - asked).toBeLessThan(MOST_MS);
  });

  test('a worker whose database swallows everything, with work to do', async () => {
    const worker = await start('worker', await throughHole());
    toDatabase.swallow();
    await giveWork('A');
    await sleep(upTo(5_000));
    await stops(worker, 'SIGTERM');
  });

  test('a second signal ends it at once', async () => {
    const worker = await start('worker', await throughHole());
    toDatabase.swallow();
    await giveWork('B');
    await sleep(1_000);
    worker.kill('SIGTERM');
    await sleep(500);
    const asked = performance.now();
    worker.kill('SIGTERM');
    const { code, signal } = await worker.ended;
    expect([code, signal], worker.said()).toEqual([143, null]);
    expect(performance.now() - asked).toBeLessThan(AT_ONCE_MS);
  });

  test('an api that is sent a byte now and then', async () => {
    const api = await start('api');
    await slowRequest(portOf(api));
    await sleep(upTo(3_000));
    await stops(api, 'SIGTERM');
  });

  test('an api whose database swallows a request and a bounce, and whose Temporal is not there', async () => {
    const port = await freePort();
    const bounces = { BOUNCE_DOMAIN: 'bounce.lender.example', BOUNCE_SMTP_PORT: String(port) };
    const api = await start('api', { ...(await throughHole()), ...bounces, TEMPORAL_ADDRESS: '127.0.0.1:1' });
    toDatabase.swallow();
    await connected(portOf(api), 'GET /health HTTP/1.1\r\nhost: x\r\n\r\n');
    await connected(port, 'EHLO x\r\n');
    await sleep(1_000 + upTo(1_000));
    await stops(api, 'SIGINT');
  });

  test('a worker whose Temporal was killed', async () => {
    const worker = await start('worker');
    await system.temporal.kill();
    await sleep(upTo(5_000));
    await stops(worker, 'SIGTERM');
    await system.temporal.start();
  });

  test('a worker and an api whose PostgreSQL was killed, with work to do', async () => {
    const [worker, api] = await Promise.all([start('worker'), start('api')]);
    await giveWork('C');
    await system.postgres.stop();
    await sleep(upTo(5_000));
    await Promise.all([stops(worker, 'SIGTERM'), stops(api, 'SIGTERM')]);
    await system.postgres.start();
  });
});

describe('what is in the middle of a send', () => {
  test.each([
    ['settles before the worker has stopped', 'ok'],
    ['is found at the next start when the provider does not answer', 'timeout-after-accept'],
  ])('%s', async (_, mode) => {
    const system = await startSystem();
    try {
      const worker = await system.startWorker();
      await wave(system, 100, 20);
      if (mode !== 'ok') {
        await behave(system.smsUrl, { sms: mode });
        await sleep(2_000 + upTo(3_000));
      }
      const { code, ms } = await worker.stop('SIGTERM');
      expect(code, worker.said()).toBe(0);
      expect(ms).toBeLessThan(MOST_MS);
      await behave(system.smsUrl, { sms: 'ok' });
      await system.startWorker();
      await expectEachRemindedOnce(system, 100);
    } finally {
      await system.close();
    }
  });
});

describe('up', () => {
  const dir = mkdtempSync(join(tmpdir(), 'postloan-up-'));
  const env = { POSTLOAN_HOME: join(dir, 'home') };
  const started: Command[] = [];
  afterAll(async () => {
    for (const it of started) it.kill('SIGKILL');
    await removePostgresData(join(env.POSTLOAN_HOME, 'postgres'));
    rmSync(dir, { recursive: true, force: true });
  });
  const up = () => {
    const running = command(['up', '--no-sample'], env);
    started.push(running);
    return running;
  };
  const ready = (running: Command) => running.says('Ctrl-C stops everything');
  const file = (name: string) => join(env.POSTLOAN_HOME, name);

  test('of two on one empty folder one wins, and the other says so', async () => {
    const both = [up(), up()];
    const loser = await Promise.race(both.map(async (it) => [it, await it.ended] as const));
    expect(loser[1].code, loser[0].said()).toBe(2);
    expect(loser[0].said()).toMatch(/^(postloan is already up|another postloan is just starting) in /);
    const winner = both.find((it) => it !== loser[0])!;
    await ready(winner);
    await stops(winner, 'SIGINT');
  });

  test.each([1, 2, 3])('in the middle of its start, %i', async () => {
    const running = up();
    await running.says('PostgreSQL …');
    await sleep(upTo(4_000));
    await stops(running, 'SIGTERM');
  });

  test('a lock and a running.json of a process whose id another one has now', async () => {
    const reused = JSON.stringify({ pid: process.pid, began: 'before', env: {}, pages: {} });
    writeFileSync(file('lock'), reused);
    writeFileSync(file('running.json'), reused);
    const down = command(['down'], env);
    expect((await down.ended).code).toBe(0);
    expect(down.said()).toBe('nothing was running\n');
    writeFileSync(file('lock'), reused);
    const running = up();
    await ready(running);
    await stops(running, 'SIGTERM');
  });

  test('PostgreSQL is killed under it, and it starts again', async () => {
    const running = up();
    await ready(running);
    process.kill(postgresPid(), 'SIGKILL');
    await sleep(upTo(3_000));
    await stops(running, 'SIGTERM');
    const again = up();
    await ready(again);
    const pid = postgresPid();
    again.kill('SIGTERM');
    await sleep(100);
    again.kill('SIGTERM');
    expect([0, 143]).toContain((await again.ended).code);
    await until('its PostgreSQL has ended with it', () => !lives(pid));
  });

  test('Temporal stands still before all is started: it fails, and leaves nothing behind', async () => {
    const running = up();
    await running.says('when ');
    const { pid } = JSON.parse(readFileSync(file('temporal/temporal.db.pid'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGSTOP');
    const silent = performance.now();
    expect((await running.ended).code, running.said()).toBe(3);
    expect(performance.now() - silent).toBeLessThan(2 * AT_ONCE_MS);
    expect(running.said()).toMatch(/^the Temporal server does not answer/m);
    await until('its Temporal has ended with it', () => !lives(pid));
  });

  /** Where it says that PostgreSQL's data are. */
  function postgresData(): string {
    const place = /data are in (\S+):/.exec(started.at(-1)!.said())?.[1];
    return join(place ?? file('postgres'), 'data');
  }
  const postgresPid = () => Number(readFileSync(join(postgresData(), 'postmaster.pid'), 'utf8').split('\n')[0]);
  function lives(pid: number): boolean {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  }

  test('damaged data are named, each in one line, and left as they are', async () => {
    // What stands beside the file would mend it.
    const files = ['', '-wal', '-shm'].map((end) => file(`temporal/temporal.db${end}`)).filter((it) => existsSync(it));
    const kept = files.map((it) => [it, readFileSync(it)] as const);
    for (const [name, bytes] of kept) writeFileSync(name, Buffer.alloc(bytes.length, 0x5a));
    const faulty = up();
    expect((await faulty.ended).code, faulty.said()).toBe(3);
    expect(faulty.said()).toMatch(/^Temporal did not start: its data are damaged .*move the folder .*temporal away/m);
    for (const [name, bytes] of kept) writeFileSync(name, bytes);

    const control = join(postgresData(), 'global/pg_control');
    const good = readFileSync(control);
    writeFileSync(control, Buffer.alloc(good.length));
    const damaged = up();
    expect((await damaged.ended).code, damaged.said()).toBe(3);
    expect(damaged.said()).toMatch(/^PostgreSQL did not start: its data are damaged .*bring back a copy/m);
    writeFileSync(control, good);

    const mended = up();
    await ready(mended);
    await stops(mended, 'SIGTERM');
  });
});
