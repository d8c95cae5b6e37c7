/**
 * Records histories for test/histories/recorded: `npx tsx test/histories/record.ts`. Those that are there already stay:
 * runs of their age may still be alive. A new behaviour gets a new name; a history is only recorded anew when its file
 * was deleted, which is right as long as nobody runs that version. With the bundle of production, also where time is skipped:
 * that of rehearsals cancels no timer (docs/decisions/0011).
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { ALL_LETTERS, dutyScheduleId, reportWorkflowId, workflowIdOf } from '../../src/domain/entry/ids.js';
import { addDays, dayOf, momentAt } from '../../src/domain/time/dates.js';
import { caseSpec } from '../../src/domain/work/cases.js';
import { warningTask } from '../../src/domain/work/warnings/warning.js';
import { contactRules } from '../../src/library/contact-rules.js';
import { openStage, type RehearsalStage } from '../../src/rehearsal/stage.js';
import { findBatch, makeBatch, steerBatch } from '../../src/store/batches/batches.js';
import { foreseeBatch, signOf } from '../../src/store/batches/foresee-batch.js';
import { noteFact } from '../../src/store/facts/facts.js';
import { recordPayment } from '../../src/store/facts/payments.js';
import { numberEvents } from '../../src/store/news/events.js';
import { addWebhook, endWebhook } from '../../src/store/news/webhooks.js';
import { decideCase, recordCause } from '../../src/store/work/cases.js';
import { acceptComplaint, openComplaint, solveComplaint, surveyComplaint } from '../../src/store/work/complaints.js';
import { recordTaskDone } from '../../src/store/work/task-done.js';
import { recordSignal } from '../../src/store/work/warnings.js';
import { applySchedules } from '../../src/worker/mend/schedules.js';
import { bundleWorkflows } from '../../src/worker/run/bundle.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { TASK_QUEUE } from '../../src/worker/tell/messenger.js';
import type { ReportInput, ReportProgress } from '../../workflows/period-report.js';
import { putSmallBook } from '../reports/small-book.js';
import { deployPlan, MEETING, planWithDuties } from '../support/duties.js';
import { addLoans, loansToRemind } from '../support/loans.js';
import { behave } from '../support/sandbox.js';
import { addStaff } from '../support/staff.js';
import { startSystem } from '../support/system.js';
import { toldInVain } from '../support/told-in-vain.js';
import { until } from '../support/until.js';

const FOLDER = fileURLToPath(new URL('recorded', import.meta.url));

async function record(client: Client, name: string, workflowId: string, runId?: string): Promise<void> {
  const file = `${FOLDER}/${name}.json`;
  if (existsSync(file)) return;
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  mkdirSync(FOLDER, { recursive: true });
  // Not JSON.stringify: what it writes cannot be replayed.
  writeFileSync(file, `${historyToJSON(history)}\n`);
  process.stdout.write(`${name}: ${history.events?.length} events\n`);
}

const day = (date: string, time = '10:00') => momentAt(date, time);

/** Three loans of plan 04-personal through spring 2026, in skipped time. */
async function recordLives(): Promise<void> {
  const stage = await openStage(day('2026-03-01', '23:00'), await bundleWorkflows(), () => undefined);
  const { db, seal } = stage.dependencies;
  try {
    await addLoans(
      db,
      seal,
      [
        {
          loan: 'cured',
          instalments: [
            { dueOn: '2026-03-10', amount: 100_000 },
            { dueOn: '2026-04-10', amount: 100_000 },
          ],
        },
        { loan: 'worked', instalments: [{ dueOn: '2026-03-10', amount: 100_000 }] },
        // Reminded at once, but in the quiet hours.
        {
          loan: 'waiting',
          instalments: [
            { dueOn: '2026-03-04', amount: 100_000 },
            { dueOn: '2026-06-10', amount: 1 },
          ],
        },
      ],
      day('2026-03-01', '23:00'),
    );
    await tell(stage);
    await pays(stage, 'waiting', 100_000, day('2026-03-03'));
    await behave(stage.smsUrl, { sms: 'rate-limit' });
    await stage.passUntil(day('2026-03-07'));
    await behave(stage.smsUrl, { sms: 'ok' });

    // The call of the first stage opens on 2026-03-14 and is done two steps up later.
    await stage.passUntil(day('2026-03-18'));
    const call = 'worked/2026-03-10/friendly-reminder/call/0';
    await recordTaskDone(db, { task: call, record: { note: 'reached' } }, { actor: 'test', at: day('2026-03-18') });
    await tell(stage);

    await pays(stage, 'cured', 100_000, day('2026-03-27'));
    await pays(stage, 'cured', 100_000, day('2026-04-09'));
    await stage.passUntil(day('2026-04-20'));

    const { client } = stage;
    await record(client, 'loan-reminded-overdue-cured-closed', workflowIdOf('loan', 'cured'));
    await record(client, 'loan-whose-next-step-is-followed', workflowIdOf('loan', 'cured'));
    await record(client, 'loan-whose-next-step-is-a-row', workflowIdOf('loan', 'cured'));
    await record(client, 'loan-overdue-to-the-last-stage-waits', workflowIdOf('loan', 'worked'));
    await record(client, 'loan-waits-for-its-next-reminder', workflowIdOf('loan', 'waiting'));
    await record(client, 'task-reminded-overdue-done', workflowIdOf('task', call));
    await record(client, 'task-cancelled', workflowIdOf('task', 'cured/2026-03-10/specialist/repayment-plan/0'));
    await record(client, 'dispatch-through-quiet-hours-and-an-outage', workflowIdOf('dispatch', 'sms'));
  } finally {
    await stage.close();
  }
}

/** A wave that the provider does not take: it is left in peace, tried, and found up again. */
async function recordDown(): Promise<void> {
  const at = day('2026-03-02');
  const stage = await openStage(at, await bundleWorkflows(), () => undefined);
  const { db, seal } = stage.dependencies;
  try {
    await behave(stage.smsUrl, { sms: 'rate-limit' });
    await addLoans(db, seal, loansToRemind(40, at), at);
    await tell(stage);
    await stage.passUntil(day('2026-03-02', '10:30'));
    await behave(stage.smsUrl, { sms: 'ok' });
    await stage.passUntil(day('2026-03-02', '11:00'));
    await record(stage.client, 'dispatch-leaves-a-provider-in-peace', workflowIdOf('dispatch', 'sms'));
  } finally {
    await stage.close();
  }
}

async function tell(stage: RehearsalStage): Promise<void> {
  await deliverNudges(stage.dependencies.db, stage.dependencies.messenger);
}

async function pays(stage: RehearsalStage, loan: string, amount: number, at: number): Promise<void> {
  await stage.passUntil(at);
  const paidOn = new Date(at).toISOString().slice(0, 10);
  await recordPayment(
    stage.dependencies.db,
    { loan, reference: `${loan}-${at}`, paidOn, amount },
    { actor: 'test', at },
  );
  await tell(stage);
}

/** A complaint that is accepted late, solved and surveyed, and a warning whose work is done step by step. */
async function recordCases(): Promise<void> {
  const stage = await openStage(day('2026-03-02'), await bundleWorkflows(), () => undefined);
  const { db, seal } = stage.dependencies;
  const at = (moment: number) => ({ actor: 'test', at: moment });
  try {
    const loan = { loan: 'one', instalments: [{ dueOn: '2026-05-10', amount: 100_000 }] };
    await addLoans(db, seal, [loan], day('2026-03-02'));
    await tell(stage);
    const [borrower] = await db.prisma.borrowers.findMany();
    await openComplaint(db, seal, { id: 'C1', borrower: borrower!.borrower_id, text: 'x' }, at(day('2026-03-02')));
    const signal = { borrower: borrower!.borrower_id, source: 'credit-registry', kind: 'new-overdue' };
    await recordSignal(db, signal, at(day('2026-03-02')));
    await tell(stage);
    await stage.passUntil(day('2026-03-04'));
    const { warning_id: warning } = await db.prisma.warnings.findFirstOrThrow();
    await acceptComplaint(db, 'C1', at(day('2026-03-04')));
    await tell(stage);
    await stage.passUntil(day('2026-03-05'));
    await solveComplaint(db, 'C1', at(day('2026-03-05')));
    await tell(stage);
    await surveyComplaint(db, 'C1', true, at(day('2026-03-05', '11:00')));
    await tell(stage);
    for (const [n, step] of ['form', 'review', 'measure', 'close'].entries()) {
      const moment = day(`2026-03-0${6 + n}`);
      await stage.passUntil(moment);
      await recordTaskDone(db, { task: warningTask(warning, 'one', step), record: {} }, at(moment));
      await tell(stage);
    }
    await stage.passUntil(day('2026-03-12'));
    // A grace is proposed, decided on, worked off and runs out.
    await recordCause(db, { loan: 'one', kind: 'temporary' }, at(day('2026-03-12')));
    await tell(stage);
    await stage.passUntil(day('2026-03-13'));
    const known = await db.prisma.cases.findFirst();
    const decided = { loan: 'one', kind: 'grace', approve: true, until: '2026-04-01' } as const;
    const spec = caseSpec(await stage.dependencies.planOf('04-personal'), 'grace');
    await decideCase(db, decided, spec, { actor: 'head', at: day('2026-03-13') });
    await tell(stage);
    const { case_id: grace } = known ?? (await db.prisma.cases.findFirstOrThrow());
    await stage.passUntil(day('2026-04-02'));
    await record(stage.client, 'case-decided-worked-off-run-out', workflowIdOf('case', grace));
    await record(stage.client, 'complaint-late-solved-surveyed', workflowIdOf('complaint', 'C1'));
    await record(stage.client, 'warning-worked-off', workflowIdOf('warning', warning));
  } finally {
    await stage.close();
  }
}

/** Runs that ended in another run, on a server that asks for it early. */
async function recordNewRuns(): Promise<void> {
  const system = await startSystem({
    durable: false,
    dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 40 },
  });
  const { client, messenger, clock } = system;
  const ended = async (id: string) => {
    for await (const run of client.workflow.list({
      query: `WorkflowId = '${id}' AND ExecutionStatus = 'ContinuedAsNew'`,
    })) {
      return run.runId;
    }
    return null;
  };
  try {
    await system.startWorker();
    await addLoans(system.db, system.seal, loansToRemind(1, clock.now()), clock.now());
    await deliverNudges(system.db, messenger);
    await until('both began anew', async () => {
      await messenger.nudge('loan', 'L001');
      await messenger.nudge('dispatch', 'sms');
      return (await ended('loan/L001')) !== null && (await ended('dispatch/sms')) !== null;
    });
    await record(client, 'loan-began-anew', 'loan/L001', (await ended('loan/L001'))!);
    await record(client, 'dispatch-began-anew', 'dispatch/sms', (await ended('dispatch/sms'))!);

    const dueOn = addDays(dayOf(clock.now()), -16);
    await addLoans(system.db, system.seal, [{ loan: 'late', instalments: [{ dueOn, amount: 100_000 }] }], clock.now());
    await deliverNudges(system.db, messenger);
    const late = async () => system.db.prisma.tasks.findFirst({ where: { loan_id: 'late', status: 'open' } });
    await until('it has a task', async () => (await late()) !== null);
    const { task_id: task } = (await late())!;
    await until('the task began anew', async () => {
      await messenger.nudge('task', task);
      return (await ended(workflowIdOf('task', task))) !== null;
    });
    await record(client, 'task-began-anew', workflowIdOf('task', task), (await ended(workflowIdOf('task', task)))!);

    // Thirty that are due at once and that the provider does not take: nudged while it is left in peace.
    await behave(system.smsUrl, { sms: 'rate-limit' });
    const noon = clock.now();
    clock.moveTo(momentAt(dayOf(noon), '23:00'));
    await addLoans(system.db, system.seal, loansToRemind(30, clock.now(), 'R'), clock.now());
    await deliverNudges(system.db, messenger);
    const due = () => system.db.prisma.notices.count({ where: { loan_id: { startsWith: 'R' } } });
    await until('all wait', async () => (await due()) === 30);
    clock.moveTo(momentAt(addDays(dayOf(noon), 1), '10:00'));
    await messenger.nudge('dispatch', 'sms');
    const tried = () =>
      system.db.prisma.notices.count({ where: { loan_id: { startsWith: 'R' }, attempts: 1, status: 'reserved' } });
    await until('they were tried', async () => (await tried()) === 30);
    const now = async () => (await client.workflow.getHandle('dispatch/sms').describe()).runId;
    const first = await now();
    await until('it began anew while it waited', async () => {
      await messenger.nudge('dispatch', 'sms');
      return (await now()) !== first;
    });
    await record(client, 'dispatch-begins-anew-while-it-rests', 'dispatch/sms', first);
  } finally {
    await system.close();
  }
}

/** A letter that goes with a visit. */
async function recordLetters(): Promise<void> {
  const stage = await openStage(day('2026-03-18'), await bundleWorkflows(), () => undefined);
  const { db, seal } = stage.dependencies;
  try {
    const instalments = [{ dueOn: '2026-03-10', amount: 100_000 }];
    await addLoans(db, seal, [{ loan: 'late', plan: '07-monthly-team', instalments }], day('2026-03-18'));
    await tell(stage);
    await until('its letter is made', async () => (await db.prisma.letter_files.count()) === 2);
    await record(stage.client, 'letters-made', workflowIdOf('letters', ALL_LETTERS));
  } finally {
    await stage.close();
  }
}

/** A duty opened for a day that was said, one that its Schedule started, the hourly reconcile, the nightly retention. */
async function recordDuties(): Promise<void> {
  const system = await startSystem({ durable: false });
  const { client, db, seal, clock } = system;
  try {
    await system.startWorker();
    await until('the namespace is looked after', async () => {
      const { historyLength } = await client.workflow.getHandle('database').describe();
      return historyLength >= 4;
    });
    await record(client, 'database-of-a-namespace', 'database');
    await deployPlan(db, planWithDuties([MEETING]));
    const [loan] = loansToRemind(1, clock.now());
    await addLoans(db, seal, [{ ...loan!, plan: '99-duties' }], clock.now());
    await deliverNudges(db, system.messenger);
    const opened = workflowIdOf('duty', '99-duties/risk-meeting/2026-W48');
    await client.workflow.execute('duty', {
      workflowId: opened,
      taskQueue: TASK_QUEUE,
      args: [{ plan: '99-duties', duty: 'risk-meeting', asOf: '2026-11-23', schemaVersion: 1 }],
    });
    await record(client, 'duty-opened-for-a-day', opened);
    await applySchedules(db, client);
    for (const [name, id] of [
      ['duty-started-by-its-schedule', dutyScheduleId('99-duties', 'risk-meeting')],
      ['reconcile-by-its-schedule', 'reconcile'],
      ['retention-by-its-schedule', 'retention'],
      ['work-mails-by-their-schedule', 'work-mails'],
      ['feed-by-its-schedule', 'feed'],
      ['record-by-its-schedule', 'record'],
      ['record-check-by-its-schedule', 'record-check'],
    ] as const) {
      const schedule = client.schedule.getHandle(id);
      await schedule.trigger('ALLOW_ALL');
      await until('it is started', async () => (await schedule.describe()).info.recentActions.length > 0);
      const { workflowId } = (await schedule.describe()).info.recentActions[0]!.action.workflow;
      await client.workflow.getHandle(workflowId).result();
      await record(client, name, workflowId);
    }
  } finally {
    await system.close();
  }
}

/** A paper made, filed and mailed; and one whose mail server was away at first. */
async function recordReports(): Promise<void> {
  const stage = await openStage(day('2026-04-10', '08:30'), await bundleWorkflows(), () => undefined);
  const { db, seal } = stage.dependencies;
  const mail = (mode: string) =>
    fetch(`${stage.mailUrl}/api/behaviour`, { method: 'PUT', body: JSON.stringify({ mode }) });
  try {
    await putSmallBook(db);
    await addStaff(db, seal, [{ staff: 'DH01', roles: ['department-head'], email: 'dh01@example.com' }]);
    for (const [name, kind, mode] of [
      ['report-made-and-mailed', 'monthly-report', 'ok'],
      ['report-waits-for-the-mail-server', 'ledger', 'outage'],
    ] as const) {
      await mail(mode);
      const workflowId = reportWorkflowId('04-personal', kind, '2026-03');
      const input: ReportInput = {
        plan: '04-personal',
        kind,
        period: '2026-03',
        asOf: '2026-03-31',
        to: ['department-head', 'archivist'],
        schemaVersion: 1,
      };
      const handle = await stage.client.workflow.start('periodReport', {
        workflowId,
        taskQueue: TASK_QUEUE,
        args: [input],
      });
      if (mode !== 'ok') {
        const waits = async () => (await handle.query<ReportProgress, []>('progress')).delivered.waiting === 1;
        await until('the first try is over', waits);
        await mail('ok');
      }
      await handle.result();
      await record(stage.client, name, workflowId);
    }
  } finally {
    await stage.close();
  }
}

/** A system of the lender's that is told, does not take what it is told, takes it at the next try, and is told no more. */
async function recordWebhook(): Promise<void> {
  const system = await startSystem({ durable: false });
  const { client, db, seal, clock, messenger } = system;
  const answers = [204, 500];
  const other = createServer((_, reply) => reply.writeHead(answers.shift() ?? 204).end());
  try {
    await system.startWorker({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' });
    const source = { actor: 'test', at: clock.now() };
    const url = `http://127.0.0.1:${await listenAnywhere(other)}/`;
    await addWebhook(db, seal, { webhook: 'core', url, kinds: ['*'] }, source);
    for (const what of ['first', 'second']) {
      await noteFact(db.pool, source, what, 'loan/L1', {});
      await numberEvents(db);
      await deliverNudges(db, messenger);
      const delivered = `SELECT FROM webhook_deliveries WHERE kind = '${what}' AND state = 'delivered'`;
      await until(`${what} is taken`, async () => (await db.pool.query(delivered)).rowCount === 1);
    }
    await endWebhook(db, 'core', source);
    await deliverNudges(db, messenger);
    await client.workflow.getHandle('webhook/core').result();
    await record(client, 'webhook-told-twice', 'webhook/core');
  } finally {
    await system.close();
    other.close();
  }
}

/** Three loans, one a second: paused after the first, resumed, done. */
async function recordBatch(): Promise<void> {
  const system = await startSystem({ durable: false });
  const { client, db, seal, clock, messenger } = system;
  const sight = { scope: 'all' } as const;
  const known = async () => (await findBatch(db.pool, 'three', sight))!;
  try {
    await system.startWorker();
    await toldInVain(db, seal, 3, clock.now());
    const source = { actor: 'test', at: clock.now() };
    const action = { kind: 'retrigger', what: 'notice' } as const;
    const place = { sql: db.pool, seal, rules: contactRules('china-2026'), bookAge: null, source };
    const foreseen = await foreseeBatch(place, { action, filter: {} }, sight);
    const asked = { batch: 'three', action, filter: {}, why: 'x', perMinute: 60, sign: signOf(action, foreseen) };
    await makeBatch(db, asked, foreseen, source);
    await deliverNudges(db, messenger);
    await until('one is done', async () => (await known()).done > 0);
    for (const steer of ['pause', 'resume'] as const) {
      await steerBatch(db, steer, await known(), 'x', source);
      await deliverNudges(db, messenger);
    }
    await client.workflow.getHandle('batch/three').result();
    await record(client, 'batch-paused-resumed-done', 'batch/three');
  } finally {
    await system.close();
  }
}

const listenAnywhere = (server: Server): Promise<number> =>
  new Promise((ready) => server.listen(0, '127.0.0.1', () => ready((server.address() as AddressInfo).port)));

await recordLives();
await recordDown();
await recordCases();
await recordNewRuns();
await recordLetters();
await recordDuties();
await recordReports();
await recordWebhook();
await recordBatch();
process.exit(0);
