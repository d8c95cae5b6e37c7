import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workflowIdOf } from '../../src/domain/entry/ids.js';
import { addDays, dayOf } from '../../src/domain/time/dates.js';
import { rows } from '../../src/store/base/connection/database.js';
import { recordPayment } from '../../src/store/facts/payments.js';
import { takeIn } from '../../src/store/loans/intake.js';
import { reconcile } from '../../src/worker/mend/reconcile.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { DISPATCH_QUEUE, TASK_QUEUE } from '../../src/worker/tell/messenger.js';
import { addLoans, putLoans, type TestLoan } from '../support/loans.js';
import { type System, startSystem } from '../support/system.js';
import { until } from '../support/until.js';

let system: System;

beforeAll(async () => {
  system = await startSystem({
    durable: false,
    // A run ends after twenty events instead of thousands; what was listed is seen at once.
    dynamicConfig: {
      'limit.historyCount.suggestContinueAsNew': 20,
      'system.forceSearchAttributesCacheRefreshOnRead': true,
    },
  });
  await system.startWorker();
});
afterAll(() => system?.close());

const today = () => dayOf(system.clock.now());
const owes = (loan: string, dueInDays: number, amount = 100_000): TestLoan => ({
  loan,
  instalments: [{ dueOn: addDays(today(), dueInDays), amount }],
});

async function takenIn(...loans: TestLoan[]): Promise<void> {
  await addLoans(system.db, system.seal, loans, system.clock.now());
  await deliverNudges(system.db, system.messenger);
}

async function pay(loan: string, reference: string, amount: number): Promise<void> {
  const source = { actor: 'test', at: system.clock.now() };
  await recordPayment(system.db, { loan, reference, amount, paidOn: today() }, source);
}

async function listed(query: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { workflowId } of system.client.workflow.list({ query })) found.push(workflowId);
  return found.sort();
}

const running = (id: string) => `WorkflowId = '${id}' AND ExecutionStatus = 'Running'`;
const statusOf = async (id: string) => (await system.client.workflow.getHandle(id).describe()).status.name;

describe('a loan that is nudged without end', () => {
  it('starts anew again and again, and loses no payment that comes in meanwhile', async () => {
    const payments = 60;
    await takenIn(owes('nudged', 20, payments * 100));
    const [first] = await listed(`WorkflowId = 'loan/nudged'`);
    expect(first).toBe('loan/nudged');
    // Five at once, many of them while the workflow is between two runs; the next five once it has looked.
    const seen = async () => {
      const { runId, historyLength } = await system.client.workflow
        .getHandle(workflowIdOf('loan', 'nudged'))
        .describe();
      return `${runId} ${historyLength}`;
    };
    for (let n = 0; n < payments; n += 5) {
      const before = await seen();
      await Promise.all(
        [0, 1, 2, 3, 4].map(async (more) => {
          await pay('nudged', `N${n + more}`, 100);
          await system.messenger.nudge('loan', 'nudged');
        }),
      );
      await until('it has looked', async () => (await seen()) !== before);
    }
    await until('it is closed', async () => (await statusOf(workflowIdOf('loan', 'nudged'))) === 'COMPLETED');
    await until('the list is up to date', async () => (await listed(running('loan/nudged'))).length === 0);
    const runs: string[] = [];
    for await (const { status } of system.client.workflow.list({ query: `WorkflowId = 'loan/nudged'` })) {
      runs.push(status.name);
    }
    expect(runs.filter((status) => status === 'CONTINUED_AS_NEW').length).toBeGreaterThanOrEqual(2);
    // A nudge that came after the loan was closed began another run, which saw that and ended.
    expect(new Set(runs)).toEqual(new Set(['CONTINUED_AS_NEW', 'COMPLETED']));
    const [loan] = await rows<{ closed: boolean }>(
      system.db.pool,
      `SELECT closed_at IS NOT NULL AS closed FROM loans WHERE loan_id = 'nudged'`,
    );
    expect(loan?.closed).toBe(true);
  });

  it('takes nudges that nobody needs, in hundreds, without doing anything twice', async () => {
    await takenIn(owes('pestered', 3));
    for (let n = 0; n < 10; n++) {
      await Promise.all(Array.from({ length: 20 }, () => system.messenger.nudge('loan', 'pestered')));
    }
    await pay('pestered', 'P1', 100_000);
    await deliverNudges(system.db, system.messenger);
    await until('it is closed', async () => (await statusOf(workflowIdOf('loan', 'pestered'))) === 'COMPLETED');
    const entries = await rows<{ entry: string }>(
      system.db.pool,
      `SELECT entry FROM loan_diary WHERE loan_id = 'pestered' ORDER BY at, entry`,
    );
    expect(entries.map((it) => it.entry)).toEqual(['remind/1/due-soon/sms', 'close']);
  });
});

describe('what people see in Temporal', () => {
  beforeAll(() => takenIn(owes('seen', -16), owes('seen-too', 10)));

  it('is searched by plan and stage', async () => {
    const inStage = `LoanStage = 'specialist' AND Plan = '04-personal' AND ExecutionStatus = 'Running'`;
    await until('it is listed', async () => (await listed(inStage)).includes('loan/seen'));
    expect(await listed(inStage)).toEqual(['loan/seen']);
    const other = `LoanStage = 'current' AND WorkflowId = 'loan/seen-too'`;
    await until('the other is listed', async () => (await listed(other)).includes('loan/seen-too'));
  });

  it('knows the next step of today, also when the stage stays the same', async () => {
    const [first, second] = [addDays(today(), 10), addDays(today(), 40)];
    await takenIn({ loan: 'moves', instalments: [first, second].map((dueOn) => ({ dueOn, amount: 100_000 })) });
    const stepOf = async () => {
      const [found] = await rows<{ what: string; at: number }>(
        system.db.pool,
        `SELECT what, at FROM next_steps WHERE loan_id = 'moves'`,
      );
      return found && `${dayOf(found.at)} ${found.what}`;
    };
    const said = (dueOn: string) => `${addDays(dueOn, -3)} due-soon of what is due ${dueOn}`;
    await until('it is seen', async () => (await stepOf()) === said(first));
    await pay('moves', 'M1', 100_000);
    await deliverNudges(system.db, system.messenger);
    await until('the second is next', async () => (await stepOf()) === said(second));
    // It stands in the details of its timer, not among the attributes, whose change the server would write down at each wake-up.
    const { typedSearchAttributes } = await system.client.workflow.getHandle('loan/moves').describe();
    expect(typedSearchAttributes.getAll().map(({ key }) => key.name)).not.toContain('NextStepAt');
  });

  it('reads as a summary of what it is, and details of where it stands and why', async () => {
    const described = await system.client.workflow.getHandle('loan/seen').describe();
    expect(await described.staticSummary()).toBe('loan seen');
    const metadata = await system.client.workflow
      .getHandle('loan/seen')
      .query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(metadata.currentDetails).toContain('**04-personal** · stage **specialist** · special-mention');
    expect(metadata.currentDetails).toContain('- stage (P4.5)');
    expect(metadata.currentDetails).toContain('open tasks: 2');
    const tasks = await listed(
      `WorkflowType = 'task' AND ExecutionStatus = 'Running' AND WorkflowId STARTS_WITH 'task/seen/'`,
    );
    expect(tasks).toHaveLength(2);
    const one = await system.client.workflow.getHandle(tasks[0]!).describe();
    expect(await one.staticSummary()).toBe(`task ${tasks[0]!.slice('task/'.length)}`);
  });
});

it('a task that is nudged without end starts anew too', async () => {
  await takenIn(owes('busy', -16));
  const tasks = () => listed(`WorkflowId STARTS_WITH 'task/busy/'`);
  await until('it has tasks', async () => (await tasks()).length > 0);
  const [id] = await tasks();
  const renewed = () => listed(`WorkflowId = '${id}' AND ExecutionStatus = 'ContinuedAsNew'`);
  await until('it has begun anew twice', async () => {
    await system.messenger.nudge('task', id!.slice('task/'.length));
    return (await renewed()).length >= 2;
  });
  expect(await listed(running(id!))).toHaveLength(1);
});

it('what begins is told nothing, and looks; what is there already is told', async () => {
  await takenIn(owes('begins', 20));
  const signals = async () => {
    const { events } = await system.client.workflow.getHandle('loan/begins').fetchHistory();
    return (events ?? []).filter((it) => it.workflowExecutionSignaledEventAttributes).length;
  };
  await until(
    'it has looked',
    async () => (await listed(`WorkflowId = 'loan/begins' AND LoanStage = 'current'`)).length > 0,
  );
  expect(await signals()).toBe(0);
  // Its nudge was delivered, and not marked: it is delivered once more.
  await system.messenger.nudge('loan', 'begins', true);
  expect(await signals()).toBe(1);
});

it('does no harm to start what runs already', async () => {
  await takenIn(owes('twice', 20));
  const before = await system.client.workflow.getHandle('loan/twice').describe();
  await system.messenger.nudge('loan', 'twice');
  await expect(
    system.client.workflow.start('loanLifecycle', {
      workflowId: 'loan/twice',
      taskQueue: TASK_QUEUE,
      args: [{ loan: 'twice', schemaVersion: 1 }],
    }),
  ).rejects.toThrow(/already started/i);
  expect((await system.client.workflow.getHandle('loan/twice').describe()).runId).toBe(before.runId);
});

it('the dispatch that made letters before they had a workflow of their own ends by itself', async () => {
  const before = { workflowId: 'dispatch/letters', taskQueue: DISPATCH_QUEUE };
  const handle = await system.client.workflow.start('noticeDispatch', {
    ...before,
    args: [{ channel: 'letters', schemaVersion: 1 }],
  });
  await handle.result();
  expect((await handle.describe()).status.name).toBe('COMPLETED');
});

describe('reconcile', () => {
  const MENDED_NOTHING = {
    nudgesDelivered: 0,
    loansStarted: 0,
    tasksStarted: 0,
    complaintsStarted: 0,
    warningsStarted: 0,
    casesStarted: 0,
    dispatchersStarted: 0,
    lettersStarted: 0,
    webhooksStarted: 0,
    batchesStarted: 0,
    strayEnded: 0,
    failed: [],
  };
  const settled = async () => {
    await until('reconcile has nothing to do', async () => {
      const mended = await reconcile(system.db, system.client, system.messenger);
      return JSON.stringify(mended) === JSON.stringify(MENDED_NOTHING);
    });
  };

  it('starts what is missing and ends what should not be, and has nothing to do a second time', async () => {
    await settled();
    await takenIn(owes('lost', -16));
    await until(
      'its tasks run',
      async () => (await listed(`WorkflowId STARTS_WITH 'task/lost/' AND ExecutionStatus = 'Running'`)).length === 2,
    );
    const [task] = await listed(`WorkflowId STARTS_WITH 'task/lost/' AND ExecutionStatus = 'Running'`);
    await system.client.workflow.getHandle('loan/lost').terminate();
    await system.client.workflow.getHandle(task!).terminate();
    await putLoans(system.db, system.seal, [owes('unheard', 20)]);
    for (const [type, id, args] of [
      ['loanLifecycle', workflowIdOf('loan', 'nobody'), { loan: 'nobody', schemaVersion: 1 }],
      ['task', workflowIdOf('task', 'no-task'), { task: 'no-task', schemaVersion: 1 }],
    ] as const) {
      // On a queue where nobody works, so that it stays as it is.
      await system.client.workflow.start(type, { workflowId: id, taskQueue: 'nobody', args: [args] });
    }
    await until('the list is up to date', async () => {
      const gone = [...(await listed(running('loan/lost'))), ...(await listed(running(task!)))];
      const there = [...(await listed(running('loan/nobody'))), ...(await listed(running('task/no-task')))];
      return gone.length === 0 && there.length === 2;
    });

    // Told by nobody so far; the worker would do it within half a minute.
    await takeIn(system.db, ['unheard'], system.clock.now());
    expect(await reconcile(system.db, system.client, system.messenger)).toEqual({
      ...MENDED_NOTHING,
      nudgesDelivered: 1,
      loansStarted: 1,
      tasksStarted: 1,
      strayEnded: 2,
    });
    await until('the list is up to date', async () => {
      const there = [...(await listed(running('loan/lost'))), ...(await listed(running(task!)))];
      return there.length === 2 && (await listed(running('loan/unheard'))).length === 1;
    });
    expect(await statusOf('loan/nobody')).toBe('TERMINATED');
    expect(await reconcile(system.db, system.client, system.messenger)).toEqual(MENDED_NOTHING);
  });

  it('ends a workflow of another type under a loan’s id, starts the right one, and has nothing to do a second time', async () => {
    await takenIn(owes('renamed', 20));
    await until('it runs', async () => (await listed(running('loan/renamed'))).length === 1);
    await settled();
    await system.client.workflow.getHandle('loan/renamed').terminate();
    // As after a rename; the worker fails its task again and again. The list may know of it or not.
    const old = { workflowId: 'loan/renamed', taskQueue: TASK_QUEUE, args: ['renamed'] };
    const { firstExecutionRunId } = await system.client.workflow.start('loanLifecycleOld', old);
    expect(await reconcile(system.db, system.client, system.messenger)).toEqual({
      ...MENDED_NOTHING,
      loansStarted: 1,
      strayEnded: 1,
    });
    const ended = await system.client.workflow.getHandle('loan/renamed', firstExecutionRunId).describe();
    expect(ended.status.name).toBe('TERMINATED');
    const now = await system.client.workflow.getHandle('loan/renamed').describe();
    expect([now.type, now.status.name]).toEqual(['loanLifecycle', 'RUNNING']);
    expect(await reconcile(system.db, system.client, system.messenger)).toEqual(MENDED_NOTHING);
  });
});
