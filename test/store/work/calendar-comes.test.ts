import { beforeEach, expect, it } from 'vitest';
import { formatMoment, momentAt } from '../../../src/domain/time/dates.js';
import { complaintAgenda } from '../../../src/domain/work/complaint.js';
import { calendarNow } from '../../../src/store/base/calendar.js';
import { rows, transaction } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { askForNextYear } from '../../../src/store/work/calendar-task.js';
import { openComplaint, readComplaint } from '../../../src/store/work/complaints.js';
import { setDay, takeInYears } from '../../../src/store/work/lender-calendar.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';

// 2032 is announced by nobody yet: of its days only the weekends and those that the law names are known.
const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const by = { actor: 'test', at: momentAt('2032-01-05', '09:00') };
const YEAR = { year: 2032, holidays: ['2032-01-07', '2032-01-08'], makeUpDays: ['2032-01-10'] };

const due = async () =>
  Object.fromEntries(
    (
      await rows<{ task: string; due: number }>(
        db().pool,
        `SELECT task_id AS task, due_at AS due FROM tasks WHERE complaint_id IS NULL`,
      )
    ).map((it) => [it.task, formatMoment(it.due).slice(0, 16)]),
  );

beforeEach(async () => {
  const instalments = [{ dueOn: '2032-06-20', amount: 100_000 }];
  await addLoans(db(), seal, [{ loan: 'L1', instalments }], momentAt('2032-01-02', '09:00'));
  for (const [task, day, status] of [
    ['holiday', '2032-01-08', 'open'],
    ['workday', '2032-01-09', 'open'],
    ['past', '2032-01-02', 'open'],
    ['done', '2032-01-08', 'done'],
  ])
    await db().pool.query(
      `INSERT INTO tasks (task_id, loan_id, kind, role, rule, why, opened_at, due_at, status, ended_at)
       VALUES ($1, 'L1', 'visit', 'account-manager', 'S1', '', '2032-01-01', $2, $3, $4)`,
      [task, new Date(momentAt(day!, '18:00')), status, status === 'done' ? new Date(by.at) : null],
    );
});

it('open work that would be due on a day off is due on the next working day once the year is known; nothing else moves', async () => {
  await takeInYears(db(), [YEAR], 'notice', by);
  expect(await due()).toEqual({
    holiday: '2032-01-09T18:00',
    workday: '2032-01-09T18:00',
    past: '2032-01-02T18:00',
    done: '2032-01-08T18:00',
  });
  await setDay(db(), { day: '2032-01-09', works: false, why: 'the branch moves' }, by);
  // The Saturday is worked.
  expect(await due()).toMatchObject({ holiday: '2032-01-10T18:00', workday: '2032-01-10T18:00' });
});

it('what is due before a day off, or on its day as written, goes that way too', async () => {
  const put = (task: string, way: string) =>
    db().pool.query(
      `INSERT INTO tasks (task_id, loan_id, kind, role, rule, why, opened_at, due_at, on_holiday)
       VALUES ($1, 'L1', 'document', 'archivist', 'S1', '', '2032-01-01', $2, $3)`,
      [task, new Date(momentAt('2032-01-08', '18:00')), way],
    );
  await put('before', 'before');
  await put('as-written', 'as-written');
  await takeInYears(db(), [YEAR], 'notice', by);
  expect(await due()).toMatchObject({
    before: '2032-01-06T18:00',
    'as-written': '2032-01-08T18:00',
    holiday: '2032-01-09T18:00',
  });
});

it('ninety days before the known days end somebody is asked for the next year’s, once a month; when they are taken in the task ends', async () => {
  const calendar = { ...(await calendarNow(db().pool)), coveredYears: new Set(['2031', '2032']) };
  const ask = (day: string) => transaction(db(), (client) => askForNextYear(client, calendar, momentAt(day, '08:30')));
  const asked = () =>
    rows<{ role: string; status: string }>(
      db().pool,
      `SELECT role, status FROM tasks WHERE kind = 'calendar-arrangement' ORDER BY task_id`,
    );
  await ask('2032-10-01');
  expect(await asked()).toEqual([]);
  await ask('2032-10-04');
  await ask('2032-10-05');
  expect(await asked()).toEqual([{ role: 'department-head', status: 'open' }]);
  const next = { year: 2033, holidays: ['2033-01-03'], makeUpDays: [] };
  await takeInYears(db(), [YEAR, next], 'notice', { ...by, at: momentAt('2032-10-20', '09:00') });
  expect(await asked()).toEqual([{ role: 'department-head', status: 'cancelled' }]);
});

it('P4.8: nobody misses the time limit of a complaint by days that are assumed; with the calendar it is reckoned anew', async () => {
  await openComplaint(db(), seal, { id: 'C1', borrower: 'B-L1', text: 'x' }, by);
  const breaches = async () =>
    complaintAgenda(
      { ...(await readComplaint(db().pool, 'C1'))!, acceptedAt: by.at + 1 },
      momentAt('2032-03-01', '09:00'),
    )
      .steps.filter(({ what }) => what === 'complaint.breach')
      .map(({ at }) => formatMoment(at).slice(0, 10));
  expect(await breaches()).toEqual([]);
  await takeInYears(db(), [YEAR], 'notice', by);
  // Tuesday, Friday, and the Saturday that is worked.
  expect(await breaches()).toEqual(['2032-01-10']);
});
