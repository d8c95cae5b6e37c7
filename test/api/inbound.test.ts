import { describe, expect, it } from 'vitest';
import { rows, transaction } from '../../src/store/base/connection/database.js';
import { readAnswer } from '../../src/store/notices/answers.js';
import { dueNotices } from '../../src/store/notices/notices.js';
import { addContact } from '../../src/store/people/borrowers.js';
import { everyRow } from '../support/everything-written.js';
import { contactOf, freshApi, putLoan, seal, tasksOf, twilioPost } from './api.js';

const api = freshApi();
let sent = 0;

const says = (text: string, it: { from?: string; id?: string; OptOutType?: string; token?: string } = {}) => {
  const { from = '+8613800000001', id = `SM${++sent}`, token, ...more } = it;
  return twilioPost(api, '/webhooks/twilio/inbound', { MessageSid: id, From: from, Body: text, ...more }, token);
};
const consent = async (borrower?: string) => (await contactOf(api, 'sms', borrower)).consent;
const answers = () =>
  rows<{ kind: string; borrower: string | null }>(
    api.db().pool,
    'SELECT kind, borrower_id AS borrower FROM answers ORDER BY answer_id',
  );

describe('a message that comes in', () => {
  it.each(['STOP', 'stop', ' Stop. ', 'TD', 'T', '退订', '退订。', 'ＴＤ', 'UNSUBSCRIBE'])(
    '%j ends messages by sms, and no others',
    async (word) => {
      await putLoan(api);
      const answer = await says(word);
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringMatching(/<Response\/>$/)]);
      expect(await consent()).toBe(false);
      expect((await contactOf(api, 'email')).consent).toBe(true);
      expect(await tasksOf(api)).toEqual([]);
      expect(api.told).toBe(1);
    },
  );

  it.each(['START', 'unstop', '恢复', '恢复！'])('%j lets them begin again', async (word) => {
    await putLoan(api);
    await says('退订');
    await api.db().pool.query('UPDATE contacts SET retired_at = now()');
    await says(word);
    expect(await contactOf(api, 'sms')).toEqual({ consent: true, retired: false });
    expect((await contactOf(api, 'email')).retired).toBe(true);
    const audit = await rows<{ what: string }>(api.db().pool, `SELECT what FROM audit_log WHERE actor = 'twilio'`);
    expect(audit.map((it) => it.what)).toEqual(expect.arrayContaining(['opt-out', 'opt-in']));
  });

  it('means what Twilio took it for, where the account has words of its own', async () => {
    await putLoan(api);
    await says('不要再发了', { OptOutType: 'STOP' });
    expect(await consent()).toBe(false);
  });

  it('with other words becomes a task for the account manager, once; the words are sealed', async () => {
    await putLoan(api);
    await says('我下周五发工资', { id: 'SMx' });
    await says('我下周五发工资', { id: 'SMx' });
    const tasks = await tasksOf(api);
    expect(tasks).toEqual([
      { task: 'L1/answer/SMx/B-L1', kind: 'reply', role: 'account-manager', why: 'a reply came in by sms' },
    ]);
    const everything = await everyRow(api.db());
    expect(everything).not.toContain('发工资');
    expect(everything).not.toContain(Buffer.from('发工资').toString('hex'));
    const me = { actor: 'ops/me', at: api.now };
    expect(await readAnswer(api.db(), seal, tasks[0]!.task, me)).toBe('我下周五发工资');
    const [read] = await rows(api.db().pool, `SELECT actor FROM audit_log WHERE what = 'words read'`);
    expect(read).toEqual({ actor: 'ops/me' });
  });

  it('from a stranger is counted, and nothing more is kept of it', async () => {
    await putLoan(api);
    expect((await says('STOP', { from: '+8613900000009' })).status).toBe(200);
    expect((await says('谁', { from: '+8613900000009' })).status).toBe(200);
    expect(await answers()).toEqual([
      { kind: 'stranger', borrower: null },
      { kind: 'stranger', borrower: null },
    ]);
    expect(await consent()).toBe(true);
    expect(api.told).toBe(0);
  });

  it('from a number of two borrowers holds for both; of a guarantor, for the guarantor alone', async () => {
    const number = '+8613800000007';
    await putLoan(api, { contacts: [{ channel: 'sms', address: number }] });
    await putLoan(api, { loan: 'L2', contacts: [{ channel: 'sms', address: number }] });
    await putLoan(api, {
      loan: 'L3',
      contacts: [
        { channel: 'sms', address: '+8613800000008' },
        { channel: 'sms', address: number, whose: 'guarantor' },
      ],
    });
    await says('TD', { from: number });
    const left = await rows<{ borrower: string; whose: string }>(
      api.db().pool,
      'SELECT borrower_id AS borrower, whose FROM contacts WHERE consent',
    );
    expect(left).toEqual([{ borrower: 'B-L3', whose: 'self' }]);
  });

  it('that means stop in other words does so; what is in doubt keeps back what collects until a person has read it', async () => {
    await putLoan(api);
    await says('我要退订', { id: 'SMd' });
    expect(await consent()).toBe(true);
    const [task] = await tasksOf(api);
    expect(task).toMatchObject({ task: 'L1/answer/SMd/B-L1', kind: 'reply' });
    const doubt = async () => {
      await api.db().pool.query(
        `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at)
         VALUES ('L1', 'x', 'B-L1', 'sms', 'overdue', 'collection', $1, $2) ON CONFLICT DO NOTHING`,
        [new Date(api.now - 1), new Date(api.now + 1)],
      );
      const due = await transaction(api.db(), (client) => dueNotices(client, 'sms', api.now, 10));
      return due.map((it) => it.inDoubt);
    };
    expect(await doubt()).toEqual([true]);
    await api.db().pool.query(`UPDATE tasks SET status = 'done', ended_at = now()`);
    expect(await doubt()).toEqual([false]);
    await says('Stop texting me. Who are you?', { id: 'SMe' });
    expect(await consent()).toBe(false);
    expect((await tasksOf(api)).map((it) => it.kind)).toEqual(['reply', 'reply']);
  });

  it('that was heard before changes nothing, whatever was said since', async () => {
    await putLoan(api);
    for (const [id, text] of [
      ['SM1', 'STOP'],
      ['SM2', 'START'],
      ['SM3', 'STOP'],
      ['SM2', 'START'],
    ] as const)
      await says(text, { id });
    expect(await consent()).toBe(false);
    const audit = await rows(api.db().pool, `SELECT what FROM audit_log WHERE actor = 'twilio' AND what = 'opt-in'`);
    // The fact itself and the answer it came as.
    expect(audit).toHaveLength(2);
  });

  it('of a number that has said STOP holds for every row of it that comes later, whoever is said to have it', async () => {
    const number = '+8613800000007';
    await says('STOP', { from: number });
    await putLoan(api, { contacts: [{ channel: 'sms', address: number }] });
    const contact = { borrower: 'B-L1', channel: 'sms', address: number, consent: true } as const;
    const me = { actor: 'ops/me', at: api.now };
    await addContact(api.db(), seal, { ...contact, whose: 'guarantor' }, me);
    const usable = () =>
      rows<{ whose: string }>(api.db().pool, 'SELECT whose FROM contacts WHERE consent ORDER BY whose');
    expect(await usable()).toEqual([{ whose: 'self' }]);
    await api.db().pool.query(
      `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at)
       VALUES ('L1', 'x', 'B-L1', 'sms', 'overdue', 'service', $1, $2)`,
      [new Date(api.now - 1), new Date(api.now + 1)],
    );
    const contactAt = async () =>
      (await transaction(api.db(), (client) => dueNotices(client, 'sms', api.now, 10)))[0]?.contactId ?? null;
    // However the row got here, the gate asks what the number said last.
    expect(await contactAt()).toBeNull();
    await says('START', { from: number });
    expect((await usable()).map((it) => it.whose)).toEqual(['guarantor', 'self']);
    expect(await contactAt()).not.toBeNull();
  });

  it('that is forged is refused', async () => {
    await putLoan(api);
    expect((await says('STOP', { token: 'another' })).status).toBe(403);
    expect(await consent()).toBe(true);
    expect(await answers()).toEqual([]);
  });
});
