import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { addDays, momentAt } from '../../src/domain/time/dates.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { openStage, type RehearsalStage } from '../../src/rehearsal/stage.js';
import { rows } from '../../src/store/base/connection/database.js';
import { retriggerStep } from '../../src/store/notices/retrigger.js';
import {
  aboutToGo,
  isPaused,
  noteRestored,
  pauseSending,
  pausesNow,
  resumeSending,
} from '../../src/store/notices/sending.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { addLoans, mobile } from '../support/loans.js';
import { received } from '../support/sandbox.js';

let stage: RehearsalStage;
let day = '2026-03-02';
let next = 0;
beforeAll(async () => {
  stage = await openStage(momentAt('2026-03-01', '12:00'), await bundleForRehearsal(), () => undefined);
});
afterAll(() => stage?.close());
beforeEach(() => {
  day = addDays(day, 4);
});

const at = (time: string, on = day) => momentAt(on, time);
const by = (time: string) => ({ actor: 'test', at: at(time) });

/** A loan that is reminded at once, by sms. */
async function reminded(loan: string, time = '10:00', plan = '04-personal'): Promise<string> {
  const { db, seal } = stage.dependencies;
  const address = mobile(++next);
  await stage.passUntil(at(time));
  const instalments = [{ dueOn: addDays(day, 3), amount: 100_000 }];
  await addLoans(db, seal, [{ loan, plan, instalments, contacts: [{ channel: 'sms', address }] }], at(time));
  await deliverNudges(db, stage.dependencies.messenger);
  await stage.passUntil(at(time) + 60_000);
  return address;
}

const got = async (address: string) => (await received(stage.smsUrl, 'sms')).filter((it) => it.to === address).length;
const noticeOf = async (loan: string) =>
  (
    await rows<{ status: string; reason: string | null }>(
      stage.dependencies.db.pool,
      'SELECT status, reason FROM notices WHERE loan_id = $1 ORDER BY notice_id',
      [loan],
    )
  ).map((it) => [it.status, it.reason].filter(Boolean).join(' '));

it('a pause of all, of a channel, of a plan, of a plan on a channel holds what is of it, and nothing else', () => {
  const holds = (channel: 'sms' | null, plan: string | null) => [
    isPaused([{ channel, plan }], 'sms', 'A'),
    isPaused([{ channel, plan }], 'sms', 'B'),
    isPaused([{ channel, plan }], 'email', 'A'),
    isPaused([{ channel, plan }], 'email'),
  ];
  expect(holds(null, null)).toEqual([true, true, true, true]);
  expect(holds('sms', null)).toEqual([true, true, false, false]);
  expect(holds(null, 'A')).toEqual([true, false, true, false]);
  expect(holds('sms', 'A')).toEqual([true, false, false, false]);
});

it('what is paused waits, is listed, and goes once when it is resumed', async () => {
  const { db, messenger } = stage.dependencies;
  const scope = { channel: 'sms', plan: '04-personal' } as const;
  expect(await pauseSending(db, scope, 'a wrong text', by('09:00'))).toBe(true);
  expect(await pauseSending(db, scope, 'a wrong text', by('09:00'))).toBe(false);
  const held = await reminded('held');
  const other = await reminded('other', '10:05', '09-consumer');
  expect([await got(held), await got(other)]).toEqual([0, 1]);
  expect(await noticeOf('held')).toEqual(['reserved paused']);
  expect(await aboutToGo(db.pool, { until: at('23:00') })).toEqual([
    expect.objectContaining({ loan: 'held', paused: true, asked: false, status: 'reserved' }),
  ]);
  // Another pause does not end with it.
  await pauseSending(db, { channel: null, plan: null }, 'all', by('11:00'));
  await resumeSending(db, scope, by('11:01'));
  await deliverNudges(db, messenger);
  await stage.passUntil(at('11:05'));
  expect(await got(held)).toBe(0);
  expect((await pausesNow(db.pool)).map((it) => it.why)).toEqual(['all']);
  expect(await resumeSending(db, { channel: null, plan: null }, by('11:10'))).toBe(true);
  await deliverNudges(db, messenger);
  await stage.passUntil(at('11:15'));
  expect([await got(held), await noticeOf('held')]).toEqual([1, ['sent']]);
  const audit = await rows<{ what: string }>(
    db.pool,
    `SELECT what FROM audit_log WHERE subject LIKE 'sending/%' ORDER BY audit_id`,
  );
  expect(audit.map((it) => it.what)).toEqual(['paused', 'paused', 'resumed', 'resumed'].map((it) => `sending ${it}`));
});

it('what is paused until it is of no use becomes a call, as in an outage', async () => {
  const { db } = stage.dependencies;
  await pauseSending(db, { channel: 'sms', plan: null }, 'another provider', by('09:00'));
  const late = await reminded('late');
  await stage.passUntil(at('12:00', addDays(day, 2)));
  await resumeSending(db, { channel: 'sms', plan: null }, by('12:00'));
  expect([await got(late), await noticeOf('late')]).toEqual([0, ['suppressed stale']]);
  expect(await rows(db.pool, `SELECT 1 FROM tasks WHERE loan_id = 'late' AND kind = 'call'`)).toHaveLength(1);
});

it('a step that still waits is not done again: it says until when; once it is sent it may be', async () => {
  const { db, messenger } = stage.dependencies;
  const address = await reminded('waits', '23:00');
  const asked = { loan: 'waits', step: 'remind/1/due-soon/sms', why: 'asked for' };
  await expect(retriggerStep(db.pool, asked, by('23:05'))).rejects.toThrow(
    /remind\/1\/due-soon\/sms still waits, until .*T08:00.* \(quiet hours\)/,
  );
  await stage.passUntil(at('08:05', addDays(day, 1)));
  expect(await got(address)).toBe(1);
  const again = { actor: 'test', at: at('08:06', addDays(day, 1)) };
  await retriggerStep(db.pool, asked, again);
  await deliverNudges(db, messenger);
  await stage.passUntil(at('08:10', addDays(day, 1)));
  expect([await noticeOf('waits'), await got(address)]).toEqual([['sent', 'sent'], 2]);
});

it('after a restore nothing of before goes without a question to its provider', async () => {
  const { db } = stage.dependencies;
  const was = await reminded('was-sent');
  expect(await got(was)).toBe(1);
  // As the backup of a moment ago has it: reserved, and nothing known of its sending.
  await db.pool.query(
    `UPDATE notices SET status = 'reserved', provider_id = NULL, attempts = 0, first_attempt_at = NULL, attempted_at = NULL,
       contact_id = NULL, text_sealed = NULL, contacted_at = NULL, settled_at = NULL, delivery_status = NULL WHERE loan_id = 'was-sent'`,
  );
  await db.pool.query(
    `DELETE FROM notice_attempts WHERE notice_id IN (SELECT notice_id FROM notices WHERE loan_id = 'was-sent')`,
  );
  await pauseSending(db, { channel: null, plan: null }, 'restore', by('10:05'));
  const never = await reminded('never-sent', '10:10');
  expect(await noteRestored(db, at('10:30'), by('10:40'))).toEqual({ notices: 2, mails: [] });
  const list = await aboutToGo(db.pool, { until: at('23:00') });
  expect(list.map((it) => [it.loan, it.asked, it.paused])).toEqual([
    ['was-sent', true, true],
    ['never-sent', true, true],
  ]);
  // What belongs to a time after it goes as ever.
  await resumeSending(db, { channel: null, plan: null }, by('10:41'));
  expect(await got(await reminded('later', '11:00'))).toBe(1);
  expect([await got(was), await got(never)]).toEqual([1, 0]);
});
