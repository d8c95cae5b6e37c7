import { afterAll, beforeAll, expect, test } from 'vitest';
import { postloan } from '../cli/run.js';
import { type Command, command } from '../support/command.js';
import { type Hole, openHole } from '../support/hole.js';
import { type System, startSystem } from '../support/system.js';

/** Whatever the moment of a start at which a server that has answered falls silent: it fails, and a supervisor starts it again. */
let system: System;
/** What a machine as busy as this one takes to load a command that has nothing to do. */
let loadingMs = 0;
const PARTS_OF_A_START = 8;
/** Supervisors kill after it. */
const STOPPED_MS = 30_000;

beforeAll(async () => {
  system = await startSystem({ durable: false });
  // The first one of all has more to do.
  await saidInAStart('worker', 'database');
  const begun = performance.now();
  await postloan(['worker', '--help']);
  loadingMs = performance.now() - begun;
}, 240_000);
afterAll(async () => system?.close());

/** On a machine that loads it in a second the promised five; a busy one takes longer for everything. */
const mostMs = () => (loadingMs < 1_300 ? 5_000 : 3_000 + 3 * loadingMs);

type Server = 'database' | 'Temporal';

async function startThrough(part: 'worker' | 'api', server: Server): Promise<{ running: Command; hole: Hole }> {
  const url = new URL(system.env.DATABASE_URL!);
  const [host, port] = system.env.TEMPORAL_ADDRESS!.split(':');
  const hole = await openHole(Number(server === 'database' ? url.port : port));
  url.port = String(hole.port);
  const way = server === 'database' ? { DATABASE_URL: url.href } : { TEMPORAL_ADDRESS: `${host}:${hole.port}` };
  return { running: command([part], { ...system.env, API_PORT: '0', ...way }), hole };
}

/** How much such a server says until it is running. */
async function saidInAStart(part: 'worker' | 'api', server: Server): Promise<number> {
  const { running, hole } = await startThrough(part, server);
  await running.says(`${part} is running`);
  const bytes = hole.passed();
  running.kill('SIGTERM');
  await running.ended;
  await hole.close();
  return bytes;
}

test.each([
  ['worker', 'database'],
  ['worker', 'Temporal'],
  ['api', 'database'],
] as const)('a %s whose %s falls silent in the middle of its start', { timeout: 600_000 }, async (part, server) => {
  const whole = await saidInAStart(part, server);
  for (let n = 1; n < PARTS_OF_A_START; n++) {
    const { running, hole } = await startThrough(part, server);
    const swallowed = hole.swallowAfter(Math.floor((whole * n) / PARTS_OF_A_START)).then(() => 'silent');
    const begins = running.says(`${part} is running`).then(
      () => 'running',
      () => 'ended',
    );
    await Promise.race([swallowed, begins]);
    const silent = performance.now();
    const ended = running.ended.then(({ code }) => ({ code, tookMs: performance.now() - silent }));
    // No two starts say exactly as much: it may have had all that it needs the moment before.
    if ((await begins) === 'running') {
      expect(n).toBeGreaterThan(PARTS_OF_A_START / 2);
      running.kill('SIGKILL');
      await hole.close();
      break;
    }
    const { code, tookMs } = await ended;
    await hole.close();
    const line = running.said().trimEnd().split('\n').at(-1);
    expect([n, code, line]).toEqual([n, 3, expect.stringContaining(server)]);
    expect(tookMs, `${n}: ${running.said()}`).toBeLessThan(mostMs());
  }
});

test.each([
  ['worker', 'database'],
  ['worker', 'Temporal'],
  ['api', 'database'],
] as const)('a %s whose %s has fallen silent in its start, at SIGTERM', { timeout: 120_000 }, async (part, server) => {
  const whole = await saidInAStart(part, server);
  const { running, hole } = await startThrough(part, server);
  await hole.swallowAfter(Math.floor(whole / 2));
  const asked = performance.now();
  running.kill('SIGTERM');
  const { code } = await running.ended;
  await hole.close();
  expect([code, running.said().includes('is running')], running.said()).toEqual([0, false]);
  expect(performance.now() - asked).toBeLessThan(STOPPED_MS);
});
