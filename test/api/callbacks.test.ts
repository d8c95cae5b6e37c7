import { describe, expect, it } from 'vitest';
import { rows } from '../../src/store/base/connection/database.js';
import { contactOf, freshApi, noticeOf, putLoan, putNotice, tasksOf, twilioPost } from './api.js';

const api = freshApi();

const reportSms = (notice: string, status: string, code?: string, token?: string) =>
  twilioPost(
    api,
    `/webhooks/twilio/sms?notice=${notice}`,
    { MessageSid: 'SM1', MessageStatus: status, To: '+8613800000001', ...(code ? { ErrorCode: code } : {}) },
    token,
  );

async function sentNotice(it: Parameters<typeof putNotice>[1] = {}) {
  await putLoan(api);
  return putNotice(api, it);
}

describe('a status callback of Twilio', () => {
  it('delivers the notice, once, however often it comes', async () => {
    const notice = await sentNotice();
    for (const status of ['sent', 'delivered', 'delivered']) expect((await reportSms(notice, status)).status).toBe(204);
    const first = await noticeOf(api, notice);
    expect(first).toMatchObject({ status: 'sent', delivery_status: 'delivered', delivered_at: api.now });
    api.now += 60_000;
    await reportSms(notice, 'delivered');
    expect(await noticeOf(api, notice)).toEqual(first);
  });

  it.each([
    [['delivered', 'sent', 'queued'], 'delivered'],
    [['undelivered', 'sent'], 'undelivered'],
    [['undelivered', 'delivered'], 'delivered'],
    [['delivered', 'undelivered'], 'delivered'],
    [['sending', 'read', 'delivered'], 'delivered'],
    [['a status of the future'], null],
  ])('comes out of order: %j is %s', async (statuses, known) => {
    const notice = await sentNotice();
    for (const status of statuses) expect((await reportSms(notice, status, '30003')).status).toBe(204);
    expect((await noticeOf(api, notice)).delivery_status).toBe(known);
    // 30003 passes: the handset was off.
    expect(await contactOf(api, 'sms')).toEqual({ consent: true, retired: false });
    expect(await tasksOf(api)).toEqual([]);
  });

  it.each(['30005', '30006', '21211', '21614', '21610'])(
    '%s is for good: the contact is retired and the account manager calls, once',
    async (code) => {
      const notice = await sentNotice();
      await reportSms(notice, 'undelivered', code);
      await reportSms(notice, 'undelivered', code);
      await reportSms(notice, 'failed', code);
      expect(await noticeOf(api, notice)).toMatchObject({
        delivery_status: 'undelivered',
        delivery_code: `twilio-${code}`,
        delivered_at: null,
      });
      expect(await contactOf(api, 'sms')).toEqual({ consent: true, retired: true });
      expect(await tasksOf(api)).toEqual([
        expect.objectContaining({
          task: 'L1/stage/friendly/sms/undelivered',
          kind: 'call',
          role: 'account-manager',
          why: `overdue-friendly by sms: not delivered, twilio-${code}`,
        }),
      ]);
      const nudged = await rows<{ it: string }>(
        api.db().pool,
        `SELECT DISTINCT kind || ' ' || reason AS it FROM nudges WHERE reason <> 'taken in' ORDER BY 1`,
      );
      expect(nudged.map(({ it }) => it)).toEqual(['loan contact retired', 'task task.open']);
      expect(api.told).toBe(1);
    },
  );

  it.each(['sending', 'unknown', 'reserved'])(
    'proves that a notice whose answer was lost (%s) is at Twilio: it does not go again',
    async (status) => {
      const notice = await sentNotice({ status });
      await reportSms(notice, 'sent');
      expect(await noticeOf(api, notice)).toMatchObject({ status: 'sent', provider_id: 'SM1' });
    },
  );

  it('of a call: answered is delivered, nobody there is not', async () => {
    await putLoan(api, { contacts: [{ channel: 'voice', address: '+8613800000001' }] });
    const notice = await putNotice(api, { channel: 'voice' });
    const path = `/webhooks/twilio/voice?notice=${notice}`;
    await twilioPost(api, path, { CallSid: 'CA1', CallStatus: 'no-answer' });
    expect(await noticeOf(api, notice)).toMatchObject({ delivery_code: 'twilio-no-answer' });
    await twilioPost(api, path, { CallSid: 'CA1', CallStatus: 'completed' });
    expect(await noticeOf(api, notice)).toMatchObject({ delivery_status: 'delivered', delivery_code: null });
  });

  it('that is forged is refused, changes nothing and leaves no word in the log', async () => {
    const notice = await sentNotice();
    const before = await noticeOf(api, notice);
    expect((await reportSms(notice, 'delivered', undefined, 'another token')).status).toBe(403);
    const unsigned = await fetch(`${api.url}/webhooks/twilio/sms?notice=${notice}`, {
      method: 'POST',
      body: new URLSearchParams({ MessageSid: 'SM1', MessageStatus: 'delivered' }),
    });
    expect(unsigned.status).toBe(403);
    // A good signature over another address: a report of one notice is none of another.
    const signed = await twilioPost(api, '/webhooks/twilio/sms?notice=', { MessageSid: 'SM1', MessageStatus: 'sent' });
    expect(signed.status).toBe(204);
    expect(await noticeOf(api, notice)).toEqual(before);
    expect(api.logged).toEqual([]);
  });

  it('of a notice that nobody knows is taken and passed over', async () => {
    for (const notice of ['nonsense', '00000000-0000-4000-8000-000000000000'])
      expect((await reportSms(notice, 'delivered')).status).toBe(204);
  });
});

describe('the API', () => {
  it('says whether its database answers', async () => {
    const answer = await fetch(`${api.url}/health`);
    expect([answer.status, await answer.json()]).toEqual([200, { database: true, temporal: 'good' }]);
    expect((await fetch(`${api.url}/nowhere`)).status).toBe(404);
  });

  it('logs a failure by its route, without what was sent', async () => {
    const notice = await sentNotice();
    await api.db().pool.query('ALTER TABLE notices RENAME TO mislaid');
    expect((await reportSms(notice, 'delivered')).status).toBe(500);
    expect(api.logged).toEqual(['POST /webhooks/twilio/sms: 42P01']);
  });
});
