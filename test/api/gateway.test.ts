import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { contactOf, freshApi, noticeOf, putLoan, putNotice, tasksOf, WEBHOOK_SECRET } from './api.js';

const api = freshApi();

function answer(said: object, it: { secret?: string; at?: Date; sentBody?: string; channel?: string } = {}) {
  const { secret = WEBHOOK_SECRET, at = new Date(), channel = 'wechat' } = it;
  const body = JSON.stringify(said);
  return fetch(`${api.url}/webhooks/${channel}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
    },
    body: it.sentBody ?? body,
  });
}

async function sentNotice() {
  await putLoan(api);
  return putNotice(api, { channel: 'wechat', providerId: 'the notice itself' });
}

describe('the answer of a gateway', () => {
  it('delivers the notice, twice and late without harm', async () => {
    const id = await sentNotice();
    for (const status of ['delivered', 'delivered', 'undelivered'])
      expect((await answer({ id, status })).status).toBe(204);
    expect(await noticeOf(api, id)).toMatchObject({ delivery_status: 'delivered', delivery_code: null });
  });

  it('that the receiver is gone retires the contact and opens a task', async () => {
    const id = await sentNotice();
    expect((await answer({ id, status: 'undelivered', code: 'unfollowed', gone: true })).status).toBe(204);
    expect(await noticeOf(api, id)).toMatchObject({ delivery_code: 'wechat-unfollowed' });
    expect((await contactOf(api, 'wechat')).retired).toBe(true);
    expect((await contactOf(api, 'sms')).retired).toBe(false);
    expect((await tasksOf(api)).map((it) => it.kind)).toEqual(['call']);
  });

  it('is refused when it is forged, changed on the way, too old, or says what it may not', async () => {
    const id = await sentNotice();
    const said = { id, status: 'delivered' };
    const another = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    expect((await answer(said, { secret: another })).status).toBe(403);
    expect((await answer(said, { sentBody: JSON.stringify({ ...said, gone: true }) })).status).toBe(403);
    expect((await answer(said, { at: new Date(Date.now() - 301_000) })).status).toBe(403);
    expect((await answer({ ...said, code: '张三 13800000001' })).status).toBe(400);
    // A notice of one channel is not reported by another's gateway.
    expect((await answer(said, { channel: 'push' })).status).toBe(204);
    expect((await noticeOf(api, id)).delivery_status).toBeNull();
    expect(api.logged).toEqual([]);
  });
});
