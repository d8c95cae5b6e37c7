import { beforeEach, expect, it } from 'vitest';
import { type AnswerLine, QUESTIONS, type Question } from '../../../src/domain/proof/answer.js';
import { momentAt } from '../../../src/domain/time/dates.js';
import { createSeal } from '../../../src/store/base/seal.js';
import { noteFact } from '../../../src/store/facts/facts.js';
import { placeHold } from '../../../src/store/facts/holds.js';
import { recordPayment, reversePayment } from '../../../src/store/facts/payments.js';
import { answer } from '../../../src/store/proof/questions/answer.js';
import { recordedTables } from '../../../src/store/proof/recorded.js';
import { freshDatabase } from '../../book/fresh-database.js';
import { addLoans } from '../../support/loans.js';

const db = freshDatabase();
const at = (day: string, time = '10:00') => momentAt(day, time);
const NOW = at('2026-12-31');
const by = (day: string) => ({ actor: 'ops/anna', at: at(day) });
const GATE = (decision: object) => JSON.stringify({ rules: 'cn', version: 3, at: 1, decision });

/** A loan whose first part fell due on 1 December: reminded by SMS, then kept back by a hold, then too late to be sent. */
beforeEach(async () => {
  const { pool } = db();
  const loan = { loan: 'L1', instalments: [{ dueOn: '2026-12-01', amount: 100_000 }] };
  await addLoans(db(), createSeal('ab'.repeat(32)), [loan], at('2026-11-01'));
  const decided = async (entry: string, day: string, code: object, rule: string) => {
    await pool.query(
      `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, because, dpd, stage, plan_version, detail)
       VALUES ('loan', 'L1', $1, $2, $2, 'notice', $3, $4, 3, 'friendly-reminder', (SELECT max(version) FROM plans WHERE plan = '04-personal'), '{}')`,
      [entry, new Date(at(day)), rule, JSON.stringify(code)],
    );
  };
  const overdue = { code: 'overdue', seq: 1, dueOn: '2026-12-01', amount: 100_000 };
  await decided('stage/a/sms', '2026-12-04', overdue, 'P4.3');
  await decided('stage/b/sms', '2026-12-08', overdue, 'P4.4');
  await pool.query(
    `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, template_version, purpose, due_at, stale_at, status, contacted_at, attempts, gate)
     VALUES ('L1', 'stage/a/sms', 'B-L1', 'sms', 'overdue', 1, 'collection', $1, $1, 'sent', $1, 1, $2)`,
    [new Date(at('2026-12-04')), GATE({ verdict: 'go', rule: 'all', until: NOW })],
  );
  await pool.query(
    `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at, status, reason, gate)
     VALUES ('L1', 'stage/b/sms', 'B-L1', 'sms', 'overdue', 'collection', $1, $1, 'suppressed', 'hold', $2)`,
    [new Date(at('2026-12-08')), GATE({ verdict: 'never', rule: 'hold', reason: 'hold' })],
  );
  await recordPayment(db(), { reference: 'P1', loan: 'L1', paidOn: '2026-12-02', amount: 40_000 }, by('2026-12-05'));
  await placeHold(db(), { loan: 'L1', reason: 'dispute', until: null }, by('2026-12-07'));
});

const ask = async (question: Question, more: { on?: string; at?: number } = {}): Promise<AnswerLine[]> =>
  (await answer(db(), question, { loan: 'L1', on: more.on ?? null, at: more.at ?? null }, NOW))!;
const said = (lines: AnswerLine[]) => lines.map((it) => it.says.en);

it('why: the message of that day, its figures, row and version, and who let it go', async () => {
  const [line, ...more] = await ask('why', { on: '2026-12-04' });
  expect(more).toEqual([]);
  expect(line!.says.en).toMatch(
    /^overdue \(version 1\) by sms: sent; instalment 1, due 1 December 2026, overdue 1,000.00; row P4.3 of 04-personal, version \d+; 3 days past due, stage friendly-reminder; allowed by contact rules cn, version 3$/,
  );
  expect(line!.says.zh).toMatch(/^短信.*第1期2026年12月1日到期.*依据04-personal第\d+版P4.3.*联系规则cn第3版允许$/);
  expect(line!.entries).toEqual(
    expect.arrayContaining([expect.stringMatching(/^notices \[\d+\]$/), 'diary ["loan", "L1", "stage/a/sms"]']),
  );
  expect(await ask('why', { on: '2026-12-08' })).toEqual([]);
});

it('why not: what kept it back; and where nothing was due, that', async () => {
  expect(said(await ask('why-not', { on: '2026-12-08' }))).toEqual([
    expect.stringMatching(/^dispute, from 2026-12-07 10:00/),
    expect.stringMatching(
      /^overdue by sms did not go: hold; .*row P4.4; refused by contact rules cn, version 3 \(hold, hold\)$/,
    ),
  ]);
  expect(said(await ask('why-not', { on: '2026-12-06' }))).toEqual([
    expect.stringMatching(/^before it: notice; .*P4.3/),
    expect.stringMatching(/^no contact was due on 6 December 2026: 5 days past due, overdue 600.00/),
    expect.stringMatching(/^after it: notice; .*P4.4/),
  ]);
});

it('known at: a payment counts from when it was heard, a reversal from when that was', async () => {
  const owes = async (day: string) => said(await ask('known-at', { at: at(day) })).join('\n');
  expect(await owes('2026-12-04')).toMatch(/overdue 1,000.00/);
  expect(await owes('2026-12-04')).not.toContain('P1');
  expect(await owes('2026-12-06')).toMatch(/overdue 600.00.*stage current/);
  await reversePayment(db(), 'P1', by('2026-12-20'));
  expect(await owes('2026-12-06')).toMatch(/overdue 600.00/);
  expect(await owes('2026-12-21')).toMatch(/overdue 1,000.00/);
  expect(await owes('2026-12-21')).toMatch(/payment P1 .*reversed on 20 December 2026/);
});

it('known at a moment before the loan came in: nothing of it, and no figures', async () => {
  const [line, ...more] = await ask('known-at', { at: at('2026-10-31') });
  expect(more).toEqual([]);
  expect(line!.says).toEqual({
    zh: '当时尚不知此笔贷款：2026年11月1日才接收',
    en: 'nothing of this loan: it came in on 1 November 2026',
  });
});

it('rule, approved, looked, owed', async () => {
  const { pool } = db();
  expect(said(await ask('rule', { on: '2026-12-04' }))).toEqual([expect.stringMatching(/P4.3 of 04-personal/)]);
  // Three stages of the plan have this row: the one in force is meant.
  await pool.query(
    `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, because, dpd, stage, plan_version, detail)
     SELECT kind, subject, 'stage/a', '2026-12-20T10:00+08', '2026-12-20T10:00+08', 'stage', 'P4.5', because, 19, 'specialist', plan_version, detail
     FROM diary WHERE entry = 'stage/a/sms'`,
  );
  expect(said(await ask('rule', { on: '2026-12-20' }))).toEqual([expect.stringMatching(/; in the plan: specialist$/)]);
  await pool.query(
    `INSERT INTO classifications (loan_id, category, proposed_at, proposed_by, approved_at, approved_by) VALUES ('L1', 'substandard', $1, 'AM1', $1, 'RM1')`,
    [new Date(at('2026-12-09'))],
  );
  const byCase = 'INSERT INTO cases (case_id, loan_id, kind, rule, why, effect, opened_at, closed_at, outcome) VALUES ';
  await pool.query(
    `${byCase} ('L1/sue', 'L1', 'lawsuit', 'P4.9', 'x', 'none', $1, NULL, NULL), ('L1/sell', 'L1', 'sale', 'P4.8', 'x', 'none', $1, $1, 'loan closed')`,
    [new Date(at('2026-12-08'))],
  );
  await noteFact(pool, { actor: 'staff/DH1', at: at('2026-12-10') }, 'release', 'loan/L1', {});
  expect(said(await ask('approved'))).toEqual([
    'lawsuit: proposed by row P4.9 of the plan, not decided yet',
    'sale: proposed by row P4.8 of the plan, ended without a decision',
    'substandard: proposed by AM1, approved by RM1',
    'release: DH1',
  ]);
  await noteFact(pool, by('2026-12-10'), 'person read', 'borrower/B-L1', { reason: 'court' });
  await noteFact(pool, by('2026-12-10'), 'person read', 'borrower/B-L2', { reason: 'another' });
  expect(said(await ask('looked'))).toEqual(['ops/anna: person read, borrower/B-L1, because: court']);
  await pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, rule, why, opened_at, due_at) VALUES ('L1/call', 'L1', 'call', 'account-manager', 'P4.5', 'x', $1, $1)`,
    [new Date(at('2026-12-09'))],
  );
  expect(said(await ask('owed', { on: '2026-12-09' }))).toContainEqual(
    expect.stringMatching(/^call by nobody, not done yet; x; row P4.5$/),
  );
  expect(said(await ask('owed', { on: '2026-12-08' }))).toContainEqual(
    expect.stringMatching(/^overdue by sms reached nobody; hold/),
  );
});

it('every entry that an answer names stands in a table of the record; no loan, no answer', async () => {
  const tables = (await recordedTables(db().pool)).map((it) => it.table);
  for (const question of QUESTIONS)
    for (const { says, entries } of await ask(question)) {
      expect(entries.length).toBeGreaterThan(0);
      for (const entry of entries) expect(tables).toContain(entry.split(' ')[0]);
      expect(says.zh).not.toMatch(/undefined|null/);
      expect(says.en).not.toMatch(/undefined|null/);
    }
  expect(await answer(db(), 'why', { loan: 'L9', on: null, at: null }, NOW)).toBeNull();
});
