import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import pMap from 'p-map';
import { workflowIdOf } from '../../src/domain/entry/ids.js';
import type { Database } from '../../src/store/base/connection/database.js';
import type { Seal } from '../../src/store/base/seal.js';
import { TASK_QUEUE } from '../../src/worker/tell/messenger.js';
import type { Way } from './bundles.js';
import { cpuOf } from './cpu.js';
import { readWave, sizeOf } from './histories.js';
import { countSent, DUE_AT, insertLoans } from './loans.js';
import { countServer } from './server-metrics.js';
import type { Figures, ToWorker, WorkerSetup } from './worker-process.js';

/** What a measurement needs of the stage that all share. */
export interface Stage {
  db: Database;
  seal: Seal;
  client: Client;
  address: string;
  env: Record<string, string>;
  metrics: string;
  pids: { temporal: number; postgres: number; outside: number };
  workerFlags: string[];
}

/** Of one wave; all but the first four and `rssMb` per reminder, CPU in milliseconds. */
export interface Measured {
  way: Way;
  perSecond: number;
  seconds: number;
  /** Until the last notice was `sent`; the workflows' own last write may come later, and counts in `seconds`. */
  secondsToSent: number;
  serverTransactions: number;
  serverCalls: number;
  events: number;
  bytes: number;
  statements: number;
  dbTransactions: number;
  cpu: { worker: number; temporal: number; postgres: number; outside: number };
  rssMb: number;
  /** How long it took a loan, before the wave, to start and fall asleep, when all started at once. */
  msToSleep: number;
  serverOperations: Record<string, number>;
}

const WARM_UP = 30;
const SAMPLE = 10;
const TRIES = 5;
const BEFORE_MS = 1000;
const PATIENCE_MS = 300_000;
const TYPES: Record<Way, string> = { bare: 'bare', a: 'oneActivity', b: 'sentByItself', c: 'loanLifecycle' };

/** Before the first wave of a sort has been measured, so long is taken for a loan to start and fall asleep. */
const FIRST_GUESS_MS = { cached: 50, uncached: 150 };
/** What a wave takes besides its loans: the shift of the clock, the last writes. */
const SETTLE_MS = 4_000;
/** A wave is given this many times what the last one took, since one whose loans are not all asleep in time is lost. */
const RESERVE = 1.7;
/** How long it takes a loan to start and fall asleep when all start at once, as measured in the waves before. */
const msToSleep = new Map<string, number>();
let serial = 0;

/**
 * One wave by one way: a worker of its own, a few reminders to warm it up, then so many loans that sleep, and all of
 * whose timers fire at the same moment.
 */
export async function measure(
  stage: Stage,
  way: Way,
  loans: number,
  setup: Pick<WorkerSetup, 'bundleFile' | 'cached'>,
): Promise<Measured> {
  const { address, env } = stage;
  const path = fileURLToPath(new URL('./worker-process.ts', import.meta.url));
  const sort = `${way} ${setup.cached}`;
  const args = [JSON.stringify({ ...setup, way, address, env } satisfies WorkerSetup)];
  const worker = fork(path, args, { execArgv: [...process.execArgv, ...stage.workerFlags] });
  try {
    await Promise.race([
      once(worker, 'message'),
      once(worker, 'exit').then(() => Promise.reject(new Error('the worker ended'))),
    ]);
    await wave(stage, worker, way, WARM_UP, 0);
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const slow = msToSleep.get(sort) ?? FIRST_GUESS_MS[setup.cached === null ? 'cached' : 'uncached'];
      const leadMs = SETTLE_MS + loans * slow * RESERVE;
      const measured = await wave(stage, worker, way, loans, leadMs);
      if (measured !== null) {
        msToSleep.set(sort, measured.msToSleep);
        return measured;
      }
      msToSleep.set(sort, slow * 2);
    }
    throw new Error(`no wave of way ${way} could be measured`);
  } finally {
    // A worker that has ended already sends no `exit` event any more.
    const ended = worker.exitCode === null && worker.signalCode === null ? once(worker, 'exit') : null;
    if (worker.connected) worker.send({ stop: true } satisfies ToWorker);
    await ended;
    // The next wave starts with a dispatch workflow of its own.
    if (way === 'c')
      await stage.client.workflow
        .getHandle(workflowIdOf('dispatch', 'sms'))
        .terminate('benchmark')
        .catch(() => undefined);
  }
}

/** Null when the loans were not all asleep in time, or not all at rest again when the server had gone quiet. */
async function wave(
  stage: Stage,
  worker: ChildProcess,
  way: Way,
  loans: number,
  leadMs: number,
): Promise<Measured | null> {
  const prefix = `${way}${++serial}-`;
  const names = Array.from({ length: loans }, (_, n) => `${prefix}${n}`);
  if (way !== 'bare') await insertLoans(stage.db, stage.seal, names);
  const begun = Date.now();
  const fireAt = begun + leadMs;
  worker.send({ shift: DUE_AT - fireAt } satisfies ToWorker);
  await sleep(50);
  await startAll(stage.client, way, names, fireAt);
  const done = async () => (way === 'bare' ? (await ask(worker)).noOps : countSent(stage.db, prefix));
  if (leadMs === 0) {
    await until(done, loans);
    await sleep(500);
    return null;
  }
  const asleepBy = fireAt - BEFORE_MS;
  if (Date.now() > asleepBy) {
    console.error(`${way}: the start of the loans took too long; once more`);
    return null;
  }
  await sleep(asleepBy - Date.now());
  const ids = names.map((it) => workflowIdOf('loan', it));
  const before = await look(stage, worker, ids);
  const sentAt = await until(done, way === 'bare' ? before.worker.noOps + loans : loans);
  // The last workflows still write down what came of it.
  await quiet(stage);
  const after = await look(stage, worker, ids);
  const seen = await readWave(stage.client, ids, asleepBy);
  if (seen.late > 0 || seen.restless > 0) {
    console.error(`${way}: ${seen.late} loans were late to sleep, ${seen.restless} did not come to rest; once more`);
    return null;
  }
  return { ...perReminder(way, loans, before, after, seen, sentAt), msToSleep: (seen.asleep - begun) / loans };
}

async function startAll(client: Client, way: Way, names: string[], fireAt: number): Promise<void> {
  await pMap(
    names,
    (loan) =>
      client.workflow.start(TYPES[way], {
        workflowId: workflowIdOf('loan', loan),
        taskQueue: TASK_QUEUE,
        args: [way === 'bare' ? { fireAt } : { loan, schemaVersion: 1 }],
      }),
    { concurrency: 32 },
  );
}

/** Answers the moment at which it was seen to be so. */
async function until(count: () => Promise<number>, target: number): Promise<number> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const reached = await count();
    if (reached >= target) return Date.now();
    if (Date.now() > end) throw new Error(`only ${reached} of ${target} done after ${PATIENCE_MS / 1000} s`);
    await sleep(100);
  }
}

/** Resolves when the server has written nothing for a while. */
async function quiet({ metrics }: Stage): Promise<void> {
  for (let written = -1; ; ) {
    const { transactions } = await countServer(metrics);
    if (transactions === written) return;
    written = transactions;
    await sleep(1500);
  }
}

async function ask(worker: ChildProcess): Promise<Figures> {
  const answer = once(worker, 'message');
  worker.send({ ask: 'figures' } satisfies ToWorker);
  return (await answer)[0] as Figures;
}

async function look({ client, metrics, pids }: Stage, worker: ChildProcess, ids: string[]) {
  const sample = await sizeOf(client, ids.slice(0, SAMPLE));
  const dispatch = await sizeOf(client, [workflowIdOf('dispatch', 'sms')]);
  const server = await countServer(metrics);
  const cpu = { temporal: cpuOf(pids.temporal), postgres: cpuOf(pids.postgres), outside: cpuOf(pids.outside) };
  return { sample, dispatch, server, cpu, worker: await ask(worker) };
}

type Look = Awaited<ReturnType<typeof look>>;

function perReminder(
  way: Way,
  loans: number,
  before: Look,
  after: Look,
  seen: Awaited<ReturnType<typeof readWave>>,
  sentAt: number,
): Omit<Measured, 'msToSleep'> {
  const each = (read: (look: Look) => number) => (read(after) - read(before)) / loans;
  const seconds = (Math.max(seen.lastEvent, way === 'bare' ? 0 : sentAt) - seen.firstFired) / 1000;
  const sampled = Math.min(SAMPLE, loans);
  const operations = Object.keys(after.server.operations).map(
    (name) => [name, each((it) => it.server.operations[name] ?? 0)] as const,
  );
  return {
    way,
    perSecond: loans / seconds,
    seconds,
    secondsToSent: (sentAt - seen.firstFired) / 1000,
    serverTransactions: each((it) => it.server.transactions),
    serverCalls: each((it) => it.server.calls),
    events: seen.events / loans + each((it) => it.dispatch.events),
    bytes: (after.sample.bytes - before.sample.bytes) / sampled + each((it) => it.dispatch.bytes),
    statements: each((it) => it.worker.statements),
    dbTransactions: each((it) => it.worker.transactions),
    cpu: {
      worker: each((it) => it.worker.cpu),
      temporal: each((it) => it.cpu.temporal),
      postgres: each((it) => it.cpu.postgres),
      outside: each((it) => it.cpu.outside),
    },
    rssMb: after.worker.rssMb,
    serverOperations: Object.fromEntries(operations.filter(([, count]) => count > 0)),
  };
}
