import { beforeEach, describe, expect, it } from 'vitest';
import { formatMoment, type Moment, momentAt } from '../../../src/domain/time/dates.js';
import { rows } from '../../../src/store/base/connection/database.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { placeHold } from '../../../src/store/facts/holds.js';
import { recordPayment } from '../../../src/store/facts/payments.js';
import { readLoanFiles } from '../../../src/store/loans/files/loan-files.js';
import { planReader } from '../../../src/store/loans/plans.js';
import { contactHistory } from '../../../src/store/notices/notices.js';
import { askToCall, noteCallEnded } from '../../../src/store/notices/staff-calls.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { CHINA, REG_F } from '../../support/contact-rules.js';
import { addLoans, mobile } from '../../support/loans.js';

const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const noon = momentAt('2026-03-02', '12:00');
const MINUTE = 60_000;
const by = (at: Moment) => ({ actor: 'zhang', at });

beforeEach(async () => {
  const contacts = [{ channel: 'voice' as const, address: mobile(1) }];
  const loan = (name: string, dueOn: string) => ({
    loan: name,
    borrower: 'B1',
    contacts,
    instalments: [{ dueOn, amount: 100_000 }],
  });
  const loans = [loan('L1', '2026-02-20'), loan('L2', '2026-02-20'), loan('due', '2026-03-20')];
  await addLoans(db(), seal, loans, momentAt('2026-03-01', '09:00'));
  await db().pool.query(
    `INSERT INTO duties (duty_id, plan, duty, period, as_of, opened_at) VALUES ('D', '04-personal', 'meeting', '2026-02', '2026-03-02', now())`,
  );
  await db().pool.query(
    `INSERT INTO tasks (task_id, loan_id, duty_id, kind, role, rule, why, opened_at, due_at)
     SELECT id, loan, CASE WHEN loan IS NULL THEN 'D' END, 'call', 'account-manager', 'S4', '', $1, $1
     FROM (VALUES ('T1', 'L1'), ('T2', 'L1'), ('T3', 'L2'), ('T4', 'L2'), ('early', 'due'), ('duty', NULL)) AS t (id, loan)`,
    [new Date(noon)],
  );
});

const ask = async (task: string, at: Moment, rules = CHINA) => {
  const verdict = await askToCall(db(), { rules, planOf: planReader(db().pool) }, task, by(at));
  return verdict.verdict === 'never'
    ? `never ${verdict.rule}`
    : `${verdict.verdict} ${verdict.rule} ${formatMoment(verdict.until).slice(0, 16)}`;
};
const kept = () =>
  rows(
    db().pool,
    `SELECT task_id AS task, allowed, gate->'decision'->>'rule' AS rule, outcome FROM staff_calls ORDER BY 1`,
  );
const historyOf = async () => (await contactHistory(db().pool, ['B1'], noon - MINUTE)).get('B1')!;

describe('a call by one of the staff passes the gate', () => {
  it('not in the quiet hours: a minute before eight no, at eight yes; what was decided is kept either way', async () => {
    expect(await ask('T1', momentAt('2026-03-02', '07:59'))).toBe('wait quiet-hours 2026-03-02T08:00');
    expect(await ask('T1', momentAt('2026-03-02', '08:00'))).toBe('go all 2026-03-02T22:00');
    expect(await kept()).toEqual([
      { task: 'T1', allowed: false, rule: 'quiet-hours', outcome: null },
      { task: 'T1', allowed: true, rule: 'all', outcome: null },
    ]);
    const audit = await rows(
      db().pool,
      `SELECT actor, detail FROM audit_log WHERE what = 'call asked for' ORDER BY at`,
    );
    expect(audit).toEqual([
      { actor: 'zhang', detail: { verdict: 'wait', rule: 'quiet-hours' } },
      { actor: 'zhang', detail: { verdict: 'go', rule: 'all' } },
    ]);
  });

  it('the fourth conversation of a day is not made, over all loans; one that nobody answered is none', async () => {
    expect(await ask('T1', noon)).toContain('go');
    expect(await ask('T2', noon + MINUTE)).toContain('go');
    expect(await ask('T3', noon + 2 * MINUTE)).toContain('go');
    expect(await ask('T4', noon + 3 * MINUTE)).toBe('wait voice-conversations-day 2026-03-03T08:00');
    await noteCallEnded(db(), 'T3', 'unanswered', by(noon + 4 * MINUTE));
    expect(await ask('T4', noon + 5 * MINUTE)).toContain('go');
  });

  it('under Regulation F no call for seven days after one that was answered', async () => {
    const evening = momentAt('2026-03-03', '02:00');
    await db().pool.query(`UPDATE borrowers SET time_zone = 'America/New_York'`);
    expect(await ask('T1', evening, REG_F)).toContain('go');
    await noteCallEnded(db(), 'T1', 'answered', by(evening));
    expect(await ask('T2', evening + MINUTE, REG_F)).toContain('wait after-conversation');
    // The other debt.
    expect(await ask('T3', evening + MINUTE, REG_F)).toContain('go');
  });

  it('of two who ask at once for the last call of a day, one may call', async () => {
    await ask('T1', noon);
    await ask('T2', noon);
    const both = await Promise.all([ask('T3', noon + MINUTE), ask('T4', noon + MINUTE)]);
    expect(both.filter((it) => it.startsWith('go'))).toHaveLength(1);
  });

  it('not under a hold; about what is not yet due it is no collection', async () => {
    expect(await ask('early', noon)).toContain('go');
    expect(await historyOf()).toEqual([]);
    await placeHold(db(), { loan: 'L1', until: null, reason: 'dispute' }, by(noon));
    expect(await ask('T1', noon)).toBe('never hold');
  });

  it('who has paid is not chased: the call is no collection any more', async () => {
    await recordPayment(db(), { loan: 'L1', reference: 'R1', paidOn: '2026-03-02', amount: 100_000 }, by(noon));
    await ask('T1', noon + MINUTE);
    expect(await historyOf()).toEqual([]);
  });

  it('counts once: as the call that was let go, not again when the task is done', async () => {
    await ask('T1', noon);
    await db().pool.query(`UPDATE tasks SET status = 'done', ended_at = $1 WHERE task_id IN ('T1', 'T2')`, [
      new Date(noon),
    ]);
    // T2 was done without asking.
    expect((await historyOf()).map((it) => [it.channel, it.loan, it.outcome])).toEqual([
      ['voice', 'L1', 'unknown'],
      ['voice', 'L1', 'unknown'],
    ]);
  });
});

it.each([
  ['none', 'no task none'],
  ['duty', 'duty is about no loan: nobody is to be called for it'],
])('%s: %s', async (task, refused) => {
  await expect(ask(task, noon)).rejects.toThrow(refused);
});

it('a call ends once, and only one that was let go', async () => {
  const ended = () => noteCallEnded(db(), 'T1', 'answered', by(noon));
  await expect(ended()).rejects.toThrow('no call for T1 whose end is not known: postloan task call T1');
  await ask('T1', momentAt('2026-03-02', '23:00'));
  await expect(ended()).rejects.toThrow('no call for T1');
  await ask('T1', noon);
  await ended();
  await expect(ended()).rejects.toThrow('no call for T1');
});

it('P9.5: of work that was done the loan knows whether a call for it was answered', async () => {
  await db().pool.query(
    `UPDATE loans SET stage = 'specialist', stage_entered_at = now(), delinquency = '2026-02-20' WHERE loan_id = 'L1'`,
  );
  for (const [task, outcome] of [
    ['T1', 'answered'],
    ['T2', 'unanswered'],
  ] as const) {
    await ask(task, noon);
    await noteCallEnded(db(), task, outcome, by(noon));
  }
  await db().pool.query(
    `UPDATE tasks SET status = 'done', ended_at = $1, delinquency = '2026-02-20' WHERE loan_id = 'L1'`,
    [new Date(noon)],
  );
  const [loan] = await readLoanFiles(db().pool, ['L1'], noon + MINUTE);
  expect(loan!.file.workDone).toEqual([
    { task: 'T1', kind: 'call', at: noon, answered: true },
    { task: 'T2', kind: 'call', at: noon },
  ]);
});
