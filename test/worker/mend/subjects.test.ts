import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { workflowIdOf } from '../../../src/domain/entry/ids.js';
import { addDays, dayOf } from '../../../src/domain/time/dates.js';
import { transaction } from '../../../src/store/base/connection/database.js';
import { lasting, NUDGE_KINDS, type NudgeKind, SUBJECTS } from '../../../src/store/base/subjects.js';
import { leaveNudge } from '../../../src/store/facts/facts.js';
import { noteRestored } from '../../../src/store/notices/sending.js';
import { reconcile } from '../../../src/worker/mend/reconcile.js';
import { deliverNudges } from '../../../src/worker/tell/deliver-nudges.js';
import { TASK_QUEUE } from '../../../src/worker/tell/messenger.js';
import * as workflows from '../../../workflows/index.js';
import { addLoans } from '../../support/loans.js';
import { type System, startSystem } from '../../support/system.js';
import { until } from '../../support/until.js';

/** One of each kind that is open, by its name: put there with its loan L1, and what makes it no longer open. */
const OPEN: Record<NudgeKind, { subject: string; put?: string; ended: string }> = {
  loan: { subject: 'L1', ended: `UPDATE loans SET closed_at = now()` },
  task: {
    subject: 'L1/call',
    put: `INSERT INTO tasks (task_id, loan_id, kind, role, rule, why, opened_at, due_at)
          VALUES ('L1/call', 'L1', 'call', 'account-manager', 'S1', '', now(), now())`,
    ended: `UPDATE tasks SET status = 'cancelled', ended_at = now()`,
  },
  complaint: {
    subject: 'C1',
    put: `INSERT INTO complaints (complaint_id, borrower_id, text_sealed, opened_at, solve_due, due_assumed)
          VALUES ('C1', 'B-L1', '', now(), now(), false)`,
    ended: `UPDATE complaints SET accepted_at = now(), solved_at = now(), surveyed_at = now(), satisfied = true`,
  },
  warning: {
    subject: 'W1',
    put: `INSERT INTO warnings (warning_id, borrower_id, loan_id, level, source, indicator, opened_at, rule, measures, key_monitoring)
          VALUES ('W1', 'B-L1', 'L1', 'yellow', 'test', 'sales', now(), 'P5.5', '[]', false)`,
    ended: `UPDATE warnings SET closed_at = now()`,
  },
  case: {
    subject: 'L1/grace/1',
    put: `INSERT INTO cases (case_id, loan_id, kind, rule, why, effect, opened_at) VALUES ('L1/grace/1', 'L1', 'grace', 'S5', '', 'pause', now())`,
    ended: `UPDATE cases SET closed_at = now(), outcome = 'rejected'`,
  },
  dispatch: {
    subject: 'pigeon',
    put: `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at)
          VALUES ('L1', 'x', 'B-L1', 'pigeon', 'due-soon', 'service', now(), now())`,
    ended: `UPDATE notices SET status = 'suppressed'`,
  },
  webhook: {
    subject: 'core-banking',
    put: `INSERT INTO webhooks (webhook, url, kinds, secret_sealed, made_at, made_by) VALUES ('core-banking', 'https://x.example', '{*}', '', now(), 'test')`,
    ended: 'UPDATE webhooks SET ended_at = now()',
  },
  batch: {
    subject: 'again',
    put: `INSERT INTO batches (batch, action, chosen_by, why, per_minute, loans, made_at, made_by)
          VALUES ('again', '{"kind":"restart"}', '{}', 'x', 60, 1, now(), 'test')`,
    ended: 'UPDATE batches SET ended_at = now()',
  },
  letters: {
    subject: 'all',
    put: `INSERT INTO letters (letter_id, kind, loan_id, rule, why, reserved_at) VALUES ('L1/x', 'collection-notice', 'L1', 'P7.6', '', now())`,
    ended: 'DELETE FROM unmade_letters',
  },
};

let system: System;

/** Nobody works here, so that all stays as it was told. */
beforeAll(async () => {
  system = await startSystem({
    durable: false,
    dynamicConfig: { 'system.forceSearchAttributesCacheRefreshOnRead': true },
  });
  const { db, seal } = system;
  await addLoans(db, seal, [{ loan: 'L1', instalments: [{ dueOn: addDays(dayOf(Date.now()), 20), amount: 100 }] }], 0);
  await db.pool.query('DELETE FROM nudges');
  for (const { put } of Object.values(OPEN)) if (put) await db.pool.query(put);
});
afterAll(() => system?.close());

const each = NUDGE_KINDS.map((kind) => [kind, OPEN[kind].subject] as const);
const mend = () => reconcile(system.db, system.client, system.messenger);
const handleOf = (kind: NudgeKind) => system.client.workflow.getHandle(workflowIdOf(kind, OPEN[kind].subject));

async function running(): Promise<string[]> {
  const found: string[] = [];
  for await (const { workflowId } of system.client.workflow.list({ query: `ExecutionStatus = 'Running'` }))
    found.push(workflowId);
  return found;
}

/** Of the run that is there: how often it was told. */
async function signals(kind: NudgeKind): Promise<number> {
  const { events } = await handleOf(kind).fetchHistory();
  return (events ?? []).filter((it) => it.workflowExecutionSignaledEventAttributes).length;
}

it('is named after a workflow that there is, each after its own', () => {
  const types = Object.values(SUBJECTS).map((it) => it.type);
  expect(Object.keys(workflows)).toEqual(expect.arrayContaining(types));
  expect(new Set(types).size).toBe(types.length);
});

describe('what is open', () => {
  it('is started by reconcile, once, under its kind and name and as its type', async () => {
    const { failed, nudgesDelivered, strayEnded, ...started } = await mend();
    expect(started).toEqual(Object.fromEntries(NUDGE_KINDS.map((kind) => [`${lasting(kind)!.many}Started`, 1])));
    expect([failed, nudgesDelivered, strayEnded]).toEqual([[], 0, 0]);
    for (const [kind, subject] of each) {
      const { type, workflowId, status } = await handleOf(kind).describe();
      expect([type, workflowId, status.name]).toEqual([SUBJECTS[kind].type, `${kind}/${subject}`, 'RUNNING']);
    }
    await until('all are listed', async () => (await running()).length === NUDGE_KINDS.length);
    const again = await mend();
    expect([...Object.values({ ...again, failed: 0 })]).toEqual(Object.keys(again).map(() => 0));
  });

  it.each(each)('is told by a nudge: %s', async (kind, subject) => {
    const before = await signals(kind);
    await transaction(system.db, (client) => leaveNudge(client, kind, subject, 'news'));
    expect(await deliverNudges(system.db, system.messenger)).toEqual({ told: 1, failed: [] });
    expect(await signals(kind)).toBe(before + 1);
  });

  it('is told of a restore, all of it', async () => {
    await noteRestored(system.db, 0, { actor: 'test', at: Date.now() });
    const { rows } = await system.db.pool.query('DELETE FROM nudges RETURNING kind, subject');
    expect(rows.map((it) => [it.kind, it.subject]).sort()).toEqual([...each].map((it) => [...it]).sort());
  });
});

describe('what should not be there', () => {
  beforeEach(() => until('all that runs is listed', async () => (await running()).length === NUDGE_KINDS.length));

  it('is ended: workflows that lack their subject, of every kind, of another type, under another id', async () => {
    const nobody = (type: string, workflowId: string, args: object) =>
      system.client.workflow.start(type, { workflowId, taskQueue: TASK_QUEUE, args: [args] });
    const strays = [
      // Of a lasting kind by this name there is none; of the others no such plan.
      ...Object.entries(SUBJECTS).map(([kind, { type }]) => [type, `${kind}/nobody/at-all`] as const),
      ['dutyOld', 'duty/04-personal/meeting/2026-11'],
      ['task', 'report/04-personal/ledger/2026-11'],
      ['loanLifecycle', 'by-hand'],
    ] as const;
    for (const [type, id] of strays) await nobody(type, id, {});
    // None of ours: it stays.
    await nobody('somethingElse', 'somebody-else', {});
    await until('the list is up to date', async () => (await running()).length === each.length + strays.length + 1);
    const { strayEnded, failed } = await mend();
    expect([strayEnded, failed]).toEqual([strays.length, []]);
    await until('the list is up to date', async () => (await running()).length === each.length + 1);
    expect(await running()).toContain('somebody-else');
    await system.client.workflow.getHandle('somebody-else').terminate();
  });

  it('is ended when its subject has', async () => {
    for (const { ended } of Object.values(OPEN)) await system.db.pool.query(ended);
    const { strayEnded, failed } = await mend();
    // Those that may sleep stay.
    const asleep = each.flatMap(([kind, subject]) =>
      lasting(kind)!.idle?.includes(subject) ? [workflowIdOf(kind, subject)] : [],
    );
    expect([strayEnded, failed]).toEqual([each.length - asleep.length, []]);
    await until('the list is up to date', async () => (await running()).length === asleep.length);
    expect(await running()).toEqual(asleep);
  });
});
