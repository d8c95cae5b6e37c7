import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi } from '../../src/cli/run/api.js';
import { createParts } from '../../src/cli/run/parts.js';
import { addDays, dayOf } from '../../src/domain/time/dates.js';
import { writtenDay } from '../../src/domain/time/written-day.js';
import { freePort } from '../../src/embedded/base/free-port.js';
import { shippedPlans } from '../../src/library/shipped-plans.js';
import { rows } from '../../src/store/base/connection/database.js';
import { readAccessLog } from '../../src/store/documents/archive.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { deployPlan } from '../support/duties.js';
import { addLoans, mobile, type TestLoan } from '../support/loans.js';
import { received } from '../support/sandbox.js';
import { type System, startSystem } from '../support/system.js';
import { until } from '../support/until.js';
import { INTAKE_KINDS, INTAKE_SECRETS, intakePost, type TestSender } from './api.js';

/** Facts of other systems, through the API, the database and a real worker, to the work that the plans ask for. */
let system: System;
const parts = createParts();
let api: Awaited<ReturnType<typeof startApi>>;
let today = '';

const KINDS = INTAKE_KINDS.replace('court-watch=signal:litigation', 'court-watch=signal indicator');

beforeAll(async () => {
  const port = await freePort();
  system = await startSystem({ durable: false, apiPort: port });
  const more = { PUBLIC_URL: `http://127.0.0.1:${port}`, API_PORT: String(port), INTAKE_SECRETS, INTAKE_KINDS: KINDS };
  Object.assign(system.env, more);
  // The plans as they ship: other tests of the system want less of them.
  for (const plan of (await shippedPlans()).values()) await deployPlan(system.db, { ...plan, version: 2000 });
  api = await startApi(parts, system.env, () => system.clock.now());
  await system.startWorker();
  today = dayOf(system.clock.now());
}, 180_000);
afterAll(async () => {
  await parts.stop();
  await system?.close();
});

async function takenIn(loan: string, plan: string, more: Partial<TestLoan> = {}): Promise<void> {
  const instalments = [{ dueOn: addDays(today, 200), amount: 106_000 }];
  await addLoans(system.db, system.seal, [{ loan, plan, instalments, ...more }], system.clock.now());
  await deliverNudges(system.db, system.messenger);
}

async function send(sender: TestSender, ...facts: object[]): Promise<string[]> {
  const response = await intakePost(api, sender, facts);
  expect(response.status).toBe(200);
  return ((await response.json()) as { facts: { outcome: string }[] }).facts.map((it) => it.outcome);
}

/** `P1.6 red litigation: warning-form by account-manager, …`, once the warning is there and its work. */
async function warned(loan: string): Promise<string> {
  const found = () =>
    rows<{ words: string }>(
      system.db.pool,
      `SELECT w.rule || ' ' || w.level || ' ' || w.indicator || ' of ' || w.source || ': ' ||
              (SELECT string_agg(t.kind || ' by ' || t.role, ', ' ORDER BY t.kind) FROM tasks t
               WHERE t.warning_id = w.warning_id) AS words
       FROM warnings w WHERE loan_id = $1`,
      [loan],
    );
  await until(`a warning of ${loan} with its work`, async () => (await found())[0]?.words != null, 30_000);
  return (await found()).map((it) => it.words).join('; ');
}

const signal = (loan: string, kind: string) => ({ id: `${loan}-${kind}`, signal: { borrower: `B-${loan}`, kind } });

describe('what a watcher sends opens the work of the row', () => {
  it.each([
    [
      'P1.6',
      '01-agri-policy-enterprise',
      'litigation',
      /^P1\.6 red litigation of court-watch: .*warning-form by account-manager/,
    ],
    [
      'P5.3',
      '05-corporate',
      'utilities-arrears',
      /^P5\.3 yellow utilities-arrears of court-watch: verification by account-manager/,
    ],
    [
      'P5.10',
      '05-corporate',
      'registration-change',
      /^P5\.10 \w+ registration-change of court-watch: .*by account-manager/,
    ],
    [
      'P6.3',
      '06-annual-mixed',
      'fund-flow',
      /^P6\.3 yellow fund-flow of court-watch: fund-trace by account-manager, warning-form/,
    ],
    ['P9.3', '09-consumer', 'new-overdue', /^P9\.3 \w+ new-overdue of court-watch: .*/],
  ])('%s', async (row, plan, kind, expected) => {
    const loan = `W${row.replace('.', '-')}`;
    await takenIn(loan, plan);
    expect(await send('court-watch', signal(loan, kind))).toEqual(['taken']);
    expect(await warned(loan)).toMatch(expected);
  });

  it('P5.5: figures of two quarters, sent together, open the procedure once', async () => {
    await takenIn('F1', '05-corporate');
    const figure = (period: string, value: number) => ({
      id: `F1-${period}`,
      indicator: { borrower: 'B-F1', name: 'gross-margin', period, value },
    });
    const figures = [figure('2026-Q1', 0.3), figure('2026-Q2', 0.25), figure('2026-Q3', 0.2)];
    expect(await send('court-watch', ...figures)).toEqual(['taken', 'taken', 'taken']);
    expect(await warned('F1')).toMatch(/^P5\.5 \w+ gross-margin/);
  });
});

describe('what the core system sends', () => {
  it('P9.2: an account without money before a due day is called about; with money it is not', async () => {
    const instalments = [{ dueOn: addDays(today, 2), amount: 106_000 }];
    await takenIn('A1', '09-consumer', { instalments });
    await takenIn('A2', '09-consumer', { instalments });
    const balance = (loan: string, amount: string) => ({ id: `bal-${loan}`, balance: { loan, amount } });
    expect(await send('core-banking', balance('A2', '1060.00'), balance('A1', '1059.99'))).toEqual(['taken', 'taken']);
    expect(await warned('A1')).toMatch(/^P9\.2 \w+ low-balance of core-banking: .*call by account-manager/);
    expect(await rows(system.db.pool, `SELECT 1 FROM warnings WHERE loan_id = 'A2'`)).toEqual([]);
    // The balance itself stands nowhere in the open.
    const noted = await rows(system.db.pool, `SELECT detail FROM audit_log WHERE what = 'balance' ORDER BY audit_id`);
    expect(noted).toEqual([{ detail: { shortOn: null } }, { detail: { shortOn: addDays(today, 2) } }]);
  });

  it('P6.8: a change of the rate reaches the borrower in figures', async () => {
    await takenIn('R1', '06-annual-mixed', { contacts: [{ channel: 'sms', address: mobile(777) }] });
    expect(
      await send('core-banking', { id: 'rate-1', rate: { loan: 'R1', annualRate: '4.35', from: addDays(today, 30) } }),
    ).toEqual(['taken']);
    const messages = async () => (await received(system.smsUrl, 'sms')).filter((it) => it.body.includes('loan R1'));
    await until('the message', async () => (await messages()).length === 1, 30_000);
    expect((await messages())[0]!.body).toContain(
      `from ${writtenDay(addDays(today, 30), 'en')} on the rate of your loan R1 is 4.35 % a year`,
    );
  });

  it('a payment closes the loan, its reversal opens it again', async () => {
    await takenIn('P1', '06-annual-mixed');
    const closed = async () =>
      (
        await rows<{ closed: boolean }>(
          system.db.pool,
          `SELECT closed_at IS NOT NULL AS closed FROM loans WHERE loan_id = 'P1'`,
        )
      )[0]!.closed;
    await send('core-banking', { id: 'p', payment: { loan: 'P1', reference: 'P1-1', amount: '1060.00' } });
    await until('the loan is closed', closed);
    await send('core-banking', { id: 'r', reversal: { reference: 'P1-1' } });
    await until('the loan is open', async () => !(await closed()));
  });
});

describe('what the system that keeps documents sends', () => {
  it('P4.10: looks there stand in the access log, once each', async () => {
    await takenIn('D1', '04-personal');
    const look = {
      id: 'look-1',
      look: {
        loan: 'D1',
        document: 'contract/electronic',
        by: 'AM1',
        reason: 'audit',
        at: '2026-11-24T09:00:00+08:00',
      },
    };
    expect(await send('archive', look)).toEqual(['refused']);
    const filed = { id: 'filed-1', filed: { loan: 'D1', documents: ['contract/electronic'] } };
    expect(await send('archive', filed, look, look)).toEqual(['taken', 'taken', 'known']);
    const log = await readAccessLog(system.db.pool, 'D1');
    expect(log.map(({ actor, what, detail }) => ({ actor, what, detail }))).toEqual([
      { actor: 'intake/archive', what: 'documents filed', detail: { documents: ['contract/electronic'] } },
      {
        actor: 'intake/archive',
        what: 'document read',
        detail: { document: 'contract/electronic', by: 'AM1', reason: 'audit', at: '2026-11-24T09:00:00+08:00' },
      },
    ]);
  });

  it('what cannot be taken is a task with its workflow, and is never lost', async () => {
    const stray = { id: 'look-2', look: { loan: 'D9', document: 'contract/paper', by: 'AM1', reason: 'audit' } };
    expect(await send('archive', stray)).toEqual(['refused']);
    const [task] = await rows<{ task: string }>(
      system.db.pool,
      `SELECT task_id AS task FROM tasks WHERE kind = 'intake-refused'`,
    );
    await until('the workflow of the task', async () =>
      system.client.workflow
        .getHandle(`task/${task!.task}`)
        .describe()
        .then(({ status }) => status.name === 'RUNNING')
        .catch(() => false),
    );
  });
});
