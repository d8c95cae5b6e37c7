import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unzipped } from '../../../src/cli/audit/file/zip.js';
import { addDays, dayOf } from '../../../src/domain/time/dates.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { recordPayment } from '../../../src/store/facts/payments.js';
import { appendToRecord } from '../../../src/store/proof/append.js';
import { checkRecord } from '../../../src/store/proof/check.js';
import { signHead } from '../../../src/store/proof/heads/heads.js';
import { keptRuns } from '../../../src/store/proof/histories.js';
import { keepHistories } from '../../../src/worker/mend/keep-histories.js';
import { builtBundle } from '../../../src/worker/run/bundle.js';
import { deliverNudges } from '../../../src/worker/tell/deliver-nudges.js';
import { postloan } from '../../cli/run.js';
import { addLoans } from '../../support/loans.js';
import { type System, startSystem } from '../../support/system.js';
import { until } from '../../support/until.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const PEM = publicKey.export({ type: 'spki', format: 'pem' }) as string;

let system: System;
/** A command that no Temporal server answers. */
const alone = (...args: string[]) => postloan(args, { ...system.env, TEMPORAL_ADDRESS: '127.0.0.1:1' });
/** What the server said of each run of the loan before it forgot them. */
let before: Map<string, string>;

beforeAll(async () => {
  system = await startSystem({
    durable: false,
    // A run goes on as another after a few wake-ups.
    dynamicConfig: {
      'limit.historyCount.suggestContinueAsNew': 15,
      'system.forceSearchAttributesCacheRefreshOnRead': true,
    },
  });
  system.env.AUDIT_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  await system.startWorker();
  const { db, seal, client, clock, messenger } = system;
  const today = dayOf(clock.now());
  const loan = { loan: 'L1', instalments: [{ dueOn: addDays(today, -6), amount: 100_000 }] };
  await addLoans(db, seal, [loan], clock.now());
  await deliverNudges(db, messenger);
  const runs = async () => {
    const found = [];
    for await (const it of client.workflow.list({ query: `WorkflowId = 'loan/L1'` })) found.push(it);
    return found;
  };
  await until('the loan has gone on as another run twice', async () => {
    await messenger.nudge('loan', 'L1');
    return (await runs()).length >= 3;
  });
  await recordPayment(
    db,
    { reference: 'P1', loan: 'L1', paidOn: today, amount: 100_000 },
    { actor: 'test', at: clock.now() },
  );
  await deliverNudges(db, messenger);
  await until('it has ended', async () => (await runs()).every((it) => it.status.name !== 'RUNNING'));
  before = new Map();
  for (const { workflowId, runId } of await runs())
    before.set(runId, historyToJSON(await client.workflow.getHandle(workflowId, runId).fetchHistory()));
}, 120_000);
afterAll(() => system?.close());

it('keeps each run once, with what went on as what', async () => {
  const { db, client } = system;
  expect(await keepHistories(db, client)).toBeGreaterThanOrEqual(before.size);
  expect(await keepHistories(db, client)).toBe(0);
  const runs = await keptRuns(db.pool, ['loan/L1']);
  expect(runs.map((it) => it.run).sort()).toEqual([...before.keys()].sort());
  expect(runs.map((it) => it.status)).toEqual([...runs.slice(1).map(() => 'CONTINUED_AS_NEW'), 'COMPLETED']);
  for (const [n, { previous, next }] of runs.entries())
    expect([previous, next]).toEqual([runs[n - 1]?.run ?? null, runs[n + 1]?.run ?? null]);
});

it('audit history gives them as they were, without the server, and they replay', async () => {
  const { dir } = system;
  const out = join(dir, 'histories');
  expect((await alone('audit', 'history', 'L1', '--out', out)).out).toMatch(/histories: \d+ of \d+ runs\n$/);
  const own = readdirSync(out).filter((it) => it.startsWith('loan%2FL1~'));
  const histories = own.map((name) => {
    const text = readFileSync(join(out, name), 'utf8');
    expect(JSON.parse(text)).toEqual(JSON.parse(before.get(/~(.+)\.json$/.exec(name)![1]!)!));
    return { workflowId: name, history: historyFromJSON(JSON.parse(text)) };
  });
  expect(histories).toHaveLength(before.size);
  for await (const { error } of Worker.runReplayHistories({ workflowBundle: await builtBundle() }, histories))
    expect(error).toBeUndefined();
});

it('an export has them, each held to the record', async () => {
  const { dir } = system;
  const [zip, key] = [join(dir, 'L1.zip'), join(dir, 'lender.pem')];
  writeFileSync(key, PEM);
  const exported = await alone('audit', 'export', 'L1', '--out', zip);
  expect(exported).toMatchObject({ code: 0, out: expect.stringContaining('Temporal does not answer') });
  const verified = await alone('audit', 'verify', zip, '--key', key);
  expect(verified.out).toMatch(/^good: loan L1/);
});

it('so have those of a sample, with the person in the clear for a reason', async () => {
  const { dir, db } = system;
  const out = join(dir, 'sample');
  const sample = ['audit', 'export', '--sample', '3', '--seed', '2026-Q4', '--reason', 'court', '--out', out];
  expect(await alone(...sample)).toMatchObject({ code: 0, out: expect.stringContaining('L1.zip: ') });
  const verified = await alone('audit', 'verify', join(out, 'L1.zip'), '--key', join(dir, 'lender.pem'));
  expect(verified.out).toMatch(/^good: loan L1.* the diary has the \d+ decisions .* the figures of [1-9]\d* decisions/);
  expect((await unzipped(join(out, 'L1.zip'))).has('person.json')).toBe(true);
  expect(await rows(db.pool, `SELECT what FROM audit_log WHERE detail->>'reason' = 'court' ORDER BY 1`)).toEqual([
    { what: 'audit export' },
    { what: 'person exported, all read' },
  ]);
});

it('a run that is taken out, or another byte of one, is named', async () => {
  const { db } = system;
  await appendToRecord(db, Date.now());
  await signHead(db, privateKey, Date.now());
  const findings = async () =>
    (await checkRecord(db, [publicKey], { witnesses: [], authority: null })).findings.map(
      (it) => `${it.what} ${it.where}`,
    );
  expect(await findings()).toEqual([]);
  const [first, second] = await keptRuns(db.pool, ['loan/L1']);
  const as = (statement: string) =>
    db.pool.query(`ALTER TABLE histories DISABLE TRIGGER ALL; ${statement}; ALTER TABLE histories ENABLE TRIGGER ALL`);
  await as(`UPDATE histories SET bytes = set_byte(bytes, 100, 7) WHERE run_id = '${first!.run}'`);
  await as(`DELETE FROM histories WHERE run_id = '${second!.run}'`);
  const third = (await keptRuns(db.pool, ['loan/L1']))[1]!;
  expect(await findings()).toEqual([
    `missing histories ["loan/L1", "${second!.run}"]`,
    `file histories ["loan/L1", "${first!.run}"]`,
    `history loan/L1 ${third.run}`,
  ]);
});

it('is small, and said how small', async () => {
  const [size] = await rows<{ json: number; stored: number }>(
    system.db.pool,
    'SELECT avg(length(bytes))::int AS json, avg(pg_column_size(bytes))::int AS stored FROM histories',
  );
  expect(size!.stored).toBeLessThan(size!.json / 2);
});
