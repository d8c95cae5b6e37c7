import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays, dayOf } from '../../src/domain/time/dates.js';
import { addStaff } from '../../src/store/staff/coming-and-going.js';
import { addLoans } from '../support/loans.js';
import { type System, startSystem } from '../support/system.js';
import { postloan } from './run.js';

let system: System;
let dir: string;
const today = dayOf(Date.now());
const run = (...args: string[]) => postloan(args, system.env);

beforeAll(async () => {
  system = await startSystem({ durable: false });
  dir = await mkdtemp(join(tmpdir(), 'postloan-records-'));
  const { db, seal } = system;
  const parts = [-10, 20].map((days) => ({ dueOn: addDays(today, days), amount: 100_000 }));
  await addLoans(db, seal, [{ loan: 'L1', instalments: parts }], Date.now());
  const person = { branch: null, name: null, email: null, supervisor: null, roles: ['risk-manager' as const] };
  await addStaff(db, seal, { ...person, staff: 'RM1' }, { actor: 'test', at: Date.now() });
  await db.pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, rule, why, opened_at, due_at, form)
     VALUES ('L1/visit', 'L1', 'visit', 'account-manager', 'S4', '', now(), now(), '{source of repayment,cooperates}'),
            ('L1/call', 'L1', 'call', 'account-manager', 'S4', '', now(), now(), '{}')`,
  );
});
afterAll(async () => {
  await system?.close();
  await rm(dir, { recursive: true, force: true });
});

it('task done asks for the form, keeps evidence, and shows it masked; evidence print writes it out', async () => {
  const photo = join(dir, 'house.jpg');
  await writeFile(photo, 'a photo');
  const done = (...more: string[]) => run('task', 'done', 'L1/visit', '--note', 'seen', ...more);
  expect((await done('--record', '1=salary')).err).toMatch('the record does not answer: cooperates');
  expect((await done('--record', '1=salary', '2=yes', '--evidence', join(dir, 'none'))).err).toMatch(/not a file/);
  const kept = await done('--record', '1=salary', 'cooperates=yes', '--evidence', photo, '--place', 'Lucky Road 1');
  expect(kept).toMatchObject({ out: expect.stringMatching(/^L1\/visit is done\n {2}1 /), code: 0 });
  const shown = (await run('task', 'show', 'L1/visit')).out;
  expect(shown).toMatch(/2 cooperates: answered\n.*7 bytes .*\*\*\*\.jpg/s);
  const loan = (await run('loan', 'show', 'L1')).out;
  expect(loan).toContain('***.jpg');
  expect(shown + loan).not.toMatch(/house|Lucky/);
  const number = String(JSON.parse((await run('evidence', 'list', '--json')).out).evidence);
  const out = join(dir, 'out.jpg');
  const printed = await run('evidence', 'print', number, '--reason', 'court', '--out', out);
  expect(printed.out).toBe(`house.jpg, Lucky Road 1: 7 bytes in ${out}\n`);
  expect(await readFile(out, 'utf8')).toBe('a photo');
  expect((await run('archive', 'log', 'L1')).out).toMatch(/evidence read {2}loan\/L1 .*court/);
});

it('case decide takes a schedule from a file, says what is wrong with it by line, and the loan shows it', async () => {
  const file = join(dir, 'new.csv');
  const decide = async (...rows: string[]) => {
    await writeFile(file, ['loan_id,seq,due_on,principal,interest,fee', ...rows].join('\n'));
    return run('case', 'decide', 'L1', 'restructuring', '--approve', '--schedule', file, '--break-glass', '--why', 'x');
  };
  const due = addDays(today, 60);
  expect((await decide(`L1,1,soon,2000.00,0.00,0.00`)).err).toMatch(/new\.csv:2 due_on: not a date: soon/);
  expect((await decide(`L2,1,${due},2000.00,0.00,0.00`)).err).toMatch(/new\.csv:2 loan_id: L2 is not L1/);
  expect((await decide(`L1,1,${due},1999.00,0.00,0.00`)).err).toMatch(/1999\.00, unpaid is 2000\.00/);
  expect((await run('loan', 'show', 'L1')).out).toMatch(/overdue +1,000\.00\n/);
  expect((await decide(`L1,1,${due},2000.00,50.00,0.00`)).out).toBe('restructuring of L1: noted\n');
  expect((await run('loan', 'show', 'L1')).out).toMatch(/days +0\noverdue +0\.00\noutstanding +2,050\.00\n/);
});

it('loan classify and warning measure say what they refuse', async () => {
  const classify = (...more: string[]) => run('loan', 'classify', 'L1', '--to', 'substandard', ...more);
  expect((await run('loan', 'classify', 'L1', '--to', 'bad')).err).toMatch(/--to: not one of normal, .*: bad/);
  expect((await classify()).err).toMatch(/a reason is needed/);
  expect((await classify('--reason', 'no income', '--approved-by', 'RM9')).err).toMatch(/no staff RM9/);
  const both = ['--reason', 'no income', '--approved-by', 'RM1'];
  expect((await classify(...both)).err).toMatch(/RM1 approves under a name of his own/);
  expect((await classify(...both, '--break-glass')).err).toMatch(/--break-glass and --why go together/);
  expect((await classify(...both, '--break-glass', '--why', 'x')).out).toBe('category of L1: noted\n');
  const measure = await run('warning', 'measure', 'W', '--text', 'x', '--owner', 'RM1', '--due', addDays(today, 3));
  expect(measure.err).toMatch(/no warning W/);
  expect((await run('warning', 'W', '--right')).err).toMatch(/no warning W/);
});

/** A zone in which it is noon, whatever the hour here. */
const noonZone = () => {
  const east = 12 - new Date().getUTCHours();
  return `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`;
};

it('task call asks the contact rules, says how the call ended, and task show tells of it', {
  timeout: 300_000,
}, async () => {
  await system.db.pool.query(`UPDATE borrowers SET time_zone = $1 WHERE borrower_id = 'B-L1'`, [noonZone()]);
  const call = (...more: string[]) => run('task', 'call', 'L1/call', ...more);
  expect(await call()).toMatchObject({ out: expect.stringMatching(/^may be called until \d{4}-.*\n$/), code: 0 });
  expect((await call('--ended', 'unanswered')).out).toBe('L1/call: unanswered\n');
  expect((await call('--ended', 'perhaps')).code).toBe(2);
  await run('loan', 'hold', 'L1', '--reason', 'dispute');
  expect(await call()).toMatchObject({ out: 'not to be called: hold (hold)\n', code: 1 });
  expect(JSON.parse((await call('--json')).out)).toEqual({
    task: 'L1/call',
    verdict: 'never',
    rule: 'hold',
    reason: 'hold',
  });
  expect((await run('task', 'show', 'L1/call')).out).toMatch(
    /call {9}\S+ \S+: unanswered\ncall {9}\S+ \S+: not to be called: hold \(hold\)\n/,
  );
  expect((await run('loan', 'release', 'L1')).code).toBe(0);
});
