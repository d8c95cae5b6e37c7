import { describe, expect, it } from 'vitest';
import { rows } from '../../src/store/base/connection/database.js';
import { setIdentity } from '../../src/store/people/persons.js';
import { contactOf, freshApi, LENDER, putLoan, putNotice, seal, tasksOf, twilioPost } from './api.js';

const api = freshApi();

const press = (notice: string, key: string, token?: string, step = 'message') =>
  twilioPost(
    api,
    `/webhooks/twilio/keys?notice=${notice}&step=${step}`,
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

/** With its words, as the dispatch has sealed them. */
async function calledWith(text: string) {
  const notice = await called();
  const [{ id }] = (await rows<{ id: number }>(
    api.db().pool,
    'SELECT notice_id AS id FROM notices WHERE message_id = $1',
    [notice],
  )) as [{ id: number }];
  const sealed = seal.seal(text, 'notices.text_sealed', id);
  await api.db().pool.query('UPDATE notices SET text_sealed = $2 WHERE notice_id = $1', [id, sealed]);
  return notice;
}

/** What a call says then, and what its next keys lead to. */
async function heard(notice: string, keys: string, step: string) {
  const text = await (await press(notice, keys, undefined, step)).text();
  return { text, next: /keys\?notice=[^"]*?&amp;step=([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') };
}

const facts = async () =>
  (
    await rows<{ what: string }>(
      api.db().pool,
      "SELECT what FROM audit_log WHERE what LIKE '%confirmed in a call' ORDER BY audit_id",
    )
  ).map((it) => it.what);

describe('P9.5, P9.7: the message is for the borrower alone', () => {
  const WORDS = 'Dear Wang Wu, 10,600.00 CNY of your loan L1 is overdue';

  it('who presses a key is asked for the last signs of the identity number, and hears it when they are right', async () => {
    const notice = await calledWith(WORDS);
    await setIdentity(api.db(), seal, 'B-L1', '11010519491231002X', { actor: 'test', at: api.now });
    const asked = await heard(notice, '1', 'greeting');
    expect(asked.text).toContain('last 4 signs of your identity number');
    expect(asked.text).toContain(LENDER.name.replace('&', '&amp;'));
    expect(asked.text).not.toContain('10,600');
    expect(asked.text).not.toContain('loan');
    const told = await heard(notice, '002*', asked.next!);
    expect(told.text).toContain(WORDS);
    expect(told.next).toBe('message');
    expect(await facts()).toEqual(['borrower confirmed in a call']);
  });

  it('where no number is known the last digits of a phone on file are asked for', async () => {
    const notice = await calledWith(WORDS);
    const asked = await heard(notice, '1', 'greeting');
    expect(asked.text).toContain('phone number that we have of you');
    expect((await heard(notice, '0001', asked.next!)).text).toContain(WORDS);
  });

  it('after three wrong entries the call ends with a word to call back, and nothing said', async () => {
    const notice = await calledWith(WORDS);
    let step = (await heard(notice, '1', 'greeting')).next!;
    for (const again of ['identity&wrong=1', 'identity&wrong=2']) {
      const { text, next } = await heard(notice, '9999', step);
      expect(text).toContain('That is not right');
      expect(text).not.toContain('10,600');
      expect(next).toBe(again);
      step = next!;
    }
    const { text, next } = await heard(notice, '9999', step);
    expect(text).toContain(`Please call ${LENDER.hotline}`);
    expect(text).not.toContain('10,600');
    expect(next).toBeUndefined();
    expect(await facts()).toEqual(['not confirmed in a call']);
  });

  it('whoever picks up may end such calls to the number; any other key says nothing', async () => {
    const notice = await calledWith(WORDS);
    expect((await heard(notice, '5', 'greeting')).text).toContain('Please call');
    expect(await answers()).toEqual([]);
    expect((await heard(notice, '9', 'greeting')).text).toContain('no more calls');
    expect(await contactOf(api, 'voice')).toEqual({ consent: false, retired: false });
  });
});

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
