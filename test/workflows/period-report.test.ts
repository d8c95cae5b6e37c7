import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { reportWorkflowId, workflowIdOf } from '../../src/domain/entry/ids.js';
import { formatLine } from '../../src/domain/preview/timeline.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { openStage, type RehearsalStage } from '../../src/rehearsal/stage.js';
import { rows } from '../../src/store/base/connection/database.js';
import { readTimeline } from '../../src/store/loans/timeline.js';
import { noteRestored } from '../../src/store/notices/sending.js';
import { chooseLanguage } from '../../src/store/staff/language.js';
import { TASK_QUEUE } from '../../src/worker/tell/messenger.js';
import type { ReportInput, ReportProgress } from '../../workflows/period-report.js';
import { pay, putSmallBook } from '../reports/small-book.js';
import { addStaff } from '../support/staff.js';
import { until } from '../support/until.js';

const TENTH = momentAt('2026-04-10', '08:30');
const MARCH: ReportInput = {
  plan: '04-personal',
  kind: 'monthly-report',
  period: '2026-03',
  asOf: '2026-03-31',
  to: ['department-head', 'branch-president', 'archivist'],
  schemaVersion: 1,
};

interface Brief {
  to: string[];
  subject: string;
  attachments: { name: string; type: string }[];
}

let stage: RehearsalStage;
beforeAll(async () => {
  stage = await openStage(TENTH, await bundleForRehearsal(), () => undefined);
  const { db, seal } = stage.dependencies;
  await putSmallBook(db);
  await addStaff(db, seal, [
    { staff: 'DH01', roles: ['department-head'], email: 'dh01@example.com' },
    // In two of the roles: one mail is enough.
    { staff: 'BP01', roles: ['branch-president', 'department-head'], email: 'bp01@example.com' },
    { staff: 'DH02', roles: ['department-head'], email: 'dh02@example.com', leftOn: '2026-04-01' },
    { staff: 'AR01', roles: ['archivist'] },
  ]);
  await chooseLanguage(db, { staff: 'BP01', language: 'en' }, { actor: 'test', at: TENTH });
});
afterAll(() => stage?.close());

async function run(input: ReportInput): Promise<ReportProgress> {
  return stage.client.workflow.execute('periodReport', {
    workflowId: reportWorkflowId(input.plan, input.kind, input.period),
    taskQueue: TASK_QUEUE,
    args: [input],
  });
}

const mails = async () => (await (await fetch(`${stage.mailUrl}/api/mails`)).json()) as Brief[];
const mailMode = (mode: string) =>
  fetch(`${stage.mailUrl}/api/behaviour`, { method: 'PUT', body: JSON.stringify({ mode }) });

describe('P4.11: by the tenth, 贷后管理月度报告', () => {
  it('is made, filed in every form, mailed to the roles once each, and stands in the timeline', async () => {
    const done = await run(MARCH);
    expect(done).toMatchObject({ step: 'done', version: 1, delivered: { sent: 2, 'not-delivered': 1 } });
    expect(done.files.map((it) => it.split('.').at(-1))).toEqual(['xlsx', 'pdf', 'html', 'csv']);
    const got = await mails();
    expect(got.flatMap((it) => it.to).sort()).toEqual(['bp01@example.com', 'dh01@example.com']);
    const mailTo = (address: string) => got.find((it) => it.to.includes(address))!;
    const chinese = mailTo('dh01@example.com');
    expect(chinese).toMatchObject({ subject: expect.stringContaining('贷后管理月度报告 2026-03') });
    expect(chinese.attachments.map((it) => it.name)).toEqual(done.files.slice(0, 2));
    // Each in the language that he or she reads; what is filed stays as it is.
    const english = mailTo('bp01@example.com');
    expect(english.subject).toMatch(/Monthly post-loan report 2026-03$/);
    expect(english.attachments.map((it) => it.name)).toEqual(
      done.files.slice(0, 2).map((it) => it.replace(/\.(?=\w+$)/, '.en.')),
    );

    const timeline = (await readTimeline(stage.dependencies.db.pool)).filter((it) => it.what === 'report');
    expect(timeline.map((it) => JSON.parse(formatLine(it)))).toEqual([
      {
        at: expect.stringMatching(/^2026-04-10T08:3/),
        what: 'report',
        rule: 'P4.11',
        kind: 'monthly-report',
        period: '2026-03',
        file: '04-personal_monthly-report_2026-03_v1.pdf',
        why: '04-personal as of 2026-03-31, version 1',
      },
    ]);
  });

  it('nobody of the archive has an address: recorded as not delivered', async () => {
    const missed = await rows(
      stage.dependencies.db.pool,
      `SELECT role, staff_id AS staff, reason FROM report_deliveries WHERE status = 'not-delivered'`,
    );
    expect(missed).toEqual([{ role: 'archivist', staff: '', reason: 'nobody with this role has a mail address' }]);
  });

  it('run again it says the same, and mails nothing', async () => {
    const before = (await mails()).length;
    expect(await run(MARCH)).toMatchObject({ version: 1, delivered: { sent: 2, 'not-delivered': 1 } });
    expect(await mails()).toHaveLength(before);
  });

  it('a paper with nothing to tell is filed, mailed to nobody, and recorded as that', async () => {
    const before = (await mails()).length;
    const nothing = { ...MARCH, kind: 'duty-records', to: ['department-head' as const] };
    expect(await run(nothing)).toMatchObject({ step: 'done', version: 1, delivered: { 'not-delivered': 1 } });
    expect(await mails()).toHaveLength(before);
    const told = await rows(
      stage.dependencies.db.pool,
      `SELECT role, staff_id AS staff, status FROM report_deliveries WHERE reason = 'nothing to tell'`,
    );
    expect(told).toEqual([{ role: 'department-head', staff: '', status: 'not-delivered' }]);
  });

  it('after a late payment it is a new version, which is mailed; a mail server that is away is waited for', async () => {
    await pay(stage.dependencies.db, 'P9', 'L1', '2026-03-30', 100);
    await mailMode('outage');
    const handle = await stage.client.workflow.start('periodReport', {
      workflowId: reportWorkflowId(MARCH.plan, MARCH.kind, MARCH.period),
      taskQueue: TASK_QUEUE,
      args: [MARCH],
    });
    const asked = () => handle.query<ReportProgress, []>('progress');
    await until('the first try is over', async () => (await asked()).delivered.waiting === 2);
    expect(await asked()).toMatchObject({ step: 'delivery', version: 2 });
    await mailMode('ok');
    expect(await handle.result()).toMatchObject({ step: 'done', delivered: { sent: 2, 'not-delivered': 1 } });
    expect(await mails()).toHaveLength(4);
  });

  it('P4.1: of the quarter, each missed target opens a task with a workflow of its own; run again, none', async () => {
    const { db } = stage.dependencies;
    const quarter = { ...MARCH, kind: 'quarterly-report', period: '2026-Q1', to: [] };
    await run(quarter);
    await run(quarter);
    const opened = await rows<{ task: string; owner: string; rule: string }>(
      db.pool,
      `SELECT task_id AS task, owner, rule FROM tasks WHERE kind = 'rectification' ORDER BY task_id`,
    );
    // Half the book is overdue, no archive is kept of it, and nobody accepted C2 by the evening of the 31st.
    expect(opened).toEqual([
      { task: 'duty/04-personal/missed-archive/2026-Q1', owner: 'BP01', rule: 'P4.1' },
      { task: 'duty/04-personal/missed-complaints-accepted/2026-Q1', owner: 'BP01', rule: 'P4.8' },
      { task: 'duty/04-personal/missed-overdue/2026-Q1', owner: 'BP01', rule: 'P4.1' },
    ]);
    const workflow = stage.client.workflow.getHandle(workflowIdOf('task', opened[2]!.task));
    await until('the task is followed', async () => (await workflow.describe()).status.name === 'RUNNING');
    const timeline = (await readTimeline(db.pool)).filter((it) => it.kind === 'rectification');
    expect(timeline.filter((it) => it.what === 'task.open').map((it) => it.task)).toEqual(opened.map((it) => it.task));
  });

  it('one of a kind that there is not fails at once', async () => {
    await expect(run({ ...MARCH, kind: 'poem' })).rejects.toMatchObject({
      cause: { cause: { type: 'ReportUnknown' } },
    });
    await expect(run({ ...MARCH, period: '2026-Q1' })).rejects.toMatchObject({
      cause: { cause: { type: 'ReportUnknown' } },
    });
  });
});

describe('after a restore', () => {
  it('a paper begun before it is asked for by its id; where nobody can be asked it is not mailed again', async () => {
    const { db, channels } = stage.dependencies;
    const before = (await mails()).length;
    const restored = () => {
      // Later than any of these runs: the server that skips time skips ten years for some of them.
      const at = TENTH + 100 * 365 * 86_400_000;
      return noteRestored(db, at, { actor: 'test', at });
    };
    await db.pool.query('DELETE FROM report_deliveries');
    expect((await restored()).mails).toEqual([]);
    expect(await run(MARCH)).toMatchObject({ version: 2, delivered: { sent: 2, 'not-delivered': 1 } });
    expect(await mails()).toHaveLength(before);

    await db.pool.query(
      `UPDATE report_deliveries SET status = 'waiting', first_attempt_at = NULL WHERE staff_id = 'DH01'`,
    );
    const find = vi.spyOn(channels.email!, 'find').mockResolvedValue({ status: 'unknowable' });
    expect((await restored()).mails).toEqual([{ what: 'monthly-report 2026-03 of 04-personal', staff: 'DH01' }]);
    expect(await run(MARCH)).toMatchObject({ delivered: { sent: 1, unknown: 1, 'not-delivered': 1 } });
    expect(await mails()).toHaveLength(before);
    find.mockRestore();
  });
});
