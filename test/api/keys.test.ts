import { describe, expect, it } from 'vitest';
import { rows } from '../../src/store/base/database.js';
import { contactOf, freshApi, putLoan, putNotice, tasksOf, twilioPost } from './api.js';

const api = freshApi();

const press = (notice: string, key: string, token?: string) =>
  twilioPost(
    api,
    `/webhooks/twilio/keys?notice=${notice}`,
    { CallSid: 'CA1', Digits: key, To: '+8613800000001' },
    token,
  );

async function called() {
  await putLoan(api, {
    contacts: [
      { channel: 'voice', address: '+8613800000001' },
      { channel: 'sms', address: '+8613800000001' },
    ],
  });
  return putNotice(api, { channel: 'voice', providerId: 'CA1' });
}

const answers = () =>
  rows(api.db().pool, 'SELECT answer_id AS id, kind, channel, borrower_id AS borrower FROM answers');

describe('a key that is pressed in a call', () => {
  it.each([
    ['1', 'will-pay', 'will-pay', 'the borrower will pay: agree a day and an amount'],
    ['2', 'call-request', 'call', 'the borrower wants to speak to a person'],
  ])('%s: %s, a task for the account manager, once however often it comes', async (key, kind, task, why) => {
    const notice = await called();
    const said = await (await press(notice, key)).text();
    expect(said).toContain('<Say language="en-US" voice="Polly.Joanna">');
    expect(await (await press(notice, key)).text()).toBe(said);
    expect(await answers()).toEqual([{ id: `CA1/${key}`, kind, channel: 'voice', borrower: 'B-L1' }]);
    expect(await tasksOf(api)).toEqual([{ task: `L1/answer/CA1/${key}`, kind: task, role: 'account-manager', why }]);
    expect(await rows(api.db().pool, 'SELECT 1 FROM promises')).toEqual([]);
  });

  it('9: no more calls by us; other ways stay', async () => {
    const notice = await called();
    expect(await (await press(notice, '9')).text()).toContain('no more calls');
    expect(await contactOf(api, 'voice')).toEqual({ consent: false, retired: false });
    expect(await contactOf(api, 'sms')).toEqual({ consent: true, retired: false });
    expect(await answers()).toMatchObject([{ kind: 'opt-out' }]);
    expect(await tasksOf(api)).toEqual([]);
  });

  it('speaks the borrower’s language', async () => {
    const notice = await called();
    await api.db().pool.query(`UPDATE borrowers SET language = 'zh-CN'`);
    expect(await (await press(notice, '1')).text()).toContain('客户经理会与您商定还款日期');
  });

  it.each(['5', '#', 'constructor'])('%s means nothing and is no fact', async (key) => {
    const notice = await called();
    expect(await (await press(notice, key)).text()).toContain('Goodbye');
    expect(await answers()).toEqual([]);
  });

  it('that is forged, or in a call that nobody knows, is no fact', async () => {
    const notice = await called();
    expect((await press(notice, '9', 'another token')).status).toBe(403);
    for (const unknown of ['00000000-0000-4000-8000-000000000000', 'nonsense', ''])
      expect((await press(unknown, '9')).status).toBe(200);
    expect(await contactOf(api, 'voice')).toEqual({ consent: true, retired: false });
    expect(await answers()).toEqual([]);
  });
});
