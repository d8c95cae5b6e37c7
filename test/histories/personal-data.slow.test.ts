import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { addDays, dayOf, momentAt } from '../../src/domain/time/dates.js';
import { writeSampleBook } from '../../src/sample/sample-book.js';
import { rows } from '../../src/store/base/connection/database.js';
import { placeHold } from '../../src/store/facts/holds.js';
import { recordPayment } from '../../src/store/facts/payments.js';
import { recordOptOut } from '../../src/store/notices/consent.js';
import { recordTaskDone } from '../../src/store/work/task-done.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import type { ChildWorker } from '../support/child-worker.js';
import { everyRow, everyRun, filesOf } from '../support/everything-written.js';
import { behave, received } from '../support/sandbox.js';
import { type System, startSystem } from '../support/system.js';
import { until } from '../support/until.js';

let system: System;
let worker: ChildWorker;
/** Every name, number and address of the sample book: borrowers, guarantors, staff. */
let personal: string[];

beforeAll(async () => {
  process.env.LOG_LEVEL = 'trace';
  system = await startSystem({ durable: false });
  worker = await system.startWorker();
  const { db, clock } = system;
  await takeInSampleBook();
  await quiet();
  // Each time some other trouble at the providers, so that errors, which are logged, have had their chance.
  const start = dayOf(clock.now());
  for (const [days, mode] of [
    [1, 'garbage'],
    [4, 'reject'],
    [16, 'drop-after-accept'],
    [31, 'ok'],
  ] as const) {
    await behave(system.smsUrl, { sms: mode, voice: mode, wechat: mode, push: mode });
    clock.moveTo(momentAt(addDays(start, days), '12:00'));
    if (days === 4) await factsComeIn();
    if (days === 16) await db.pool.query('ALTER TABLE notice_attempts RENAME TO mislaid');
    await nudgeAll();
    if (days === 16) {
      await until('something has failed in the database', () => worker.said().includes('Activity failed'));
      await db.pool.query('ALTER TABLE mislaid RENAME TO notice_attempts');
    }
    await quiet();
  }
}, 240_000);
afterAll(() => system?.close());

async function takeInSampleBook(): Promise<void> {
  const dir = join(system.dir, 'book');
  mkdirSync(dir);
  await writeSampleBook(dir, dayOf(system.clock.now()));
  const taken = await importBook(system.db, system.seal, dir, { now: system.clock.now(), actor: 'test' });
  if (!taken.ok) throw new Error(taken.problems.join('\n'));
  await deliverNudges(system.db, system.messenger);
  const column = (file: string, name: string) =>
    (parse(readFileSync(join(dir, file)), { columns: true }) as Record<string, string>[]).map((row) => row[name] ?? '');
  personal = [
    ...column('borrowers.csv', 'name'),
    ...column('contacts.csv', 'address'),
    ...column('staff.csv', 'name'),
    ...column('staff.csv', 'email'),
  ].filter((it, n, all) => it !== '' && all.indexOf(it) === n);
}

async function factsComeIn(): Promise<void> {
  const { db, clock } = system;
  const source = { actor: 'test', at: clock.now() };
  await until('three loans have open tasks', async () => {
    const [open] = await rows<{ n: number }>(
      db.pool,
      `SELECT count(DISTINCT loan_id) AS n FROM tasks WHERE status = 'open'`,
    );
    return open!.n >= 3;
  });
  const tasks = await rows<{ task: string; loan: string }>(
    db.pool,
    `SELECT DISTINCT ON (loan_id) task_id AS task, loan_id AS loan FROM tasks WHERE status = 'open' ORDER BY loan_id LIMIT 3`,
  );
  const [done, paid, held] = tasks as [(typeof tasks)[0], (typeof tasks)[0], (typeof tasks)[0]];
  await recordTaskDone(db, { task: done.task, record: { note: 'reached' } }, source);
  const paidOn = dayOf(clock.now());
  await recordPayment(db, { loan: paid.loan, reference: 'X1', paidOn, amount: 100_000_000 }, source);
  await placeHold(db, { loan: held.loan, until: null, reason: 'dispute' }, source);
  await recordOptOut(db, { borrower: 'B001', channel: 'email' }, source);
  await deliverNudges(db, system.messenger);
}

/** Time has jumped, which no timer noticed. */
async function nudgeAll(): Promise<void> {
  const { db, messenger } = system;
  const loans = await rows<{ id: string }>(db.pool, 'SELECT loan_id AS id FROM loans WHERE closed_at IS NULL');
  const tasks = await rows<{ id: string }>(db.pool, `SELECT task_id AS id FROM tasks WHERE status = 'open'`);
  await Promise.all(loans.map(({ id }) => messenger.nudge('loan', id)));
  await Promise.all(tasks.map(({ id }) => messenger.nudge('task', id)));
  await Promise.all(['sms', 'voice', 'email', 'wechat', 'push'].map((it) => messenger.nudge('dispatch', it)));
}

/** Until nothing more is written for a while: where much else runs, what is slow looks quiet. */
async function quiet(): Promise<void> {
  const state = async () =>
    JSON.stringify(
      await rows(
        system.db.pool,
        `SELECT (SELECT count(*) FROM loan_diary), (SELECT sum(attempts) FROM notices),
                (SELECT count(*) FROM notices WHERE settled_at IS NULL)`,
      ),
    );
  for (let [before, times] = [await state(), 0]; times < 4; ) {
    await sleep(1_000);
    const now = await state();
    times = now === before ? times + 1 : 0;
    before = now;
  }
}

/** What stands in a text that must not; all of it is made up. */
function personalIn(text: string): string[] {
  return personal.filter((it) => text.includes(it));
}

describe('a name, a number or an address', () => {
  it('is in what reached the borrowers, or this test would prove nothing', async () => {
    const messages = await received(system.smsUrl, 'sms');
    expect(personal.length).toBeGreaterThan(300);
    expect(personalIn(JSON.stringify(messages)).length).toBeGreaterThan(30);
    const done = await rows<{ what: string }>(system.db.pool, 'SELECT DISTINCT what FROM loan_diary ORDER BY what');
    expect(done.map((it) => it.what)).toEqual(
      expect.arrayContaining([
        'classify',
        'close',
        'notice',
        'stage',
        'task.cancel',
        'task.open',
        'task.overdue',
        'task.remind',
      ]),
    );
    const settled = await rows<{ status: string }>(system.db.pool, 'SELECT DISTINCT status FROM notices');
    expect(settled.map((it) => it.status)).toEqual(expect.arrayContaining(['sent', 'failed', 'suppressed']));
  });

  it('is in no history, summary, detail or search attribute of Temporal', async () => {
    const { runs, text } = await everyRun(system.client);
    expect(runs).toBeGreaterThan(150);
    // What is decoded can be read: the loans are there, the people are not.
    expect(text).toContain('{"loan":"L001","schemaVersion":1}');
    expect(personalIn(text)).toEqual([]);
  });

  it('is nowhere in the files of the Temporal server', () => {
    const bytes = filesOf(system.temporal.dbFile).toString('latin1');
    expect(bytes).toContain('loan/L001');
    expect(personal.filter((it) => bytes.includes(Buffer.from(it).toString('latin1')))).toEqual([]);
    expect(personalIn(readFileSync(system.temporal.logFile, 'utf8'))).toEqual([]);
  });

  it('is in no log of the worker or of PostgreSQL', () => {
    expect(worker.running(), worker.said().slice(-2_000)).toBe(true);
    expect(worker.said()).toContain('Activity failed');
    expect(personalIn(worker.said())).toEqual([]);
    const log = readFileSync(system.postgres.logFile, 'utf8');
    expect(log).toContain('relation "notice_attempts" does not exist');
    expect(personalIn(log)).toEqual([]);
  });

  it('is in the database only under seal', async () => {
    const text = await everyRow(system.db);
    expect(text).toContain('L001');
    expect(personalIn(text)).toEqual([]);
    expect(personal.filter((it) => text.includes(Buffer.from(it).toString('hex')))).toEqual([]);
  });
});
