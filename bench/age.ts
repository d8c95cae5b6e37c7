import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { agenda } from '../src/domain/agenda.js';
import type { Plan } from '../src/domain/plan/plan.js';
import { momentAt } from '../src/domain/time/dates.js';
import { removePostgresData, startPostgres } from '../src/embedded/postgres/postgres.js';
import { plansNamed } from '../src/library/shipped-plans.js';
import { type Database, openDatabase } from '../src/store/base/connection/database.js';
import { deployMigrations } from '../src/store/base/migrate.js';
import { createSeal } from '../src/store/base/seal.js';
import { readLoanFiles } from '../src/store/loans/files/loan-files.js';
import { deployPlans } from '../src/store/loans/plans.js';
import { writeSteps } from '../src/store/loans/steps/write-steps.js';
import { putLife } from './age/book.js';
import { liveUntil, loanOf, WAYS, type Way, yearsBefore } from './age/lives.js';
import { handOn, type Line, median, tableOf } from './lines.js';
import { cpuOf } from './wake/cpu.js';

/**
 * `npm run bench:age [-- --small] [--plan 04-personal]`
 *
 * What a loan's age costs: a preview of 36, 120 and 360 instalments, without the part of every start; and a wake-up at which a
 * reminder is due (the file is read, its agenda found, its steps written) of a loan of 360 instalments at the age of 1, 10 and 29
 * years, in CPU of both sides. Each of a borrower who pays on time, late now and then, and never. The ratio is that of the dearest
 * to the cheapest: 1 where age costs nothing.
 */
const { values: flags } = parseArgs({
  options: { small: { type: 'boolean', default: false }, plan: { type: 'string', default: '04-personal' } },
});
const SIZES = flags.small ? [3, 6] : [36, 120, 360];
const AGES = flags.small ? [1, 2] : [1, 10, 29];
const INSTALMENTS = flags.small ? 36 : 360;
const ROUNDS = flags.small ? 1 : 3;
const WAKE_UPS = flags.small ? 3 : 150;
const NOW = '2055-03-15';

const plan = (await plansNamed([flags.plan])).get(flags.plan)!;
const lines: Line[] = [];
for (const way of WAYS) lines.push(...(await previews(way)));
lines.push(...(await wakeUps(plan)));
console.log(tableOf(lines));
handOn(lines);

async function previews(way: Way): Promise<Line[]> {
  const taken = new Map(SIZES.map((size) => [size, [] as { cpuMs: number; memoryMb: number }[]]));
  for (let round = 0; round < ROUNDS; round++)
    for (const size of SIZES) taken.get(size)!.push(await previewOf(way, size));
  const of = (what: 'cpuMs' | 'memoryMb', size: number) => median(taken.get(size)!.map((it) => it[what]));
  const each = SIZES.map((size) => of('cpuMs', size) / size);
  const memory = SIZES.map((size) => of('memoryMb', size));
  const to = `${SIZES.join(', ')} instalments, ${way}`;
  return [
    line('preview, CPU an instalment', each, 'ms', to),
    line('preview, peak memory', memory, 'MB', to),
    line('preview, CPU in all', [of('cpuMs', SIZES.at(-1)!) / 1000], 's', `${SIZES.at(-1)} instalments, ${way}`),
  ];
}

async function previewOf(way: Way, size: number): Promise<{ cpuMs: number; memoryMb: number }> {
  const script = fileURLToPath(new URL('./age/preview-process.ts', import.meta.url));
  const child = fork(script, [flags.plan, way, String(size)]);
  const [answer] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`a preview ended with ${code}`))),
  ]);
  return answer;
}

async function wakeUps(plan: Plan): Promise<Line[]> {
  const dir = await mkdtemp(join(tmpdir(), 'postloan-age-'));
  const postgres = await startPostgres({ dir, durable: false, say: (it) => console.error(it) });
  try {
    const db = openDatabase(postgres.url, 1, { prepared: 'yes' });
    await deployMigrations(db);
    await deployPlans(db);
    const seal = createSeal(Buffer.alloc(32, 1).toString('base64'));
    const answer: Line[] = [];
    for (const way of WAYS) {
      const loans: { age: number; loan: string; now: number; cpu: number[] }[] = [];
      for (const age of AGES) {
        const loan = `${way}-${age}`;
        const life = liveUntil(loanOf(loan, INSTALMENTS, yearsBefore(NOW, age)), plan, way, momentAt(NOW, '00:00'));
        await putLife(db, seal, plan, life);
        loans.push({ age, loan, now: life.now, cpu: [] });
      }
      await db.pool.query('ANALYZE');
      for (let round = 0; round < ROUNDS; round++)
        for (const it of loans) it.cpu.push(await wakeUp(db, plan, it.loan, it.now));
      const cpu = loans.map((it) => median(it.cpu));
      answer.push(line('wake-up, CPU of both sides', cpu, 'ms', `at the age of ${AGES.join(', ')} years, ${way}`));
    }
    await db.close();
    return answer;
  } finally {
    await postgres.stop();
    await removePostgresData(dir);
    await rm(dir, { recursive: true, force: true });
  }
}

/** What one takes: many are done and undone, since the system counts in hundredths of a second. */
async function wakeUp(db: Database, plan: Plan, loan: string, now: number): Promise<number> {
  const client = await db.pool.connect();
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  const [backend, own] = [cpuOf(rows[0].pid), process.cpuUsage()];
  for (let n = 0; n < WAKE_UPS; n++) {
    await client.query('BEGIN');
    const [stored] = await readLoanFiles(client, [loan], now);
    const { steps, state } = agenda(stored!.file, plan, now);
    if (!steps.some((it) => it.what === 'notice' || it.what === 'task.open')) throw new Error('nothing was due');
    await writeSteps(client, stored!, steps, state, plan.version, now);
    await client.query('ROLLBACK');
  }
  const { user, system } = process.cpuUsage(own);
  client.release();
  return ((user + system) / 1000 + cpuOf(rows[0].pid) - backend) / WAKE_UPS;
}

function line(what: string, figures: number[], unit: string, to: string): Line {
  const figure = `${figures.map((it) => it.toFixed(it < 100 ? 1 : 0)).join(', ')} ${unit}`;
  return { bench: 'age', what, figure, ratio: Math.max(...figures) / Math.min(...figures), to };
}
