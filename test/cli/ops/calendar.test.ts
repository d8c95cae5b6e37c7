import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { covers, isWorkday } from '../../../src/domain/time/calendar.js';
import { addDays, dayOf } from '../../../src/domain/time/dates.js';
import { calendarNow } from '../../../src/store/base/calendar.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { readLoanFiles } from '../../../src/store/loans/files/loan-files.js';
import { addLoans } from '../../support/loans.js';
import { type System, startSystem } from '../../support/system.js';
import { postloan } from '../run.js';

const LONG = 300_000;
let system: System;
let dir: string;

beforeAll(async () => {
  system = await startSystem({ durable: false });
  dir = await mkdtemp(join(tmpdir(), 'postloan-calendar-'));
  const now = Date.now();
  const instalments = [{ dueOn: addDays(dayOf(now), 20), amount: 100_000 }];
  await addLoans(system.db, system.seal, [{ loan: 'L1', instalments }], now);
});
afterAll(async () => {
  await system?.close();
  await rm(dir, { recursive: true, force: true });
});

const run = (...args: string[]) => postloan(args, system.env);
async function imported(content: unknown): Promise<Awaited<ReturnType<typeof postloan>>> {
  const file = join(dir, 'year.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return run('calendar', 'import', file, '--source', 'notice of the State Council');
}

it('a year as it is arranged: covered from then on, for loans too; the same again changes nothing', {
  timeout: LONG,
}, async () => {
  const year = {
    holidays: { '2027-01-01': 'New Year', '2027-02-05': '', '2027-02-08': '' },
    workdays: { '2027-02-14': '' },
  };
  expect(covers(await calendarNow(system.db.pool), '2027-03-01')).toBe(false);
  expect((await imported(year)).out).toBe('2027: 3 days off, 1 weekend days worked\n');
  expect((await imported(year)).out).toBe('2027: known already\n');
  const calendar = await calendarNow(system.db.pool);
  expect(covers(calendar, '2027-03-01')).toBe(true);
  expect(['2027-02-08', '2027-02-14'].map((it) => isWorkday(calendar, it))).toEqual([false, true]);
  const [stored] = await readLoanFiles(system.db.pool, ['L1'], Date.now());
  expect(covers(stored!.file.calendar, '2027-03-01')).toBe(true);
});

it('one day that is otherwise here holds against its year; list says both, with source', {
  timeout: LONG,
}, async () => {
  expect((await run('calendar', 'set', '2026-12-31', 'rest', '--why', 'the branch moves')).out).toBe(
    '2026-12-31: a day off\n',
  );
  expect((await run('calendar', 'set', '2026-12-31', 'rest', '--why', 'again')).out).toBe(
    '2026-12-31: known already\n',
  );
  expect(isWorkday(await calendarNow(system.db.pool), '2026-12-31')).toBe(false);
  const listed = JSON.parse((await run('calendar', 'list', '--json')).out);
  expect(listed).toMatchObject({
    coveredUntil: '2027-12-31',
    set: [{ day: '2026-12-31', works: false, why: 'the branch moves' }],
  });
  expect(listed.years).toContainEqual({ year: 2027, source: 'notice of the State Council', by: expect.any(String) });
  expect((await run('calendar', 'list')).out).toMatch(/to 2027\n2027 +year +notice of the State Council/);
  const noted = await rows(system.db.pool, `SELECT subject FROM audit_log WHERE what = 'calendar' ORDER BY audit_id`);
  expect(noted).toEqual([{ subject: 'calendar/2027' }, { subject: 'calendar/2026-12-31' }]);
});

it('2: what is no arrangement of a year is refused, and nothing is written', { timeout: LONG }, async () => {
  for (const [content, fault] of [
    ['{', ':1 not JSON'],
    [{ workdays: {} }, 'holidays: '],
    [{ holidays: { '2027-02-30': '' } }, 'not a date'],
    [{ holidays: { '2027-01-01': '' }, workdays: { '2027-01-01': '' } }, 'a day off and a working day: 2027-01-01'],
    [
      { holidays: { '2027-01-01': '' }, workdays: { '2028-01-02': '' } },
      'workdays of a year without days off: 2028-01-02',
    ],
  ] as const)
    expect(await imported(content)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(fault) });
  const wrong = await run('calendar', 'set', 'tomorrow', 'maybe', '--why', 'x');
  expect(wrong).toMatchObject({ code: 2, err: '<day>: not a date: tomorrow\n<what>: work or rest, not maybe\n' });
});
