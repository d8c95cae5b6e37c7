import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { agenda } from '../../../src/domain/agenda.js';
import { type Moment, momentAt } from '../../../src/domain/time/dates.js';
import { projectPath } from '../../../src/library/project-path.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { recordPayment } from '../../../src/store/facts/payments.js';
import { readLoanFiles } from '../../../src/store/loans/files/loan-files.js';
import { readPlan } from '../../../src/store/loans/plans.js';
import { keptRuns } from '../../../src/store/proof/histories.js';
import { acceptComplaint, openComplaint, solveComplaint } from '../../../src/store/work/complaints.js';
import { keepHistories } from '../../../src/worker/mend/keep-histories.js';
import { deliverNudges } from '../../../src/worker/tell/deliver-nudges.js';
import { nullIfNotThere } from '../../../src/worker/tell/refused.js';
import { addLoans, mobile } from '../../support/loans.js';
import { type System, startSystem } from '../../support/system.js';
import { until } from '../../support/until.js';
import { answered, commandsOf, withoutChance } from './commands-of-page.js';

/** `UPDATE=1`: writes what was answered into the page. */
const PAGE = projectPath('docs/auditors.md');
const { privateKey } = generateKeyPairSync('ed25519');
const page = readFileSync(PAGE, 'utf8');
const shown = commandsOf(page);

let system: System;
let dir: string;
let env: Record<string, string>;

/** What a shell answers, on both of its streams. */
async function run(command: string): Promise<string> {
  const tampering = /^psql "\$DATABASE_URL" -c "(.*)"$/.exec(command)?.[1];
  if (tampering !== undefined) {
    // psql is not on every machine.
    const ends = [await system.db.pool.query(tampering)].flat();
    return ends.map((it) => `${it.command}${it.command === 'UPDATE' ? ` ${it.rowCount}` : ' TABLE'}\n`).join('');
  }
  const { stdout, stderr } = spawnSync('bash', ['-c', command], {
    cwd: dir,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`;
}

/** Programs that a shell needs besides ours, by a word of the command. */
const NEEDS: Record<string, string[]> = { unzip: ['unzip'], 'verify.sh': ['openssl', 'jq', 'xxd', 'sha256sum'] };
const lacks = (command: string) =>
  Object.entries(NEEDS)
    .filter(([word]) => command.includes(word))
    .flatMap(([, programs]) => programs)
    .filter((it) => spawnSync('sh', ['-c', `command -v ${it}`]).status !== 0);

/** Nothing is left to be decided, and then nothing to be sent or made. */
const quiet = async () => {
  const { db, clock, messenger } = system;
  await deliverNudges(db, messenger);
  const now = clock.now();
  for (const { file, plan } of await readLoanFiles(db.pool, ['L1', 'L2'], now))
    if (agenda(file, await readPlan(db.pool, plan), now).steps.length > 0) return false;
  const waits = await rows(
    db.pool,
    `SELECT 1 FROM nudges UNION ALL SELECT 1 FROM notices WHERE status IN ('reserved', 'sending') AND due_at <= $1`,
    [new Date(now)],
  );
  return waits.length === 0 && (await rest());
};

/** No loan is at something that it began before: it would see what comes in later with an earlier clock. */
async function rest(): Promise<boolean> {
  const open = await rows<{ id: string }>(
    system.db.pool,
    `SELECT 'loan/' || loan_id AS id FROM loans WHERE closed_at IS NULL`,
  );
  for (const { id } of open) {
    const history = await system.client.workflow.getHandle(id).fetchHistory().catch(nullIfNotThere);
    const last = history?.events?.at(-1);
    if (last === undefined) return false;
    const begun =
      last.workflowExecutionSignaledEventAttributes ??
      last.workflowTaskScheduledEventAttributes ??
      last.workflowTaskStartedEventAttributes;
    if (begun) return false;
  }
  return true;
}

/** What came in, and on which day; on each of them the machine does what is due. All of it is past. */
const LIFE: [day: string, time: string, happen?: (at: Moment) => Promise<unknown>][] = [
  ['2026-06-07', '10:00'],
  ['2026-06-11', '10:00'],
  [
    '2026-06-16',
    '17:00',
    (at) => openComplaint(system.db, system.seal, { id: 'C1', borrower: 'B1', text: '被打扰' }, came(at)),
  ],
  ['2026-06-17', '10:00', (at) => acceptComplaint(system.db, 'C1', came(at))],
  ['2026-06-22', '10:00', (at) => solveComplaint(system.db, 'C1', came(at))],
  ['2026-06-25', '10:00'],
  ['2026-06-26', '10:00'],
  ['2026-07-03', '10:00'],
  [
    '2026-07-06',
    '10:00',
    (at) => recordPayment(system.db, { loan: 'L2', reference: 'P2', paidOn: '2026-07-06', amount: 106_000 }, came(at)),
  ],
  [
    '2026-07-09',
    '15:00',
    (at) => recordPayment(system.db, { loan: 'L1', reference: 'P1', paidOn: '2026-07-09', amount: 106_000 }, came(at)),
  ],
];
const came = (at: Moment) => ({ actor: 'core', at });

beforeAll(async () => {
  system = await startSystem({
    durable: false,
    dynamicConfig: { 'system.forceSearchAttributesCacheRefreshOnRead': true },
  });
  const { db, seal, client, clock, messenger } = system;
  clock.moveTo(momentAt('2026-06-01', '10:00'));
  await system.startWorker();
  const of = (loan: string, borrower: string, dueOn: string, number: string) => ({
    ...{ loan, borrower, name: `Customer ${borrower}`, contacts: [{ channel: 'sms' as const, address: number }] },
    instalments: [{ dueOn, amount: 106_000 }],
  });
  await addLoans(
    db,
    seal,
    [of('L1', 'B1', '2026-06-10', mobile(1)), of('L2', 'B2', '2026-07-06', mobile(2))],
    clock.now(),
  );
  await until('they are looked after', quiet);
  for (const [day, time, happen] of LIFE) {
    clock.moveTo(momentAt(day, time));
    await happen?.(clock.now());
    for (const { loan } of await rows<{ loan: string }>(
      db.pool,
      'SELECT loan_id AS loan FROM loans WHERE closed_at IS NULL',
    ))
      await messenger.nudge('loan', loan);
    await until(`all of ${day} is done`, quiet);
  }
  dir = system.dir;
  mkdirSync(join(dir, 'bin'));
  writeFileSync(
    join(dir, 'bin', 'npx'),
    `#!/bin/sh\nshift\nexec '${process.execPath}' '${projectPath('dist/src/cli/main.js')}' "$@"\n`,
    { mode: 0o755 },
  );
  env = {
    ...system.env,
    PATH: `${join(dir, 'bin')}:${process.env.PATH}`,
    AUDIT_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    AUDIT_WITNESS: join(dir, 'witness'),
    // Those that still run stay with the server.
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    POSTLOAN_LANGUAGE: 'en',
  };
  await until('their histories are kept', async () => {
    await keepHistories(db, client);
    return (await keptRuns(db.pool, ['loan/L1', 'loan/L2'])).length >= 2;
  });
  for (const before of [
    'person show B1 --reason "a question of the borrower"',
    'audit write',
    'audit key > lender.pem',
  ])
    await run(`npx postloan ${before}`);
}, 300_000);
afterAll(async () => {
  await system?.close();
});

it('each command of the page answers what the page says', async () => {
  expect(shown.length).toBeGreaterThan(10);
  const answers: string[] = [];
  for (const { command, answer } of shown) answers.push(lacks(command).length > 0 ? answer : await run(command));
  if (process.env.UPDATE) writeFileSync(PAGE, answered(page, answers));
  else
    for (const [n, { command, answer }] of shown.entries())
      expect(withoutChance(answers[n]!), command).toBe(withoutChance(answer));
});
