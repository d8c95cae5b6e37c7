import { Client } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type Day, momentAt } from '../../src/domain/time/dates.js';
import { writtenDay } from '../../src/domain/time/written-day.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { openStage, type RehearsalStage } from '../../src/rehearsal/stage.js';
import { rows } from '../../src/store/base/connection/database.js';
import { noteRestored } from '../../src/store/notices/sending.js';
import { TASK_QUEUE } from '../../src/worker/tell/messenger.js';
import { addLoans } from '../support/loans.js';
import { addStaff } from '../support/staff.js';
import { until } from '../support/until.js';

/** A Friday; on Saturday nobody works, and the Monday after it is a working day. */
const FRIDAY = '2026-04-10';
const MONDAY = '2026-04-13';
let stage: RehearsalStage;
/** One that waits for a result without letting the time pass. */
let client: Client;

beforeAll(async () => {
  stage = await openStage(momentAt(FRIDAY, '08:00'), await bundleForRehearsal(), () => undefined);
  client = new Client({ connection: stage.client.connection });
  const { db, seal } = stage.dependencies;
  await addStaff(db, seal, [
    { staff: 'AM01', roles: ['account-manager'], email: 'am01@example.com' },
    { staff: 'AM02', roles: ['account-manager'], email: 'am02@example.com' },
    { staff: 'AM03', roles: ['account-manager'], email: 'am03@example.com', leftOn: '2026-04-01' },
    { staff: 'AM04', roles: ['account-manager'] },
    { staff: 'DH01', roles: ['department-head'], email: 'dh01@example.com' },
  ]);
  await db.pool.query(`UPDATE staff SET supervisor = 'DH01' WHERE staff_id LIKE 'AM%'`);
  await addLoans(
    db,
    seal,
    [{ loan: 'L1', name: '王小明', instalments: [{ dueOn: '2027-01-10', amount: 100_000 }] }],
    momentAt('2026-04-01', '09:00'),
  );
});
afterAll(() => stage?.close());
beforeEach(() => stage.dependencies.db.pool.query('DELETE FROM tasks'));

async function task(id: string, owner: string, due: Day, opened: Day, more: { title?: string; kind?: string } = {}) {
  await stage.dependencies.db.pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, title, role, owner, rule, why, opened_at, due_at)
     VALUES ($1, 'L1', $2, $3, 'account-manager', $4, 'S1', '', $5, $6)`,
    [
      ...[id, more.kind ?? 'visit', more.title ?? null, owner],
      new Date(momentAt(opened, '07:00')),
      new Date(momentAt(due, '18:00')),
    ],
  );
}

let runs = 0;
const run = async (): Promise<Record<string, number>> =>
  client.workflow.execute('workMails', { workflowId: `work-mails-${++runs}`, taskQueue: TASK_QUEUE, args: [] });

interface Brief {
  id: string;
  to: string[];
  subject: string;
}
const mails = async () => (await (await fetch(`${stage.mailUrl}/api/mails`)).json()) as Brief[];
const textOf = async ({ id }: Brief) =>
  ((await (await fetch(`${stage.mailUrl}/api/mails/${id}`)).json()) as { text: string }).text;
const mailMode = (mode: string) =>
  fetch(`${stage.mailUrl}/api/behaviour`, { method: 'PUT', body: JSON.stringify({ mode }) });

it('S1: everybody gets the work of the day in one mail, a supervisor what people are late with; nobody is named', async () => {
  await task('late', 'AM01', '2026-04-08', '2026-04-01', { title: '上门核查' });
  await task('today', 'AM01', FRIDAY, '2026-04-01', { kind: 'call' });
  await task('new', 'AM01', '2026-04-20', FRIDAY);
  await task('later', 'AM02', '2026-04-20', '2026-04-01');
  await task('left', 'AM03', FRIDAY, FRIDAY);
  await task('no-address', 'AM04', '2026-04-09', '2026-04-01');
  // What was opened before the first mail ever is not news.
  expect(await run()).toEqual({ sent: 2 });
  const got = await mails();
  expect(got.flatMap((it) => it.to).sort()).toEqual(['am01@example.com', 'dh01@example.com']);
  const own = got.find((it) => it.to[0] === 'am01@example.com')!;
  expect(own.subject).toMatch(/贷后任务 2026年4月10日：已逾期1项，今日到期1项，新任务1项$/);
  expect((await textOf(own)).trim().split('\n')).toEqual([
    '【已逾期】1项',
    expect.stringMatching(/^2026-04-08 18:00 {2}上门核查，贷款L1，任务号 T\d+$/),
    '',
    '【今日到期】1项',
    expect.stringMatching(/^2026-04-10 18:00 {2}.+，贷款L1，任务号 T\d+$/),
    '',
    '【新任务】1项',
    expect.stringMatching(/^2026-04-20 18:00 {2}.+，贷款L1，任务号 T\d+$/),
    '',
    '全部任务：postloan task list --staff AM01',
  ]);
  const head = await textOf(got.find((it) => it.to[0] === 'dh01@example.com')!);
  expect(head).toContain('【下属逾期未办】2项');
  expect(head).toMatch(/上门核查（AM01），贷款L1，任务号 T\d+/);
  expect(head + (await textOf(own))).not.toContain('王小明');
});

it('once a day, however often it runs; on a day off nobody; on the next working day what is new since', async () => {
  const before = (await mails()).length;
  await task('today', 'AM01', FRIDAY, FRIDAY);
  expect(await run()).toEqual({ sent: 2 });
  expect(await mails()).toHaveLength(before);
  await stage.passUntil(momentAt('2026-04-11', '08:30'));
  expect(await run()).toEqual({});
  await stage.passUntil(momentAt(MONDAY, '08:30'));
  await task('weekend', 'AM02', '2026-05-01', '2026-04-12');
  await task('known', 'AM02', '2026-05-01', '2026-04-02');
  expect(await run()).toEqual({ sent: 3 });
  const monday = (await mails()).filter((it) => it.subject.includes(writtenDay(MONDAY)));
  const text = await textOf(monday.find((it) => it.to[0] === 'am02@example.com')!);
  expect(text).toContain('【新任务】1项');
});

it('a mail server that is away is waited for; an answer that was lost is asked for, and nothing goes twice', async () => {
  await stage.passUntil(momentAt('2026-04-14', '08:30'));
  await task('today', 'AM01', '2026-04-14', '2026-04-14');
  await mailMode('outage');
  const handle = await client.workflow.start('workMails', {
    workflowId: 'work-mails-outage',
    taskQueue: TASK_QUEUE,
    args: [],
  });
  const status = async () =>
    rows<{ status: string; reason: string | null }>(
      stage.dependencies.db.pool,
      `SELECT status, reason FROM work_mails WHERE on_day = '2026-04-14'`,
    );
  await until('it was tried', async () => typeof (await status())[0]?.reason === 'string');
  expect(await status()).toEqual([{ status: 'waiting', reason: expect.any(String) }]);
  await mailMode('accept-then-drop');
  await stage.passUntil(momentAt('2026-04-14', '08:37'));
  await mailMode('ok');
  await stage.passUntil(momentAt('2026-04-14', '08:50'));
  expect(await handle.result()).toEqual({ sent: 1 });
  expect((await mails()).filter((it) => it.subject.includes(writtenDay('2026-04-14')))).toHaveLength(1);
});

it('after a restore a mail of before is asked for by its id; where nobody can be asked it is not sent again', async () => {
  const { db, channels } = stage.dependencies;
  const DAY = '2026-04-15';
  const nine = { actor: 'test', at: momentAt(DAY, '09:00') };
  const sent = async () => (await mails()).filter((it) => it.subject.includes(writtenDay(DAY))).length;
  await stage.passUntil(momentAt(DAY, '08:30'));
  await task('today', 'AM01', DAY, DAY);
  expect(await run()).toEqual({ sent: 1 });
  // A backup of before it knows nothing of it.
  await db.pool.query('DELETE FROM work_mails WHERE on_day = $1', [DAY]);
  expect(await noteRestored(db, nine.at, nine)).toEqual({ notices: 0, mails: [] });
  expect([await run(), await sent()]).toEqual([{ sent: 1 }, 1]);
  // One of the middle of it knows that it is to go; and this mail server tells nothing.
  await db.pool.query(`UPDATE work_mails SET status = 'waiting', first_attempt_at = NULL WHERE on_day = $1`, [DAY]);
  const find = vi.spyOn(channels.email!, 'find').mockResolvedValue({ status: 'unknowable' });
  expect((await noteRestored(db, nine.at, nine)).mails).toEqual([{ what: `work of ${DAY}`, staff: 'AM01' }]);
  expect([await run(), await sent()]).toEqual([{ unknown: 1 }, 1]);
  // What belongs to a time after it goes as ever, to the supervisor too.
  await stage.passUntil(momentAt('2026-04-16', '08:30'));
  expect(await run()).toEqual({ sent: 2 });
  find.mockRestore();
});
