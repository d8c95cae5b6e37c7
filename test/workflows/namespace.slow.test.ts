import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { reportWorkflowId } from '../../src/domain/entry/ids.js';
import { dayOf } from '../../src/domain/time/dates.js';
import { openDatabase, rows } from '../../src/store/base/connection/database.js';
import { identityOf } from '../../src/store/base/identity.js';
import { deployMigrations } from '../../src/store/base/migrate.js';
import { adoptNamespace, strangerFault } from '../../src/worker/run/namespace.js';
import { TASK_QUEUE } from '../../src/worker/tell/messenger.js';
import type { ReportProgress } from '../../workflows/period-report.js';
import { postloan } from '../cli/run.js';
import { backUp, restore } from '../support/backup.js';
import { addLoans } from '../support/loans.js';
import { addStaff } from '../support/staff.js';
import { type System, startSystem } from '../support/system.js';
import { until } from '../support/until.js';

// Each of them starts several processes.
vi.setConfig({ testTimeout: 300_000 });

let system: System;
let other: Record<string, string>;

beforeAll(async () => {
  system = await startSystem({ durable: false });
  await system.db.pool.query('CREATE DATABASE other');
  other = { ...system.env, DATABASE_URL: Object.assign(new URL(system.env.DATABASE_URL!), { pathname: 'other' }).href };
  const db = openDatabase(other.DATABASE_URL!, 1);
  await deployMigrations(db);
  await db.close();
});
afterAll(() => system.close());

const ours = () => identityOf(system.db.pool);

it('the first worker makes the namespace that of its database, and finds it so when it starts again', async () => {
  await (await system.startWorker()).kill();
  await (await system.startWorker()).kill();
  expect(await strangerFault(system.client, await ours())).toBeNull();
  expect(await system.client.workflow.getHandle('database').describe()).toMatchObject({ memo: await ours() });
});

it('a worker and the commands of another database are refused, with what to do', async () => {
  for (const command of [['worker'], ['reconcile'], ['schedule', 'apply'], ['doctor']]) {
    const { code, out, err } = await postloan(command, other);
    expect(code, command.join(' ')).toBe(command[0] === 'doctor' ? 1 : 3);
    expect(out + err).toContain(`namespace default belongs to another database (${(await ours()).id})`);
    expect(out + err).toContain('postloan db adopt');
  }
});

it('a copy of the database in another place is refused', async () => {
  const copy = { ...(await ours()), place: 'elsewhere/1' };
  expect(await strangerFault(system.client, copy)).toContain('this is a copy, restored or moved');
});

it('a worker that is left over from before stops by itself when the namespace is adopted', async () => {
  const left = await system.startWorker();
  const adopted = await postloan(['db', 'adopt'], other);
  expect(adopted).toMatchObject({ code: 0, err: '' });
  await until('it is gone', () => !left.running());
  expect(left.said()).toContain('belongs to another database');
  const db = openDatabase(other.DATABASE_URL!, 1);
  expect(await rows(db.pool, `SELECT subject FROM audit_log WHERE what = 'namespace adopted'`)).toHaveLength(1);
  await db.close();
  await adoptNamespace(system.client, await ours());
});

it('restored into another database: `reconcile --after-restore` takes the namespace over, and begins anew what was in the middle', async () => {
  const { db, seal, client, env, mailUrl, clock } = system;
  // The commands know only the real hour, and noon of the lender's zone may lie ahead of it.
  clock.moveTo(Date.now());
  await addStaff(db, seal, [{ staff: 'DH01', roles: ['department-head'], email: 'dh01@example.com' }]);
  await addLoans(db, seal, [{ loan: 'L1', instalments: [{ dueOn: '2030-01-10', amount: 100_000 }] }], Date.now());
  await fetch(`${mailUrl}/api/behaviour`, { method: 'PUT', body: JSON.stringify({ mode: 'outage' }) });
  const worker = await system.startWorker();
  const period = dayOf(Date.now()).slice(0, 7);
  const { plan } = (await rows<{ plan: string }>(db.pool, 'SELECT plan FROM loans'))[0]!;
  const workflowId = reportWorkflowId(plan, 'monthly-report', period);
  const paper = await client.workflow.start('periodReport', {
    workflowId,
    taskQueue: TASK_QUEUE,
    args: [
      { plan, kind: 'monthly-report', period, asOf: dayOf(Date.now()), to: ['department-head'], schemaVersion: 1 },
    ],
  });
  const progress = () => paper.query<ReportProgress, []>('progress');
  await until('it waits for the mail server', async () => (await progress()).delivered.waiting === 1);
  await worker.stop('SIGTERM');

  await db.pool.query('CREATE DATABASE restored');
  const url = Object.assign(new URL(env.DATABASE_URL!), { pathname: 'restored' }).href;
  const there = openDatabase(url, 2);
  await deployMigrations(there);
  await restore(url, await backUp(env.DATABASE_URL!));
  const restored = { ...env, DATABASE_URL: url };
  expect(await postloan(['worker'], restored)).toMatchObject({
    code: 3,
    err: expect.stringContaining('--after-restore'),
  });
  const after = await postloan(['reconcile', '--after-restore', new Date().toISOString(), '--json'], restored);
  expect(after.err).toBe('');
  expect(JSON.parse(after.out)).toMatchObject({
    papersBegunAnew: 1,
    mailsAsked: [{ what: `monthly-report ${period} of ${plan}`, staff: 'DH01' }],
  });
  expect(await strangerFault(client, await identityOf(there.pool))).toBeNull();
  expect(await strangerFault(client, await ours())).toContain('this is a copy');
  // The backup forgets the paper: the number of its figures is that of another one by now.
  await there.pool.query('BEGIN; SET LOCAL session_replication_role = replica; TRUNCATE reports CASCADE; COMMIT');
  await fetch(`${mailUrl}/api/behaviour`, { method: 'PUT', body: JSON.stringify({ mode: 'ok' }) });
  const again = await system.startWorker({ DATABASE_URL: url });
  const done = (await client.workflow.getHandle(workflowId).result()) as ReportProgress;
  expect(done).toMatchObject({ step: 'done', delivered: { sent: 1 } });
  await again.stop('SIGTERM');
  await there.close();
  await adoptNamespace(client, await ours());
});
