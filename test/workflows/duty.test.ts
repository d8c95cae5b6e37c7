import type { WorkflowFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workflowIdOf } from '../../src/domain/entry/ids.js';
import { formatLine } from '../../src/domain/preview/timeline.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { openStage, type RehearsalStage } from '../../src/rehearsal/stage.js';
import { rows } from '../../src/store/base/connection/database.js';
import { readTimeline } from '../../src/store/loans/timeline.js';
import { recordTaskDone } from '../../src/store/work/task-done.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { TASK_QUEUE } from '../../src/worker/tell/messenger.js';
import { deployPlan, MEETING, planWithDuties } from '../support/duties.js';
import { until } from '../support/until.js';

let stage: RehearsalStage;
let runs = 0;

beforeAll(async () => {
  // A Monday.
  stage = await openStage(momentAt('2026-11-23', '08:30'), await bundleForRehearsal(), () => undefined);
  const { db } = stage.dependencies;
  const training = { ...MEETING, id: 'training', rule: 'P6.9', title: '合规培训', every: 'quarter', day: 15 };
  await deployPlan(db, planWithDuties([MEETING, { ...training, task: { ...MEETING.task, kind: 'training' } }]));
  await db.pool.query(
    `INSERT INTO staff (staff_id, roles, branch) VALUES ('DH01', '{department-head}', 'east'), ('DH02', '{department-head}', NULL)`,
  );
});
afterAll(() => stage?.close());

/** Answers once it has ended: waiting for its result would let the time run on. */
async function run(duty: string, asOf: string | null): Promise<string> {
  const handle = await stage.client.workflow.start('duty', {
    workflowId: `${workflowIdOf('duty', duty)}/${runs++}`,
    taskQueue: TASK_QUEUE,
    args: [{ plan: '99-duties', duty, asOf, schemaVersion: 1 }],
  });
  let status = 'RUNNING';
  await until('the duty is opened', async () => {
    status = (await handle.describe()).status.name;
    return status !== 'RUNNING';
  });
  return status === 'FAILED'
    ? handle.result().catch((error: WorkflowFailedError) => String(error.cause))
    : handle.query<{ currentDetails: string }>('__temporal_workflow_metadata').then((it) => it.currentDetails);
}

const lines = async () => (await readTimeline(stage.dependencies.db.pool)).map((line) => JSON.parse(formatLine(line)));
const ofMeeting = async () =>
  (await lines()).filter((line) => line.kind === 'meeting').map((line) => `${line.at.slice(0, 16)} ${line.what}`);

describe('a duty', () => {
  const task = 'duty/99-duties/risk-meeting/2026-W48';

  it('P7.9: opens the meeting of the week once, however often it is started', async () => {
    expect(await run('risk-meeting', '2026-11-23')).toBe('**每周风险例会 2026-W48** (P7.9) for 2026-11-23: opened');
    expect(await run('risk-meeting', '2026-11-23')).toMatch(/was open already$/);
    expect(await run('risk-meeting', '2026-11-25')).toMatch(/was open already$/);
    expect(await lines()).toEqual([
      {
        at: '2026-11-23T08:30:00+08:00',
        what: 'task.open',
        rule: 'P7.9',
        why: '每周风险例会 2026-W48',
        task,
        kind: 'meeting',
        role: 'department-head',
        due: '2026-11-24T18:00:00+08:00',
      },
    ]);
  });

  it('S1: has a named owner: who holds the role for all branches, else of the first branch', async () => {
    const { db } = stage.dependencies;
    expect(await rows(db.pool, 'SELECT owner, title, form FROM tasks WHERE task_id = $1', [task])).toEqual([
      { owner: 'DH02', title: '每周风险例会', form: ['到会人员', '决定'] },
    ]);
  });

  it('S1: is reminded of, goes up when it is overdue, and ends with a record', async () => {
    const { db, messenger } = stage.dependencies;
    await stage.passUntil(momentAt('2026-11-25', '09:00'));
    const done = { actor: 'test', at: momentAt('2026-11-25', '09:00') };
    expect(await recordTaskDone(db, { task, record: { note: 'held' } }, done)).toBe(true);
    expect(await recordTaskDone(db, { task, record: { note: 'held' } }, done)).toBe(false);
    await deliverNudges(db, messenger);
    await stage.passUntil(momentAt('2026-11-30', '08:00'));
    expect(await ofMeeting()).toEqual([
      '2026-11-23T08:30 task.open',
      '2026-11-24T09:00 task.remind',
      '2026-11-24T18:00 task.overdue',
      '2026-11-25T09:00 task.done',
    ]);
    const workflow = stage.client.workflow.getHandle(workflowIdOf('task', task));
    expect((await workflow.describe()).status.name).toBe('COMPLETED');
    const audit = await rows(db.pool, `SELECT what, detail FROM audit_log WHERE subject = 'duty/${task.slice(5)}'`);
    expect(audit).toMatchObject([
      { what: 'duty opened', detail: { rule: 'P7.9', asOf: '2026-11-23', planVersion: 1 } },
    ]);
  });

  it('one that was missed is made up for, and says when that was', async () => {
    expect(await run('training', '2026-10-15')).toMatch(/合规培训 2026-Q4.*opened/);
    expect((await lines()).filter((line) => line.kind === 'training')).toMatchObject([
      { at: '2026-11-30T08:00:00+08:00', what: 'task.open', due: '2026-12-01T18:00:00+08:00' },
    ]);
  });

  it('one that the plan no longer has is passed over', async () => {
    expect(await run('salon', '2026-11-30')).toBe('2026-11-30: version 1 of 99-duties has no duty salon');
  });

  it('fails when nobody says for which day: the clock would name the wrong one for a late run', async () => {
    expect(await run('risk-meeting', null)).toMatch(/for which day/);
  });
});
