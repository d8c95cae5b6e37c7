import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addWorkdays, workdayFrom } from '../../../src/domain/time/calendar.js';
import { addDays, type Day, dayOf, momentAt } from '../../../src/domain/time/dates.js';
import { chinaCalendar } from '../../../src/library/calendar.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { recordPayment } from '../../../src/store/facts/payments.js';
import { maskedPerson } from '../../../src/store/people/persons.js';
import { listSchedules } from '../../../src/worker/mend/list-schedules.js';
import { applySchedules } from '../../../src/worker/mend/schedules.js';
import { assemble } from '../../../src/worker/run/assemble.js';
import { bundleWorkflows } from '../../../src/worker/run/bundle.js';
import { installRuntime } from '../../../src/worker/run/runtime.js';
import { startWorkers } from '../../../src/worker/run/worker.js';
import { deliverNudges } from '../../../src/worker/tell/deliver-nudges.js';
import { deployPlan, MEETING, planWithDuties } from '../../support/duties.js';
import { addLoans } from '../../support/loans.js';
import { type System, startSystem } from '../../support/system.js';
import { until } from '../../support/until.js';
import { everythingSealed, putWholePerson } from '../../support/whole-person.js';

const PAPER = { id: 'paper', rule: 'P7.11', title: '月报', every: 'month', day: 31, report: 'monthly-report' };
const DAILY = { ...MEETING, id: 'daily', rule: 'P7.11', title: '日报', every: 'day' };
/** The weekday (1: Monday) of a day's week, or the working day after it. */
const inItsWeek = (day: Day, weekday: number) =>
  workdayFrom(chinaCalendar(), addDays(day, weekday - (new Date(day).getUTCDay() || 7)));
const ID = (duty: string) => `duty/99-duties/${duty}`;

let system: System;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  installRuntime();
  system = await startSystem({
    durable: false,
    dynamicConfig: { 'system.forceSearchAttributesCacheRefreshOnRead': true },
  });
  closing.push(() => system.close());
  const connection = await NativeConnection.connect({ address: system.env.TEMPORAL_ADDRESS! });
  closing.push(() => connection.close());
  const dependencies = await assemble(system.env, system.client);
  closing.push(() => dependencies.close());
  const workers = await startWorkers(connection, dependencies, await bundleWorkflows());
  closing.push(() => workers.stop());
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

const apply = () => applySchedules(system.db, system.client);
const describeIt = (id: string) => system.client.schedule.getHandle(id).describe();
const opened = async (duty: string) =>
  (
    await rows<{ it: string }>(
      system.db.pool,
      `SELECT period || ' ' || as_of AS it FROM duties WHERE duty = $1 ORDER BY as_of`,
      [duty],
    )
  ).map(({ it }) => it);
const nextDays = async (id: string) => (await describeIt(id)).info.nextActionTimes.map((at) => dayOf(at.getTime()));

describe('Schedules', () => {
  it('are made for the duties of plans with an open loan, at half past eight in the lender’s zone', async () => {
    const { db, seal } = system;
    await deployPlan(db, planWithDuties([MEETING, PAPER]));
    const first = await apply();
    expect({ ...first, created: first.created.sort() }).toEqual({
      ...{
        created: ['feed', 'reconcile', 'record', 'record-check', 'retention', 'work-mails'],
        updated: [],
        deleted: [],
        unchanged: 0,
      },
    });
    const loan = {
      loan: 'L1',
      plan: '99-duties',
      instalments: [{ dueOn: addDays(dayOf(Date.now()), 300), amount: 1 }],
    };
    await addLoans(db, seal, [loan], Date.now());
    const applied = await apply();
    expect(applied.created.sort()).toEqual([ID('paper'), ID('risk-meeting')]);
    const { spec, policies, action, info } = await describeIt(ID('risk-meeting'));
    expect(spec.timezone).toBe('Asia/Shanghai');
    expect(policies).toMatchObject({ overlap: 'ALLOW_ALL', catchupWindow: 7 * 86_400_000 });
    expect(action.staticSummary).toBe('每周风险例会 (P7.9)');
    for (const at of info.nextActionTimes) {
      const day = dayOf(at.getTime());
      expect(at.getTime()).toBe(momentAt(day, '08:30'));
      expect(day).toBe(inItsWeek(day, 1));
    }
  });

  it('name the last working day of every month, as the server reckons it', async () => {
    const days = await nextDays(ID('paper'));
    expect(days.length).toBeGreaterThanOrEqual(4);
    for (const day of days) {
      const next = addWorkdays(chinaCalendar(), day, 1).day;
      expect(next.slice(0, 7), day).not.toBe(day.slice(0, 7));
    }
  });

  it('applied again nothing changes', async () => {
    expect(await apply()).toEqual({ created: [], updated: [], deleted: [], unchanged: 8 });
  });

  it('a new version of the plan changes one, adds one and ends one; a pause stays', async () => {
    await system.client.schedule.getHandle(ID('risk-meeting')).pause('moving house');
    await deployPlan(system.db, planWithDuties([{ ...MEETING, day: 3 }, DAILY], 2));
    await until('the list knows all eight', async () => {
      let known = 0;
      for await (const _ of system.client.schedule.list()) known++;
      return known === 8;
    });
    expect(await apply()).toEqual({
      created: [ID('daily')],
      updated: [ID('risk-meeting')],
      deleted: [ID('paper')],
      unchanged: 6,
    });
    const { state } = await describeIt(ID('risk-meeting'));
    expect(state).toMatchObject({ paused: true, note: 'moving house' });
    for (const day of await nextDays(ID('risk-meeting'))) expect(day).toBe(inItsWeek(day, 3));
    await system.client.schedule.getHandle(ID('risk-meeting')).unpause();
  });

  it('one that was changed by hand is put right', async () => {
    const handle = system.client.schedule.getHandle(ID('daily'));
    await handle.update((it) => ({ ...it, spec: { ...it.spec, timezone: 'UTC' } }));
    expect((await apply()).updated).toEqual([ID('daily')]);
    expect((await describeIt(ID('daily'))).spec.timezone).toBe('Asia/Shanghai');
  });

  it('are listed, the next first, and one that is not there is seen', async () => {
    await system.client.schedule.getHandle('reconcile').delete();
    await until('it is gone', async () => !(await listSchedules(system.db, system.client))[0]!.there);
    const listed = await listSchedules(system.db, system.client);
    expect(listed.find((it) => it.schedule === 'retention')).toMatchObject({ there: true });
    // Before or after the daily one, by the hour of this test.
    const others = listed.filter(
      (it) => !['feed', 'record', 'record-check', 'retention', 'work-mails'].includes(it.schedule),
    );
    expect(others.map((it) => [it.schedule, it.there])).toEqual([
      ['reconcile', false],
      [ID('daily'), true],
      [ID('risk-meeting'), true],
    ]);
    expect((await apply()).created).toEqual(['reconcile']);
  });
});

describe('a duty that a Schedule starts', () => {
  it('triggered, it is for the day of that moment', async () => {
    await system.client.schedule.getHandle(ID('daily')).trigger('ALLOW_ALL');
    const today = dayOf(Date.now());
    await until('it is opened', async () => (await opened('daily')).length > 0);
    expect(await opened('daily')).toEqual([`${today} ${today}`]);
  });

  it('missed days are made up for, each as of its own day, and twice is harmless', async () => {
    const fill = () =>
      system.client.schedule.getHandle(ID('risk-meeting')).backfill({
        start: new Date(momentAt('2026-10-01', '00:00')),
        end: new Date(momentAt('2026-10-22', '00:00')),
        overlap: 'ALLOW_ALL',
      });
    const expected = ['2026-W41 2026-10-08', '2026-W42 2026-10-14', '2026-W43 2026-10-21'];
    // The second time begins when the first has ended: two of one day never run at once.
    const runs = `TemporalScheduledById = '${ID('risk-meeting')}' AND ExecutionStatus = 'Completed'`;
    for (const count of [3, 6]) {
      await fill();
      await until('it has run', async () => (await system.client.workflow.count(runs)).count === count);
    }
    expect(await opened('risk-meeting')).toEqual(expected);
    const tasks = await rows(system.db.pool, `SELECT 1 FROM tasks WHERE duty_id LIKE '99-duties/risk-meeting/%'`);
    expect(tasks).toHaveLength(3);
  });

  it('a plan whose last loan is closed has none', async () => {
    const { db, messenger, clock } = system;
    const [owed] = await rows<{ amount: number }>(
      db.pool,
      `SELECT sum(principal + interest + fee)::bigint AS amount FROM instalments WHERE loan_id = 'L1'`,
    );
    const paidOff = { loan: 'L1', reference: 'all', paidOn: dayOf(clock.now()), amount: owed!.amount };
    await recordPayment(db, paidOff, { actor: 'test', at: clock.now() });
    await deliverNudges(db, messenger);
    const closed = `SELECT 1 FROM loans WHERE loan_id = 'L1' AND closed_at IS NOT NULL`;
    await until('it is closed', async () => (await rows(db.pool, closed)).length > 0);
    const applied = await apply();
    expect(applied.deleted.sort()).toEqual([ID('daily'), ID('risk-meeting')]);
  });
});

it('reconcile comes every hour, and answers what it mended', async () => {
  const handle = system.client.schedule.getHandle('reconcile');
  const [first, second] = (await handle.describe()).info.nextActionTimes;
  expect(second!.getTime() - first!.getTime()).toBe(3_600_000);
  await handle.trigger();
  await until('it has run', async () => (await handle.describe()).info.recentActions.length > 0);
  const { workflowId } = (await handle.describe()).info.recentActions[0]!.action.workflow;
  expect(await system.client.workflow.getHandle(workflowId).result()).toMatchObject({
    loansStarted: 0,
    schedulesMended: 0,
  });
});

it('retention comes every night, and erases whose time is over', async () => {
  const { db, seal, client, clock } = system;
  const borrower = await putWholePerson(db, seal, {
    ...{ loan: 'past', mark: 'zebra', identity: 'E12345678' },
    closedAt: momentAt(addDays(dayOf(clock.now()), -6 * 366), '12:00'),
  });
  const handle = client.schedule.getHandle('retention');
  const [next] = (await handle.describe()).info.nextActionTimes;
  expect(next!.getTime()).toBe(momentAt(dayOf(next!.getTime()), '02:40'));
  await handle.trigger();
  await until('it has run', async () => (await handle.describe()).info.recentActions.length > 0);
  const { workflowId } = (await handle.describe()).info.recentActions[0]!.action.workflow;
  const run = client.workflow.getHandle(workflowId);
  expect(await run.result()).toEqual({ persons: 1, handovers: 0, stopped: 0, recordings: 0 });
  expect((await maskedPerson(db.pool, seal, borrower)).erased).toBe(true);
  expect((await everythingSealed(db, seal)).join()).not.toContain('zebra');
});
