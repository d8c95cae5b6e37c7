import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dayOf, momentAt } from '../../src/domain/time/dates.js';
import { openingOf } from '../../src/domain/work/duties.js';
import { chinaCalendar } from '../../src/library/calendar.js';
import { rows } from '../../src/store/base/connection/database.js';
import { openDuty } from '../../src/store/work/duties.js';
import { deployPlan, MEETING, planWithDuties } from '../support/duties.js';
import { addLoans } from '../support/loans.js';
import { type System, startSystem } from '../support/system.js';
import { postloan } from './run.js';

const ID = 'duty/99-duties/risk-meeting';
const plan = planWithDuties([MEETING]);
let system: System;

beforeAll(async () => {
  system = await startSystem({ durable: false });
  await deployPlan(system.db, plan);
  const loan = { loan: 'L1', plan: '99-duties', instalments: [{ dueOn: addDays(dayOf(Date.now()), 300), amount: 1 }] };
  await addLoans(system.db, system.seal, [loan], Date.now());
});
afterAll(() => system?.close());

const run = (...args: string[]) => postloan(args, { ...system.env, POSTLOAN_LANGUAGE: 'zh-CN' });
const json = async (...args: string[]) => {
  const ran = await run(...args, '--json');
  expect(ran).toMatchObject({ code: 0, err: '' });
  return JSON.parse(ran.out);
};

describe('postloan schedule', () => {
  it('apply: makes what the plans ask for, and nothing a second time', async () => {
    const applied = await json('schedule', 'apply');
    expect(applied).toMatchObject({ updated: [], deleted: [], unchanged: 0 });
    expect(applied.created.sort()).toEqual([
      ID,
      'feed',
      'reconcile',
      'record',
      'record-check',
      'retention',
      'work-mails',
    ]);
    expect((await run('schedule', 'apply')).out).toBe('7 unchanged\n');
  });

  it('list: when each comes next, what it is, and by which row', async () => {
    const listed = await json('schedule', 'list');
    const [meeting] = listed.filter((it: { schedule: string }) => it.schedule === ID);
    expect(meeting).toMatchObject({ title: '每周风险例会 (P7.9)', there: true, paused: false, last: null });
    expect(meeting.next).toMatch(/T08:30:00\+08:00$/);
    expect((await run('schedule', 'list')).out).toMatch(
      /08:30 {2}duty\/99-duties\/risk-meeting +每周风险例会 \(P7\.9\)\n/,
    );
  });

  it('pause and resume: with who and why, which the audit log keeps', async () => {
    expect((await run('schedule', 'pause', ID, '--why', 'the branch moves')).out).toBe(`${ID} paused\n`);
    expect((await run('schedule', 'list')).out).toMatch(/paused: ops\/\w+: the branch moves/);
    // Longer than the server keeps; who reads the audit log reads all of it.
    const long = '机构搬迁'.repeat(100);
    expect((await run('schedule', 'pause', ID, '--why', long)).out).toBe(`${ID} paused\n`);
    expect((await json('schedule', 'list')).find((it: { schedule: string }) => it.schedule === ID).note).toMatch(
      /^ops\/\w+: (机构搬迁)+.{0,3}…$/,
    );
    expect(await json('schedule', 'resume', ID)).toEqual({ schedule: ID, done: 'resumed' });
    const noted = await rows(system.db.pool, 'SELECT what, detail FROM audit_log WHERE subject = $1', [
      `schedule/${ID}`,
    ]);
    expect(noted).toMatchObject([
      { what: 'schedule paused', detail: { why: 'the branch moves' } },
      { what: 'schedule paused', detail: { why: long } },
      { what: 'schedule resumed' },
    ]);
  });

  it('backfill: says which days it makes up for', async () => {
    // The Monday of the National Day week is no working day.
    const days = ['2026-10-08', '2026-10-12'];
    const period = ['--from', '2026-10-01', '--until', '2026-10-19'];
    expect(await json('schedule', 'backfill', ID, ...period)).toEqual({ schedule: ID, days });
    expect(await json('schedule', 'trigger', ID)).toEqual({ schedule: ID, done: 'triggered' });
  });

  it('2: a schedule that is not there, a date that is none, days to come', async () => {
    const unknown = await run('schedule', 'trigger', 'duty/99-duties/salon');
    expect(unknown).toMatchObject({ code: 2, out: '' });
    expect(unknown.err).toBe('no schedule duty/99-duties/salon: see `postloan schedule list`\n');
    const backfill = (...more: string[]) => run('schedule', 'backfill', ...more);
    const wrong = await backfill(ID, '--from', '2026-10-32', '--until', '2026-11-01');
    expect(wrong).toMatchObject({ code: 2, err: '--from: not a date: 2026-10-32\n' });
    expect((await backfill(ID, '--from', '2026-11-01', '--until', '2099-01-01')).err).toMatch(/only days past/);
    expect((await backfill('reconcile', '--from', '2026-10-01', '--until', '2026-10-02')).err).toMatch(/not a duty/);
  });

  it('3: without a Temporal server', async () => {
    const gone = await postloan(['schedule', 'apply'], { ...system.env, TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(gone).toMatchObject({ code: 3, out: '' });
    expect(gone.err).toMatch(/TEMPORAL_ADDRESS/);
  });
});

describe('postloan task', () => {
  it('lists the work of units with title and form, and takes its record', async () => {
    const asOf = '2026-11-23';
    const now = momentAt(asOf, '08:30');
    await openDuty(system.db, openingOf(plan, plan.duties[0]!, asOf, now, chinaCalendar()), 1, now);
    const task = 'duty/99-duties/risk-meeting/2026-W48';
    expect(await json('task', 'list')).toEqual([
      {
        task,
        id: expect.stringMatching(/^T\d+$/),
        decides: null,
        loan: null,
        borrower: null,
        name: null,
        overdue: null,
        dpd: null,
        late: expect.any(Boolean),
        duty: '99-duties/risk-meeting/2026-W48',
        kind: 'meeting',
        title: '每周风险例会',
        form: ['到会人员', '决定'],
        role: 'department-head',
        owner: null,
        due: '2026-11-24T18:00:00+08:00',
        rule: 'P7.9',
        why: '每周风险例会 2026-W48',
        letter: null,
        also: [],
      },
    ]);
    expect((await run('task', 'list', '--form')).out).toMatch(/T\d+ {2}每周风险例会\n +· 到会人员\n +· 决定\n/);
    expect((await postloan(['task', 'list', '--form'], { ...system.env, POSTLOAN_LANGUAGE: 'en' })).out).toContain(
      '· who came\n    · 决定\n',
    );
    const asked = await run('task', 'done', task);
    expect(asked).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--record "1=…" {2}到会人员\n--record "2=…" {2}决定\n/),
    });
    const open = await run('task', 'done', task, '--note', 'held');
    expect(open).toMatchObject({ code: 2, err: expect.stringMatching(/does not answer: 到会人员; 决定/) });
    const record = ['--note', 'held', '--record', '到会人员=four', '2=two visits'];
    expect((await run('task', 'done', task, ...record)).out).toBe(
      `${task} is done\n  1 到会人员: four\n  2 决定: two visits\n`,
    );
    expect((await run('task', 'done', task, ...record)).out).toBe(`${task} had ended already\n`);
    expect(await json('task', 'list')).toEqual([]);
  });
});

describe('postloan staff', () => {
  it('adds people, lists them without names, and hands over the work of who is away', async () => {
    const more = ['--role', 'department-head', '--branch', 'east', '--name', 'Somebody'];
    expect((await run('staff', 'add', 'DH1', ...more)).out).toBe('DH1: added\n');
    expect((await run('staff', 'add', 'DH2', ...more)).out).toBe('DH2: added\n');
    const now = momentAt('2026-09-07', '08:30');
    const opening = openingOf(plan, plan.duties[0]!, '2026-09-07', now, chinaCalendar());
    await openDuty(system.db, opening, 1, now);
    const until = addDays(dayOf(Date.now()), 3);
    expect(await json('staff', 'absent', 'DH1', '--until', until)).toEqual({
      handedOver: [{ task: opening.task?.task, to: 'DH2' }],
    });
    expect(await json('staff', 'list')).toMatchObject([
      { staff: 'DH1', here: false, absentUntil: until, openTasks: 0 },
      { staff: 'DH2', here: true, absentUntil: null, openTasks: 1 },
    ]);
    const gone = await run('staff', 'leave', 'DH2');
    expect(gone.out).toMatch(/^DH2 has left\nnobody +duty\/99-duties\/risk-meeting\//);
    const listed = await run('staff', 'list');
    expect(listed.out).toMatch(/DH1 .*0 open {2}away until .*\nDH2 .*0 open {2}left on /);
    expect(listed.out).not.toContain('Somebody');
  });

  it('2: a role that is none, somebody unknown', async () => {
    expect(await run('staff', 'add', 'X', '--role', 'boss')).toMatchObject({ code: 2, out: '' });
    const unknown = await run('staff', 'absent', 'X', '--until', '2099-01-01');
    expect(unknown).toMatchObject({ code: 2, out: '', err: 'no staff X\n' });
  });
});
