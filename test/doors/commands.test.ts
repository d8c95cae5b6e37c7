/** Every command that takes something, tried with what breaks things: it is done, or refused with status 2 and nothing written. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { importBook } from '../../src/book/import-book.js';
import { borrowerCommand } from '../../src/cli/book/borrower.js';
import { indicatorCommand, promiseCommand, signalCommand, warningCommand } from '../../src/cli/book/borrower-news.js';
import { caseCommand } from '../../src/cli/book/case.js';
import { importCommand } from '../../src/cli/book/import.js';
import { intakeCommand } from '../../src/cli/book/intake.js';
import { loanCommand } from '../../src/cli/book/loan.js';
import { paymentCommand } from '../../src/cli/book/payment.js';
import { exitCodeOf, Unreachable } from '../../src/cli/connect/errors.js';
import { keysCommand } from '../../src/cli/ops/keys.js';
import { reconcileCommand } from '../../src/cli/ops/reconcile.js';
import { scheduleCommand } from '../../src/cli/ops/schedule.js';
import { sendCommand } from '../../src/cli/ops/send.js';
import { personCommand } from '../../src/cli/people/person.js';
import { staffCommand } from '../../src/cli/people/staff.js';
import { arrearsCommand } from '../../src/cli/plan/arrears.js';
import { planCommand } from '../../src/cli/plan/plan.js';
import { previewCommand } from '../../src/cli/plan/preview.js';
import { rehearseCommand } from '../../src/cli/plan/rehearse.js';
import { templateCommand } from '../../src/cli/plan/template.js';
import { bringIntoForm } from '../../src/cli/terminal/said-arguments.js';
import { archiveCommand } from '../../src/cli/work/archive.js';
import { complaintCommand } from '../../src/cli/work/complaint.js';
import { evidenceCommand } from '../../src/cli/work/evidence.js';
import { letterCommand } from '../../src/cli/work/letter.js';
import { reportCommand } from '../../src/cli/work/report.js';
import { taskCommand } from '../../src/cli/work/task.js';
import { rows } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { writeBook } from '../book/book.js';
import { freshDatabase } from '../book/fresh-database.js';
import { nastyText, SEED } from './nasty.js';

// What comes in is kept for the worker to tell; no server is needed for that.
vi.mock('../../src/cli/connect/tell-workflows.js', () => ({ tellWorkflows: async () => 0 }));
vi.mock('../../src/cli/connect/connect-temporal.js', async (original) => {
  const away = async () => {
    throw new Unreachable('away');
  };
  return { ...(await original<object>()), connectTemporal: away, reachTemporal: away };
});

const database = freshDatabase();
const KEY = 'ab'.repeat(32);
const dir = mkdtempSync(join(tmpdir(), 'postloan-commands-'));
const file = (name: string, text: string) => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};
const out = () => join(dir, `out${Math.random()}`);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const LOAN = '{"loan":"L1","instalments":[{"seq":1,"dueOn":"2026-01-15","principal":"1000.00"}]}';
const SCHEDULE = 'loan_id,seq,due_on,principal,interest,fee\nL1,1,2027-02-10,1000.00,60.00,0.00\n';

/** The command, and words of which each may be spoilt but the names of options and files. */
type Build = (command: Command) => Command;
const GOOD: [Build, string, string[]][] = [
  [archiveCommand, 'handover', ['--from', 'AM01', '--to', 'AM02', '--out', out(), '--explain', 'L1:contract/paper=x']],
  [archiveCommand, 'look', ['L1', 'contract/paper', '--reason', 'x']],
  [archiveCommand, 'log', ['L1']],
  [arrearsCommand, '', [file('loan.json', LOAN), '--on', '2026-03-01']],
  [borrowerCommand, 'show', ['B1']],
  [borrowerCommand, 'change', ['B1', '--class', 'normal', '--branch', 'BR2', '--limit', '100.00', '--reason', 'x']],
  [
    borrowerCommand,
    'change',
    ['B2', '--account-manager', 'AM02', '--industry', 'tea', '--size', 'small', '--reason', 'x'],
  ],
  [
    borrowerCommand,
    'contact add',
    ['B1', '--channel', 'sms', '--address', '+8613800000009', '--whose', 'self', '--consent'],
  ],
  [borrowerCommand, 'contact stop', ['B1', '--channel', 'sms']],
  [borrowerCommand, 'contact retire', ['B1', '--channel', 'sms', '--address', '+8613800000009']],
  [caseCommand, 'cause', ['L1', 'temporary']],
  [caseCommand, 'decide', ['L1', 'grace', '--approve', '--until', '2026-12-31']],
  [caseCommand, 'decide', ['L1', 'restructuring', '--approve', '--schedule', file('s.csv', SCHEDULE)]],
  [complaintCommand, 'open', ['C1', '--borrower', 'B1', '--text', 'x']],
  [complaintCommand, 'solve', ['C1']],
  [evidenceCommand, 'list', ['--loan', 'L1', '--task', 'T1']],
  [evidenceCommand, 'print', ['1', '--reason', 'x', '--out', out()]],
  [importCommand, '', [join(dir, 'no-book')]],
  [indicatorCommand, '', ['B2', 'debt-to-asset', '2026-Q3', '0.71']],
  [intakeCommand, 'list', ['--limit', '10']],
  [intakeCommand, 'show', ['1', '--reason', 'x']],
  [intakeCommand, 'retry', ['1']],
  [keysCommand, 'forget', ['7']],
  [letterCommand, 'list', ['--loan', 'L1', '--kind', 'collection-notice']],
  [letterCommand, 'print', ['1', '--reason', 'x', '--out', out()]],
  [letterCommand, 'receipt-of-payment', ['P1', '--out', out()]],
  [loanCommand, 'show', ['L1']],
  [loanCommand, 'hold', ['L1', '--reason', 'dispute', '--from', '2026-11-01', '--until', '2027-01-01']],
  [loanCommand, 'release', ['L1']],
  [loanCommand, 'tier', ['L1', 'A', '--until', '2027-01-01', '--reason', 'x']],
  [loanCommand, 'classify', ['L1', '--to', 'doubtful', '--reason', 'x', '--approved-by', 'AM02']],
  [loanCommand, 'rate', ['L1', '--rate', '4.35', '--from', '2027-01-01']],
  [loanCommand, 'file', ['L1', 'contract/paper']],
  [loanCommand, 'retrigger', ['L1', '--step', 'x', '--why', 'x']],
  [loanCommand, 'restart', ['L1']],
  [paymentCommand, 'reverse', ['P1']],
  [paymentCommand, 'again', ['P1', '--loan', 'L1', '--paid-on', '2026-02-11', '--amount', '10.00']],
  [paymentCommand, 'refund', ['L1', '--reference', 'R1', '--amount', '0.01', '--paid-on', '2026-03-01']],
  [personCommand, 'find', ['--name', 'x']],
  [personCommand, 'find', ['--phone', '+8613800000001']],
  [personCommand, 'find', ['--email', 'a@example.com']],
  [personCommand, 'find', ['--id', '11010519491231002X']],
  [personCommand, 'show', ['B1', '--reason', 'x']],
  [personCommand, 'export', ['B1', '--reason', 'x', '--out', out()]],
  [personCommand, 'restrict', ['B1', '--reason', 'x']],
  [personCommand, 'erase', ['B2', '--reason', 'x']],
  [personCommand, 'retention', ['--until', '2027-01-01']],
  [planCommand, 'show', ['04-personal']],
  [planCommand, 'signals', ['04-personal']],
  [planCommand, 'check', [join(dir, 'none.yaml')]],
  [planCommand, 'diff', ['04-personal', '05-corporate@1']],
  [previewCommand, '', ['L1', '--until', '2027-01-01']],
  [promiseCommand, '', ['L1', '--on', '2026-12-10', '--amount', '10.00']],
  [reconcileCommand, '', ['--after-restore', '2026-11-29T14:05:00+08:00']],
  [rehearseCommand, '', ['--book', join(dir, 'no-book'), '--from', '2026-11-01', '--until', '2026-11-01']],
  [reportCommand, 'run', ['poem', '--plan', '04-personal', '--period', '2026-10', '--out', out()]],
  [
    reportCommand,
    'run',
    ['monthly-report', '--plan', 'none', '--period', '2026-10', '--as-of', '2026-10-10', '--out', out()],
  ],
  [
    reportCommand,
    'run',
    ['monthly-report', '--plan', '04-personal', '--period', '2026-10', '--version', '7', '--out', out()],
  ],
  [scheduleCommand, 'trigger', ['duty/04-personal/x']],
  [scheduleCommand, 'backfill', ['duty/04-personal/x', '--from', '2026-11-01', '--until', '2026-11-03']],
  [scheduleCommand, 'pause', ['duty/04-personal/x', '--why', 'x']],
  [sendCommand, 'pause', ['--channel', 'sms', '--plan', '04-personal', '--why', 'x']],
  [sendCommand, 'resume', ['--channel', 'sms', '--plan', '04-personal']],
  [sendCommand, 'list', ['--hours', '24']],
  [signalCommand, '', ['B1', '--source', 'credit-registry', '--kind', 'new-overdue']],
  [
    staffCommand,
    'add',
    ['AM09', '--role', 'account-manager', '--branch', 'BR1', '--supervisor', 'AM01', '--name', 'x'],
  ],
  [staffCommand, 'email', ['AM01', 'am01@example.com']],
  [staffCommand, 'figure', ['AM01', 'deposits', '--period', '2026-10', '--amount', '1200000.00']],
  [staffCommand, 'absent', ['AM01', '--until', '2026-12-31']],
  [staffCommand, 'leave', ['AM02', '--borrowers-to', 'AM01']],
  [staffCommand, 'return', ['AM01']],
  [staffCommand, 'hand-over', ['AM01', '--to', 'AM02', '--reason', 'x']],
  [taskCommand, 'list', ['--loan', 'L1', '--staff', 'AM01']],
  [taskCommand, 'done', ['T1', '--note', 'x', '--record', '1=x', '--place', 'x', '--finding', 'litigation']],
  [taskCommand, 'call', ['T1', '--ended', 'answered']],
  [taskCommand, 'assign', ['T1', 'AM02', '--reason', 'x']],
  [taskCommand, 'show', ['T1']],
  [templateCommand, 'show', ['due-soon', '--plan', '04-personal', '--loan', 'L1']],
  [warningCommand, '', ['W1', '--right']],
  [warningCommand, 'measure', ['W1', '--text', 'x', '--owner', 'AM01', '--due', '2026-12-31']],
];

const isKept = (words: string[], n: number) =>
  words[n]!.startsWith('--') || ['--out', '--schedule', '--book'].includes(words[n - 1] ?? '');

/** As `postloan` would end. */
async function run(build: Build, words: string[]): Promise<number> {
  const root = build(new Command());
  const all = (it: Command): Command[] => [it, ...it.commands.flatMap(all)];
  for (const it of all(root))
    it.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  root.hook('preAction', (_, it) => bringIntoForm(it));
  process.exitCode = undefined;
  try {
    await root.parseAsync(words, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    const code = exitCodeOf(error);
    // Status 1 is for what a check found; thrown, it is a fault of ours.
    expect(code, `${words.map((it) => JSON.stringify(it)).join(' ')}: ${(error as Error).stack}`).toBeGreaterThan(1);
    return code;
  } finally {
    process.exitCode = undefined;
  }
}

beforeAll(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('a figure and a kind of signal are held to what they are at the other doors', { timeout: 60_000 }, async () => {
  for (const value of ['1e300', '0x10', 'NaN', ' 1', '1e400', '9'.repeat(20)])
    expect(await run(indicatorCommand, ['B2', 'debt-to-asset', '2026-Q3', value]), value).toBe(2);
  expect(await run(indicatorCommand, ['B2', 'Debt to asset', '2026-Q3', '1'])).toBe(2);
  expect(await run(signalCommand, ['B2', '--source', 'x', '--kind', 'New overdue'])).toBe(2);
});

test('commands', { timeout: 300_000 }, async () => {
  const db = database();
  const env = { DATABASE_URL: db.pool.options.connectionString, POSTLOAN_KEY: KEY, USER: 'tester' };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const STAFF = [
    'staff_id,name,roles,supervisor,branch,email',
    ...['AM01', 'AM02'].map((it) => `${it},x,account-manager,,,`),
  ];
  const book = writeBook({ 'staff.csv': STAFF });
  const taken = await importBook(db, createSeal(KEY), book, { now: Date.now(), actor: 'test' });
  expect(taken).toMatchObject({ ok: true });
  await db.pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, rule, why, opened_at, due_at) VALUES ('T1', 'L1', 'call', 'account-manager', 'S1', '', now(), now())`,
  );
  const written = async () => JSON.stringify(await rows(db.pool, 'SELECT count(*) AS n, max(at) AS at FROM audit_log'));

  const ended = new Map<number, number>();
  const spot = fc.record({ which: fc.nat({ max: GOOD.length - 1 }), at: fc.nat(), by: nastyText });
  await fc.assert(
    fc.asyncProperty(spot, async ({ which, at, by }) => {
      const [command, name, words] = GOOD[which]!;
      const places = words.flatMap((_, n) => (isKept(words, n) ? [] : [n]));
      const place = places[at % Math.max(1, places.length)];
      const said = words.map((it, n) => (n === place ? by : it));
      const was = await written();
      const code = await run(command, [...(name === '' ? [] : name.split(' ')), ...said]);
      if (code > 1) expect(await written(), said.join(' ')).toBe(was);
      ended.set(code, (ended.get(code) ?? 0) + 1);
    }),
    { seed: SEED, numRuns: 700, endOnFailure: true },
  );
  // Some are taken, most are refused.
  expect(ended.get(0)).toBeGreaterThan(30);
  expect(ended.get(2)).toBeGreaterThan(200);
});
