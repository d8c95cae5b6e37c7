import { describe, expect, it } from 'vitest';
import { rows } from '../../src/store/base/connection/database.js';
import { ALIYUN_SECRET, contactOf, freshApi, noticeOf, putLoan, putNotice, tasksOf } from './api.js';

const api = freshApi();

const push = (what: 'report' | 'up', body: unknown, secret = ALIYUN_SECRET) =>
  fetch(`${api.url}/webhooks/aliyun/${secret}/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const report = (notice: string, success: boolean, code = success ? 'DELIVERED' : 'MOBILE_NOT_ON_SERVICE') => ({
  phone_number: '13800000001',
  send_time: '2026-11-24 12:00:00',
  report_time: '2026-11-24 12:00:05',
  success,
  err_code: code,
  err_msg: '…',
  sms_size: '1',
  biz_id: '123456^0',
  out_id: notice,
});

async function sentNotice(it: Parameters<typeof putNotice>[1] = {}) {
  await putLoan(api);
  return putNotice(api, { providerId: '123456^0', ...it });
}

describe('a delivery report of Alibaba', () => {
  it('delivers the notice, once, however often it comes', async () => {
    const notice = await sentNotice();
    const answer = await push('report', [report(notice, true), report(notice, true)]);
    expect([answer.status, await answer.json()]).toEqual([200, { code: 0, msg: 'OK' }]);
    const first = await noticeOf(api, notice);
    expect(first).toMatchObject({ status: 'sent', delivery_status: 'delivered', delivered_at: api.now });
    api.now += 60_000;
    await push('report', [report(notice, true)]);
    expect(await noticeOf(api, notice)).toEqual(first);
    expect(api.told).toBe(1);
  });

  it.each(['sending', 'unknown', 'reserved'])(
    'proves that a notice whose answer was lost (%s) is at the gateway: it does not go again',
    async (status) => {
      const notice = await sentNotice({ status, providerId: undefined as never });
      await push('report', [report(notice, true)]);
      expect(await noticeOf(api, notice)).toMatchObject({ status: 'sent', provider_id: '123456^0' });
    },
  );

  it.each(['USER_REJECT', 'MOBILE_IN_BLACK'])('%s: the contact is retired and a person calls', async (code) => {
    const notice = await sentNotice();
    await push('report', [report(notice, false, code), report(notice, false, code)]);
    expect(await noticeOf(api, notice)).toMatchObject({
      delivery_status: 'undelivered',
      delivery_code: `aliyun-${code}`,
    });
    expect(await contactOf(api, 'sms')).toEqual({ consent: true, retired: true });
    expect((await tasksOf(api)).map((it) => it.kind)).toEqual(['call']);
  });

  it.each(['MOBILE_NOT_ON_SERVICE', 'MOBLLE_TERMINAL_ERROR'])(
    '%s may be a phone that is off: once more',
    async (code) => {
      const notice = await sentNotice();
      await push('report', [report(notice, false, code)]);
      expect(await rows(api.db().pool, `SELECT 1 FROM notices WHERE entry LIKE '%/again-1'`)).toHaveLength(1);
      expect(await contactOf(api, 'sms')).toEqual({ consent: true, retired: false });
      expect(await tasksOf(api)).toEqual([]);
    },
  );

  it('with a carrier’s code that nobody knows becomes a call', async () => {
    const notice = await sentNotice();
    await push('report', [report(notice, false, 'MK:0001')]);
    expect(await tasksOf(api)).toMatchObject([
      { kind: 'call', why: 'overdue-friendly by sms: not delivered, aliyun-MK:0001' },
    ]);
    expect(await contactOf(api, 'sms')).toEqual({ consent: true, retired: false });
  });

  it('never keeps what is no code', async () => {
    const notice = await sentNotice();
    await push('report', [report(notice, false, '用户 13800000001 停机')]);
    expect(await noticeOf(api, notice)).toMatchObject({ delivery_code: 'aliyun-not-said' });
  });

  it('that is forged is refused, changes nothing and leaves no word in the log', async () => {
    const notice = await sentNotice();
    const before = await noticeOf(api, notice);
    for (const secret of ['another-secret-of-letters-12', 'x', `${ALIYUN_SECRET}x`])
      expect((await push('report', [report(notice, true)], secret)).status).toBe(403);
    expect(await noticeOf(api, notice)).toEqual(before);
    expect(api.logged).toEqual([]);
  });

  it('that cannot be read is refused whole, a single bad entry is passed over', async () => {
    const notice = await sentNotice();
    for (const body of ['{"a":1}', 'nonsense', '"text"']) expect((await push('report', body)).status).toBe(400);
    const mixed = [null, { success: 'yes' }, report('nonsense', true), report(notice, true)];
    expect((await push('report', mixed)).status).toBe(200);
    expect(await noticeOf(api, notice)).toMatchObject({ delivery_status: 'delivered' });
  });

  it('logs a failure by its route, without the secret in it', async () => {
    const notice = await sentNotice();
    await api.db().pool.query('ALTER TABLE notices RENAME TO mislaid');
    expect((await push('report', [report(notice, true)])).status).toBe(500);
    expect(api.logged).toEqual(['POST /webhooks/aliyun/:secret/report: 42P01']);
  });
});

describe('a message from a person by Alibaba', () => {
  const up = (content: string, sequence_id: string | number = 1, phone_number = '13800000001') => ({
    phone_number,
    content,
    send_time: '2026-11-24 12:00:00',
    dest_code: '1234',
    sequence_id,
  });
  const answers = () => rows(api.db().pool, 'SELECT answer_id AS id, kind, channel FROM answers ORDER BY 1');

  it.each(['退订', 'TD', 'R'])('%s ends messages by sms', async (word) => {
    await putLoan(api);
    expect(await (await push('up', [up(word)])).json()).toEqual({ code: 0, msg: 'OK' });
    expect(await contactOf(api, 'sms')).toEqual({ consent: false, retired: false });
  });

  it('holds by when it was sent, whenever it is delivered, and once', async () => {
    await putLoan(api);
    const at = (time: string, content: string, id: number) => ({ ...up(content, id), send_time: `2026-11-24 ${time}` });
    await push('up', [at('09:22:00', 'TD', 3)]);
    await push('up', [at('09:21:00', '恢复', 2), at('09:20:00', 'TD', 1)]);
    expect(await contactOf(api, 'sms')).toMatchObject({ consent: false });
    await push('up', [at('09:23:00', '恢复', 4)]);
    expect(await contactOf(api, 'sms')).toMatchObject({ consent: true });
    await push('up', [at('09:22:00', 'TD', 3), at('09:24:00', 'TD', 5), at('09:23:00', '恢复', 4)]);
    expect(await contactOf(api, 'sms')).toMatchObject({ consent: false });
  });

  it('anything else is answered by a person, once, however the number is written', async () => {
    await putLoan(api);
    await push('up', [up('我明天还', 7), up('我明天还', 7)]);
    await push('up', [up('我明天还', '7'), up('再说一次', 8, '8613800000001')]);
    expect(await answers()).toEqual([
      { id: 'aliyun/7/B-L1', kind: 'reply', channel: 'sms' },
      { id: 'aliyun/8/B-L1', kind: 'reply', channel: 'sms' },
    ]);
    expect((await tasksOf(api)).map((it) => it.kind)).toEqual(['reply', 'reply']);
  });

  it('that is forged is refused and leaves no trace', async () => {
    await putLoan(api);
    expect((await push('up', [up('TD')], 'another-secret-of-letters-12')).status).toBe(403);
    expect(await contactOf(api, 'sms')).toEqual({ consent: true, retired: false });
    expect(await answers()).toEqual([]);
  });
});
