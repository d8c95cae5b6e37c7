import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import type { ChannelName } from '../../src/domain/plan/plan.js';
import { type Moment, momentAt } from '../../src/domain/time/dates.js';
import { rows, transaction } from '../../src/store/base/connection/database.js';
import { createSeal } from '../../src/store/base/seal.js';
import { deployPlans } from '../../src/store/loans/plans.js';
import { contactHistory, dueNotices } from '../../src/store/notices/notices.js';
import { changeNotices } from '../../src/store/notices/outcomes.js';
import { freshDatabase } from '../book/fresh-database.js';
import { addLoans, mobile } from '../support/loans.js';

const db = freshDatabase();
const seal = createSeal(Buffer.alloc(32).toString('base64'));
const noon = momentAt('2026-03-02', '12:00');
const MINUTE = 60_000;

beforeEach(async () => {
  const contacts = (['sms', 'voice'] as const).map((channel) => ({ channel, address: mobile(1) }));
  const instalments = [{ dueOn: '2026-02-20', amount: 100_000 }];
  const loans = ['L1', 'L2'].map((loan) => ({ loan, borrower: 'B1', contacts, instalments }));
  await addLoans(db(), seal, [...loans, { loan: 'L3', instalments }], momentAt('2026-03-01', '09:00'));
});

async function reserve(loan: string, channel: ChannelName, at: Moment, template = 'overdue-friendly'): Promise<number> {
  const [row] = await rows<{ id: number }>(
    db().pool,
    `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at)
     SELECT loan_id, concat($2::text, $3::timestamptz, $4::text), borrower_id, $2, $4, 'collection', $3::timestamptz, $3::timestamptz + interval '1 day' FROM loans WHERE loan_id = $1
     RETURNING notice_id AS id`,
    [loan, channel, new Date(at), template],
  );
  return row!.id;
}

const sending = (noticeId: number) => ({
  ...{
    noticeId,
    status: 'sending' as const,
    contactId: 1,
    textSealed: seal.seal('words', 'notices.text_sealed', noticeId),
  },
});

it('two channels never decide about one person at the same time: the second sees what the first lets go', async () => {
  const sms = await reserve('L1', 'sms', noon);
  await reserve('L2', 'voice', noon);
  const order: string[] = [];
  let seen = -1;
  let decide: () => void = () => undefined;
  const decided = new Promise<void>((resolve) => {
    decide = resolve;
  });
  const first = transaction(db(), async (client) => {
    await dueNotices(client, 'sms', noon, 10);
    await decided;
    await changeNotices(client, [sending(sms)], noon);
    order.push('first');
  });
  await sleep(100);
  const second = transaction(db(), async (client) => {
    const due = await dueNotices(client, 'voice', noon, 10);
    expect(due.map((it) => it.loan)).toEqual(['L2']);
    seen = (await contactHistory(client, ['B1'], noon - MINUTE)).get('B1')!.length;
    order.push('second');
  });
  await sleep(100);
  decide();
  await Promise.all([first, second]);
  expect({ order, seen }).toEqual({ order: ['first', 'second'], seen: 1 });
});

it('counts what went out or may have, over all loans of the person, and calls that staff have made', async () => {
  const made = [
    await reserve('L1', 'sms', noon),
    await reserve('L2', 'sms', noon),
    await reserve('L1', 'voice', noon),
    await reserve('L2', 'voice', noon),
    await reserve('L3', 'sms', noon),
  ];
  const never = await reserve('L2', 'sms', noon + 1);
  await changeNotices(db().pool, made.map(sending), noon);
  await changeNotices(db().pool, [{ noticeId: never, status: 'suppressed', reason: 'paid' }], noon);
  await db().pool.query(
    `UPDATE notices SET delivery_status = CASE loan_id WHEN 'L1' THEN 'delivered' ELSE 'undelivered' END,
       delivered_at = CASE loan_id WHEN 'L1' THEN due_at END WHERE channel = 'voice'`,
  );
  await db().pool.query(
    `INSERT INTO tasks (task_id, loan_id, kind, role, rule, why, opened_at, due_at, ended_at, status)
     SELECT loan || kind, loan, kind, 'account-manager', 'S4', '', $1, $1, $1, status
     FROM (VALUES ('L1', 'call', 'done'), ('L2', 'visit', 'done'), ('L2', 'call', 'cancelled')) AS t (loan, kind, status)`,
    [new Date(noon)],
  );
  const history = await contactHistory(db().pool, ['B1'], noon);
  expect(
    history
      .get('B1')!
      .map((it) => `${it.channel} ${it.loan} ${it.outcome}`)
      .sort(),
  ).toEqual(['sms L1 unknown', 'sms L2 unknown', 'voice L1 answered', 'voice L1 unknown', 'voice L2 unanswered']);
  // A minute later it is out of sight of who looks no further back.
  expect((await contactHistory(db().pool, ['B1'], noon + MINUTE)).get('B1')).toEqual([]);
});

it('goes to the borrower only: the number of a guarantor or an emergency contact is never taken, whatever was agreed', async () => {
  const contacts = (['guarantor', 'emergency'] as const).map((whose, n) => ({
    ...{ whose, channel: 'sms' as const, address: mobile(90 + n), consent: true },
  }));
  const instalments = [{ dueOn: '2026-02-20', amount: 100_000 }];
  await addLoans(db(), seal, [{ loan: 'L4', contacts, instalments }], noon);
  await reserve('L4', 'sms', noon);
  const due = await transaction(db(), (client) => dueNotices(client, 'sms', noon, 10));
  expect(due).toMatchObject([{ loan: 'L4', contactId: null, addressSealed: null }]);
});

it('a notice keeps the version of the words it was sent in, whatever is deployed later', async () => {
  const [sent, waits] = [await reserve('L1', 'sms', noon), await reserve('L2', 'sms', noon)];
  await changeNotices(db().pool, [sending(sent)], noon);
  await db().pool.query(
    `INSERT INTO templates SELECT template, version + 1, content FROM templates WHERE template = 'overdue-friendly'`,
  );
  await changeNotices(db().pool, [{ noticeId: sent, status: 'sent', providerId: 'P1' }, sending(waits)], noon);
  const found = await rows<{ id: number; version: number; text: Buffer }>(
    db().pool,
    'SELECT notice_id AS id, template_version AS version, text_sealed AS text FROM notices WHERE notice_id = ANY($1) ORDER BY notice_id',
    [[sent, waits]],
  );
  expect(found.map((it) => it.version)).toEqual([1, 2]);
  // The words themselves are kept, and nobody reads them without the key.
  expect(found.map((it) => seal.open(it.text, 'notices.text_sealed', it.id))).toEqual(['words', 'words']);
  expect(found[0]!.text.includes('words')).toBe(false);
});

it('words that changed without a new version are not deployed', async () => {
  await deployPlans(db());
  await db().pool.query(`UPDATE templates SET content = content || '{"fields": []}' WHERE template = 'due-soon'`);
  await expect(deployPlans(db())).rejects.toThrow('template due-soon version 1 has changed: give it a new version');
});
