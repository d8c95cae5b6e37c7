import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { removePostgresData, startPostgres } from '../src/embedded/postgres/postgres.js';
import { startTemporal } from '../src/embedded/temporal/temporal.js';
import { openDatabase } from '../src/store/base/connection/database.js';
import { deployMigrations } from '../src/store/base/migrate.js';
import { createSeal } from '../src/store/base/seal.js';
import { SEARCH_ATTRIBUTES } from '../workflows/search-attributes.js';
import { handOn, type Line } from './lines.js';
import { bundleOf, WAYS } from './wake/bundles.js';
import { countSent, insertPlan } from './wake/loans.js';
import { measure, type Stage } from './wake/measure.js';
import { costOfRecord, type Mode, type Result, summary, table } from './wake/report.js';
import { metricsUrl } from './wake/server-metrics.js';

/**
 * `npm run bench:wake -- [--loans 500] [--rounds 3] [--ways bare,a,b,c] [--uncached] [--preload] [--profile DIR]`
 *
 * What one reminder costs, by three ways and against the bare SDK, in one run on one server, wave by wave in turn:
 * bare: one timer, one activity that does nothing; a: one regular activity decides, sends, answers with what is next;
 * b: a local activity decides and reserves, a regular one sends; c (the product): a local activity decides and reserves,
 * a workflow of its own sends a hundred at a time. The measured time runs from the first timer that fires until the last
 * notice is `sent` and the last loan's workflow has written down its wake-up.
 */
const { values: flags } = parseArgs({
  options: {
    loans: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '3' },
    ways: { type: 'string', default: WAYS.join() },
    uncached: { type: 'boolean', default: false },
    preload: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});
const loans = Number(flags.loans);
const rounds = Number(flags.rounds);
// The bare one is what the others are held against.
const ways = WAYS.filter((way) => way === 'bare' || flags.ways.split(',').includes(way));
const modes: Mode[] = [
  'cached',
  ...(flags.uncached ? ['uncached' as const] : []),
  ...(flags.preload ? ['preloaded' as const] : []),
];

const dir = await mkdtemp(join(tmpdir(), 'postloan-wake-'));
const closing: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
let closed: Promise<void> | undefined;
// Once, however often it is asked for: an interrupted wave fails while the parts are being stopped.
const close = () => {
  closed ??= (async () => {
    for (const end of closing.reverse()) await end();
  })();
  return closed;
};
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void close().finally(() => process.exit(130)));

let stage: Stage;
try {
  stage = await openStage();
  const bundles = await writeBundles();
  const results: Result[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const mode of modes) {
      // Each way comes first, second … in turn, since the server's file grows meanwhile.
      for (const way of ways.map((_, n) => ways[(n + round - 1) % ways.length]!)) {
        const cached = mode === 'uncached' ? Math.max(10, Math.floor(loans / 10)) : null;
        const bundleFile = bundles.get(`${way} ${mode === 'preloaded'}`)!;
        const beside = mode === 'cached' && way === 'c';
        // The two that are held against each other come first in turn, too.
        if (beside && round % 2 === 0) results.push({ ...(await unrecorded(bundleFile)), round });
        const result = { round, mode, ...(await measure(stage, way, loans, { bundleFile, cached })) };
        results.push(result);
        console.error(`round ${round} ${mode} ${way}: ${result.perSecond.toFixed(1)} reminders a second`);
        if (beside && round % 2 === 1) results.push({ ...(await unrecorded(bundleFile)), round });
      }
    }
  }
  await report(stage, results);
} finally {
  await close();
}

/** The product's way once more, beside the wave with the record, without its triggers. */
async function unrecorded(bundleFile: string): Promise<Omit<Result, 'round'>> {
  const triggers = async (set: 'DISABLE' | 'ENABLE') => {
    const { pool } = stage.db;
    const { rows } = await pool.query<{ tbl: string }>('SELECT tbl FROM recorded_tables');
    for (const { tbl } of rows)
      for (const name of ['record_new', 'record_changed', 'record_gone'])
        await pool.query(`ALTER TABLE ${tbl} ${set} TRIGGER ${name}`);
  };
  await triggers('DISABLE');
  const measured = await measure(stage, 'c', loans, { bundleFile, cached: null });
  await triggers('ENABLE');
  console.error(`without the record: ${measured.perSecond.toFixed(1)} reminders a second`);
  return { ...measured, mode: 'unrecorded' };
}

async function openStage(): Promise<Stage> {
  const say = (line: string) => console.error(line);
  const postgres = await startPostgres({ dir: join(dir, 'postgres'), durable: true, say });
  closing.push(async () => {
    await postgres.stop();
    await removePostgresData(join(dir, 'postgres'));
  });
  const db = openDatabase(postgres.url, 4);
  closing.push(() => db.close());
  await deployMigrations(db);
  await insertPlan(db);
  const logFile = join(dir, 'temporal.log');
  const temporal = await startTemporal({
    dbFile: join(dir, 'temporal.db'),
    logFile,
    searchAttributes: SEARCH_ATTRIBUTES,
    say,
  });
  closing.push(() => temporal.stop());
  const connection = await Connection.connect({ address: temporal.address });
  closing.push(() => connection.close());
  const outside = fork(fileURLToPath(new URL('./wake/outside-process.ts', import.meta.url)), [join(dir, 'outside')]);
  closing.push(() => ended(outside));
  const [world] = (await once(outside, 'message')) as [Record<string, string>];
  return {
    db,
    seal: createSeal(world.POSTLOAN_KEY!),
    client: new Client({ connection }),
    address: temporal.address,
    env: { ...world, DATABASE_URL: postgres.url },
    metrics: await metricsUrl(logFile),
    pids: { temporal: temporal.pid, postgres: postgres.pid, outside: outside.pid! },
    workerFlags: flags.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${flags.profile}`],
  };
}

async function writeBundles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const way of ways) {
    for (const preload of flags.preload ? [false, true] : [false]) {
      const file = join(dir, `${way}${preload ? '-preloaded' : ''}.js`);
      await writeFile(file, (await bundleOf(way, preload)).code);
      files.set(`${way} ${preload}`, file);
    }
  }
  return files;
}

/** A quick way that sends twice is none: the sandbox must hold as many messages as the database has notices sent. */
async function eachOnce({ db }: Stage): Promise<string> {
  const lines = (await readFile(join(dir, 'outside/sms/messages.jsonl'), 'utf8'))
    .split('\n')
    .filter((line) => line !== '');
  const messages = new Set(lines.map((line) => (JSON.parse(line) as { id: string }).id)).size;
  const sent = await countSent(db, '');
  if (messages !== sent) throw new Error(`${sent} notices are sent, and the sandbox has ${messages} messages`);
  return `${sent} notices sent in all, each once`;
}

async function report(stage: Stage, results: Result[]): Promise<void> {
  const folder = fileURLToPath(new URL('./results', import.meta.url));
  await mkdir(folder, { recursive: true });
  const file = join(folder, `wake-${new Date().toISOString().replaceAll(':', '-')}.json`);
  const machine = { cores: cpus().length, model: cpus()[0]?.model, node: process.version };
  await writeFile(file, JSON.stringify({ machine, loans, rounds, summary: summary(results), results }, null, 2));
  console.log(
    `\n${loans} loans a wave, ${rounds} rounds, ${machine.cores} cores; medians; all but the first figures per reminder\n`,
  );
  console.log(table(results));
  for (const line of summary(results).filter((it) => it.way === 'c' && it.mode !== 'unrecorded')) {
    console.log(`\nthe full job, ${line.mode}: ${line.ratio.toFixed(2)} of the bare SDK (at least 0.8 is asked for)`);
  }
  console.log(`\n${await eachOnce(stage)}\n${file}`);
  const all = lines(summary(results));
  if (ways.includes('c')) {
    const cost = costOfRecord(results);
    const shown = (ratio: number) => `${((ratio - 1) * 100).toFixed(1)} %`;
    const figure = shown(cost.where);
    console.log(
      `\nthe record: PostgreSQL takes ${figure} of a reminder's CPU more than without it (at most 3 % is asked for); all processes together ${shown(cost.whole)}`,
    );
    all.push({ bench: 'wake c', what: 'CPU with the record', figure, ratio: cost.where, to: 'without it' });
  }
  handOn(all);
}

/** Of the cached waves: how fast each way is and what CPU a reminder takes, against the bare one of the same run. */
function lines(all: ReturnType<typeof summary>): Line[] {
  const cached = all.filter((it) => it.mode === 'cached');
  const cpuOf = (it: (typeof all)[number]) => it['worker ms']! + it['server ms']! + it['postgres ms']!;
  const bare = cached.find((it) => it.way === 'bare')!;
  const to = 'bare';
  return cached.flatMap((it): Line[] => {
    const line = (what: string, figure: string, ratio: number) => ({
      bench: `wake ${it.way}`,
      what,
      figure,
      ratio,
      to,
    });
    const all = line('CPU of a reminder', `${cpuOf(it).toFixed(1)} ms`, cpuOf(it) / cpuOf(bare));
    const postgres = it['postgres ms']!;
    return [
      line('reminders a second', it['per second']!.toFixed(1), it.ratio),
      all,
      ...(it.way === 'c' ? [line('PostgreSQL of it', `${postgres.toFixed(1)} ms`, postgres / cpuOf(bare))] : []),
    ];
  });
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.disconnect();
  await exit;
}
