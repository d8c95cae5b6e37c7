/** What follows from a message that the carrier did not deliver, by its code. */
import { describe, expect, it } from 'vitest';
import type { Reason } from '../../src/domain/reason/reason.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { rows } from '../../src/store/base/connection/database.js';
import { contactOf, freshApi, putLoan, putNotice, tasksOf, twilioPost } from './api.js';

const api = freshApi();

const report = (notice: string, status: string, code?: string, sid = 'SM1') =>
  twilioPost(api, `/webhooks/twilio/sms?notice=${notice}`, {
    MessageSid: sid,
    MessageStatus: status,
    ...(code ? { ErrorCode: code } : {}),
  });

async function sentNotice() {
  await putLoan(api);
  return putNotice(api);
}

/** Stale on 25 November at 09:00. */
const tries = () =>
  rows<{ id: string; entry: string; status: string; at: number }>(
    api.db().pool,
    `SELECT message_id AS id, entry, status, due_at AS at FROM notices WHERE entry LIKE '%/again-%' ORDER BY notice_id`,
  );

async function wentOut(notice: string, sid: string) {
  await api.db().pool.query(
    `UPDATE notices SET status = 'sent', attempts = 1, provider_id = $2, settled_at = $3,
       contact_id = (SELECT contact_id FROM contacts WHERE channel = 'sms' LIMIT 1) WHERE message_id = $1`,
    [notice, sid, new Date(api.now)],
  );
}

describe('30003: the phone is off', () => {
  it('four hours later it goes once more, as a notice of its own', async () => {
    const notice = await sentNotice();
    await report(notice, 'undelivered', '30003');
    await report(notice, 'undelivered', '30003');
    expect(await tries()).toMatchObject([
      { entry: 'stage/friendly/sms/again-1', status: 'reserved', at: momentAt('2026-11-24', '16:00') },
    ]);
    const [line] = await rows<{ because: Reason; rule: string }>(
      api.db().pool,
      `SELECT because, rule FROM loan_diary WHERE entry = 'stage/friendly/sms/again-1'`,
    );
    expect(line).toEqual({
      rule: 'P4.5',
      because: { code: 'once-more', template: 'overdue-friendly', channel: 'sms', providerCode: 'twilio-30003' },
    });
    expect(await tasksOf(api)).toEqual([]);
    expect(await contactOf(api, 'sms')).toEqual({ consent: true, retired: false });
    const nudges = await rows(api.db().pool, `SELECT 1 FROM nudges WHERE reason = 'notice once more'`);
    expect(nudges).toHaveLength(1);
  });

  it('at most once more on a day, and when it would be stale a person calls', async () => {
    await report(await sentNotice(), 'undelivered', '30003');
    const [first] = await tries();
    await wentOut(first!.id, 'SM2');
    api.now = momentAt('2026-11-24', '16:10');
    await report(first!.id, 'undelivered', '30003', 'SM2');
    const [, second] = await tries();
    expect(second).toMatchObject({ entry: 'stage/friendly/sms/again-2', at: momentAt('2026-11-25', '00:00') });
    await wentOut(second!.id, 'SM3');
    api.now = momentAt('2026-11-25', '08:01');
    await report(second!.id, 'undelivered', '30003', 'SM3');
    expect(await tries()).toHaveLength(2);
    expect(await tasksOf(api)).toMatchObject([{ task: 'L1/stage/friendly/sms/again-2/undelivered', kind: 'call' }]);
  });

  it('a try that has not gone out is dropped when the message has arrived after all', async () => {
    const notice = await sentNotice();
    await report(notice, 'undelivered', '30003');
    await report(notice, 'delivered');
    expect(await tries()).toMatchObject([{ status: 'suppressed' }]);
  });

  it('a report that comes after the delivery asks for nothing', async () => {
    const notice = await sentNotice();
    await report(notice, 'delivered');
    await report(notice, 'undelivered', '30003');
    expect(await tries()).toEqual([]);
  });
});

it('30007, blocked for its content: not again, one call to the person, and one open task to look at the words', async () => {
  const notice = await sentNotice();
  await report(notice, 'undelivered', '30007');
  await report(await putNotice(api, { providerId: 'SM2', stage: 'firm' }), 'undelivered', '30007', 'SM2');
  expect(await tries()).toEqual([]);
  expect(await tasksOf(api)).toMatchObject([
    {
      task: 'L1/content-review/sms/overdue-friendly/2026-11-24',
      kind: 'content-review',
      role: 'department-head',
      why: 'overdue-friendly by sms was blocked for its content, twilio-30007',
    },
    { task: 'L1/stage/friendly/sms/undelivered', kind: 'call' },
  ]);
});

it('30008, nobody knows why: a person calls', async () => {
  await report(await sentNotice(), 'undelivered', '30008');
  expect(await tries()).toEqual([]);
  expect((await tasksOf(api)).map((it) => it.kind)).toEqual(['call']);
});
