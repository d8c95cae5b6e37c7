import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DispatchResult, noticeActivities } from '../../activities/sending/notices.js';
import { workflowIdOf } from '../../src/domain/entry/ids.js';
import { addDays, formatMoment, momentAt } from '../../src/domain/time/dates.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { openStage, type RehearsalStage } from '../../src/rehearsal/stage.js';
import { rows } from '../../src/store/base/connection/database.js';
import { placeHold } from '../../src/store/facts/holds.js';
import { recordPayment } from '../../src/store/facts/payments.js';
import { recordOptOut } from '../../src/store/notices/consent.js';
import { restrictPerson } from '../../src/store/people/persons.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { addLoans, mobile, putLoans, type TestLoan } from '../support/loans.js';
import { behave, received, requestsOf } from '../support/sandbox.js';

let stage: RehearsalStage;
/** Each test has days of its own: time only goes on. */
let today = '2026-03-01';
let tomorrow = '';

beforeAll(async () => {
  stage = await openStage(momentAt(today, '00:00'), await bundleForRehearsal(), () => undefined);
});
afterAll(() => stage?.close());
beforeEach(() => {
  today = addDays(today, 4);
  tomorrow = addDays(today, 1);
});

const at = (time: string, day = today) => momentAt(day, time);

/** Its reminder goes out when it is taken in. */
const dueSoon = (loan: string, more: Partial<TestLoan> = {}): TestLoan => ({
  loan,
  instalments: [{ dueOn: addDays(today, 3), amount: 100_000 }],
  ...more,
});

/** It enters the first stage of plan 04-personal when it is taken in: a collection message, on the fourth day a call. */
const overdue = (loan: string, more: Partial<TestLoan> = {}): TestLoan => ({
  loan,
  instalments: [{ dueOn: addDays(today, -1), amount: 100_000 }],
  ...more,
});

async function takenIn(time: string, loans: TestLoan[]): Promise<void> {
  const { db, seal } = stage.dependencies;
  await stage.passUntil(at(time));
  await addLoans(db, seal, loans, at(time));
  await told();
  await stage.passUntil(at(time) + 60_000);
}

async function told(): Promise<void> {
  await deliverNudges(stage.dependencies.db, stage.dependencies.messenger);
}

/** `channel status reason`, and the moment for which it is or was due. */
async function noticesOf(loan: string): Promise<string[]> {
  const found = await rows<{ channel: string; status: string; reason: string | null; due: number }>(
    stage.dependencies.db.pool,
    'SELECT channel, status, reason, due_at AS due FROM notices WHERE loan_id = $1 ORDER BY notice_id',
    [loan],
  );
  return found.map(({ channel, status, reason, due }) =>
    [channel, status, reason, formatMoment(due).slice(0, 16)].filter((it) => it !== null).join(' '),
  );
}

const messagesTo = async (address: string, channel = 'sms') =>
  (await received(stage.smsUrl, channel)).filter((message) => message.to === address);

const sms = (n: number) => ({ channel: 'sms' as const, address: mobile(n) });

describe('what is reserved in the quiet hours waits for eight o’clock, and goes only if it still may', () => {
  beforeAll(async () => {
    today = '2026-03-02';
    tomorrow = '2026-03-03';
    await takenIn('23:00', [
      dueSoon('goes', { contacts: [sms(1)] }),
      dueSoon('paid', { contacts: [sms(2)] }),
      dueSoon('held', { contacts: [sms(3)] }),
      dueSoon('opted-out', { contacts: [sms(4)] }),
      dueSoon('restricted', { contacts: [sms(5)] }),
    ]);
  });

  it('waits', async () => {
    for (const loan of ['goes', 'paid', 'held', 'opted-out', 'restricted']) {
      expect(await noticesOf(loan)).toEqual(['sms reserved quiet hours 2026-03-03T08:00']);
    }
    expect(await received(stage.smsUrl, 'sms')).toEqual([]);
  });

  it('is dropped when the loan was paid, held, or the borrower opted out or was restricted meanwhile', async () => {
    const { db } = stage.dependencies;
    await stage.passUntil(at('07:30', '2026-03-03'));
    const source = { actor: 'test', at: at('07:30', '2026-03-03') };
    await recordPayment(db, { loan: 'paid', reference: 'R1', paidOn: '2026-03-03', amount: 100_000 }, source);
    await placeHold(db, { loan: 'held', until: null, reason: 'dispute' }, source);
    await recordOptOut(db, { borrower: 'B-opted-out', channel: 'sms' }, source);
    await restrictPerson(db, 'B-restricted', 'asked', source);
    // Nobody tells the workflows: the gate looks at the moment of contact, not at what was known before.
    await stage.passUntil(at('08:01', '2026-03-03'));
    expect(await noticesOf('paid')).toEqual(['sms suppressed paid 2026-03-03T08:00']);
    expect(await noticesOf('held')).toEqual(['sms suppressed hold 2026-03-03T08:00']);
    expect(await noticesOf('opted-out')).toEqual(['sms suppressed no consent 2026-03-03T08:00']);
    expect(await noticesOf('restricted')).toEqual(['sms suppressed restricted 2026-03-03T08:00']);
    await told();
  });

  it('goes otherwise', async () => {
    expect(await noticesOf('goes')).toEqual(['sms sent 2026-03-03T08:00']);
    const all = await received(stage.smsUrl, 'sms');
    expect(all.map((message) => message.to)).toEqual([mobile(1)]);
    expect(all[0]!.body).toContain('Dear Borrower of goes, 1,000.00 CNY');
  });
});

it('says what is overdue of all of a person’s loans in one message, when all of it is there', async () => {
  const loans = [1, 2, 3, 4, 5].map((n) => overdue(`many-${n}`, { borrower: 'many', contacts: [sms(10)] }));
  await takenIn('10:00', [...loans, overdue('another', { contacts: [sms(11)] })]);
  expect(await messagesTo(mobile(11))).toHaveLength(1);
  const ofAll = async () => (await Promise.all(loans.map((it) => noticesOf(it.loan)))).flat().sort();
  expect(await messagesTo(mobile(10))).toHaveLength(0);
  expect(await ofAll()).toEqual(Array(5).fill(`sms reserved gathering ${today}T10:15`));
  await stage.passUntil(at('10:16'));
  const [message, ...more] = await messagesTo(mobile(10));
  expect(more).toEqual([]);
  for (const { loan } of loans) expect(message!.body).toContain(loan);
  expect(await ofAll()).toEqual([`sms sent ${today}T10:15`, ...Array(4).fill(`sms suppressed joined ${today}T10:15`)]);
});

it('lets loans go on while a channel is down, and does not send what is stale by then', async () => {
  await behave(stage.smsUrl, { sms: 'rate-limit' });
  const wechat = { channel: 'wechat' as const, address: 'wx-outage' };
  await takenIn('10:00', [overdue('outage', { contacts: [sms(20), wechat] })]);
  await stage.passUntil(at('12:00', addDays(today, 3)));
  await behave(stage.smsUrl, { sms: 'ok' });
  expect(await noticesOf('outage')).toEqual([
    expect.stringContaining('sms suppressed stale'),
    `wechat sent ${today}T10:00`,
  ]);
  expect(await messagesTo(mobile(20))).toEqual([]);
  expect(await messagesTo('wx-outage', 'wechat')).toHaveLength(1);
  const done = await rows<{ what: string }>(
    stage.dependencies.db.pool,
    `SELECT what FROM loan_diary WHERE loan_id = 'outage' AND what IN ('stage', 'task.open') AND entry NOT LIKE 'care/%' ORDER BY at`,
  );
  expect(done.map((it) => it.what)).toEqual(['stage', 'task.open']);
});

it('sends after an outage what is still of use', async () => {
  await behave(stage.smsUrl, { sms: 'rate-limit' });
  await takenIn('10:00', [dueSoon('short-outage', { contacts: [sms(30)] })]);
  expect(await noticesOf('short-outage')).toEqual([`sms reserved aliyun-Throttling.User ${today}T10:01`]);
  await behave(stage.smsUrl, { sms: 'ok' });
  await stage.passUntil(at('10:30'));
  expect(await noticesOf('short-outage')).toEqual([expect.stringContaining('sms sent')]);
  expect(await messagesTo(mobile(30))).toHaveLength(1);
});

it('makes a call by a person of what a provider refuses, with a workflow of its own', async () => {
  await behave(stage.smsUrl, { sms: 'reject' });
  await takenIn('10:00', [dueSoon('refused', { contacts: [sms(40)] })]);
  await behave(stage.smsUrl, { sms: 'ok' });
  expect(await noticesOf('refused')).toEqual([`sms failed refused ${today}T10:00`]);
  const tasks = await rows<{ task: string; kind: string; role: string; status: string }>(
    stage.dependencies.db.pool,
    `SELECT task_id AS task, kind, role, status FROM tasks WHERE loan_id = 'refused'`,
  );
  expect(tasks).toEqual([
    { task: expect.stringContaining('refused/'), kind: 'call', role: 'account-manager', status: 'open' },
  ]);
  const workflow = await stage.client.workflow.getHandle(workflowIdOf('task', tasks[0]!.task)).describe();
  expect([workflow.type, workflow.status.name]).toEqual(['task', 'RUNNING']);
  // It lives: on the day after, it goes up to the supervisor.
  await stage.passUntil(at('19:00', tomorrow));
  const overdueOnes = await rows(
    stage.dependencies.db.pool,
    `SELECT 1 FROM loan_diary WHERE what = 'task.overdue' AND loan_id = 'refused'`,
  );
  expect(overdueOnes).toHaveLength(1);
});

it('one value under a lost key stops nobody else: neither what goes out nor what is asked of the provider', async () => {
  const { db } = stage.dependencies;
  // Key 9 is not configured.
  const lost = `set_byte(set_byte(%, 0, 0), 1, 9)`;
  await takenIn('22:30', [dueSoon('lost', { contacts: [sms(41)] }), dueSoon('read', { contacts: [sms(42)] })]);
  await db.pool.query(
    `UPDATE contacts SET address_sealed = ${lost.replace('%', 'address_sealed')} WHERE borrower_id = 'B-lost'`,
  );
  await stage.passUntil(at('09:30', tomorrow));
  expect(await noticesOf('read')).toEqual([expect.stringMatching(/^sms sent/)]);
  expect(await noticesOf('lost')).toEqual([
    expect.stringMatching(/^sms reserved name or address cannot be opened .*T(09|10):/),
  ]);

  // Two whose outcome is not known; of one the words cannot be opened.
  await db.pool.query(
    `UPDATE notices SET status = 'sending', provider_id = NULL, attempted_at = now() - interval '1 hour' WHERE loan_id = 'read'`,
  );
  await db.pool.query(
    `UPDATE notices SET status = 'sending', attempts = 1, contact_id = (SELECT contact_id FROM contacts WHERE borrower_id = 'B-lost'),
       text_sealed = '\\x0009'::bytea || gen_random_uuid()::text::bytea, first_attempt_at = now(), attempted_at = now() - interval '1 hour'
     WHERE loan_id = 'lost'`,
  );
  const { dispatchNotices } = noticeActivities(stage.dependencies);
  await new MockActivityEnvironment().run(dispatchNotices, {
    channel: 'sms',
    now: stage.dependencies.clock.toWorkflow(at('10:00', tomorrow)),
  });
  expect((await noticesOf('read'))[0]).toMatch(/^sms sent/);
  expect((await noticesOf('lost'))[0]).toMatch(/^sms sending/);
  await db.pool.query(`UPDATE notices SET first_attempt_at = now() - interval '4 days' WHERE loan_id = 'lost'`);
  await new MockActivityEnvironment().run(dispatchNotices, {
    channel: 'sms',
    now: stage.dependencies.clock.toWorkflow(at('10:00', tomorrow)),
  });
  expect((await noticesOf('lost'))[0]).toMatch(/^sms unknown outcome cannot be known/);
});

it('looks at the clock when it sends: a batch that had to wait for a worker until after ten at night sends nothing', async () => {
  const { db, seal, clock } = stage.dependencies;
  await stage.passUntil(at('21:50'));
  // No workflow is told, so that nobody else sends it.
  await addLoans(db, seal, [dueSoon('late', { contacts: [sms(35)] })], at('21:50'));
  await db.pool.query(
    `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, why, dpd, stage, plan_version, detail)
     VALUES ('loan', 'late', 'remind', $1, $1, 'notice', 'P4.5', '', 0, 'current', 1, '{}')`,
    [new Date(at('21:50'))],
  );
  await db.pool.query(
    `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, about, due_at, stale_at)
     VALUES ('late', 'remind', 'B-late', 'sms', 'due-soon', 'service', 1, $1, $2)`,
    [new Date(at('21:50')), new Date(at('21:50', tomorrow))],
  );
  const late = { ...stage.dependencies, clock: { ...clock, atContact: () => at('22:10') } };
  const { dispatchNotices } = noticeActivities(late);
  await new MockActivityEnvironment().run(dispatchNotices, { channel: 'sms', now: clock.toWorkflow(at('21:50')) });
  expect(await noticesOf('late')).toEqual([`sms reserved quiet hours ${tomorrow}T08:00`]);
  expect(await messagesTo(mobile(35))).toEqual([]);
});

it('hands nothing over that could arrive after ten: Alibaba keeps no limit, so it stops five minutes before', async () => {
  await takenIn('21:56', [dueSoon('close', { contacts: [sms(36)] })]);
  expect(await noticesOf('close')).toEqual([expect.stringMatching(/^sms reserved too-late/)]);
  await stage.passUntil(at('07:59', tomorrow));
  expect(await messagesTo(mobile(36))).toEqual([]);
  await stage.passUntil(at('08:05', tomorrow));
  expect(await noticesOf('close')).toEqual([`sms sent ${tomorrow}T08:00`]);
});

describe('a gateway that is down', () => {
  const PREFIX = 'down';
  const reserve = async (count: number, offset: number, dueAt: number, staleAt: number) => {
    const { db, seal } = stage.dependencies;
    const loans = Array.from({ length: count }, (_, n) =>
      dueSoon(`${PREFIX}-${offset + n}`, { contacts: [sms(offset + n)] }),
    );
    await putLoans(db, seal, loans);
    const ids = loans.map((it) => it.loan);
    await db.pool.query('UPDATE loans SET taken_in_at = $2 WHERE loan_id = ANY($1)', [ids, new Date(dueAt)]);
    await db.pool.query(
      `INSERT INTO diary (kind, subject, entry, at, acted_at, what, rule, why, dpd, stage, plan_version, detail)
       SELECT 'loan', id, 'remind/sms', $2, $2, 'notice', 'P4.5', '', 0, 'current', 1, '{}' FROM unnest($1::text[]) AS id`,
      [ids, new Date(dueAt)],
    );
    await db.pool.query(
      `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, about, due_at, stale_at)
       SELECT id, 'remind/sms', 'B-' || id, 'sms', 'due-soon', 'service', 1, $2, $3 FROM unnest($1::text[]) AS id`,
      [ids, new Date(dueAt), new Date(staleAt)],
    );
  };
  /** `rest` and `next` are milliseconds from now on. */
  const dispatch = async (now: number, rest: number | null = null) => {
    const { dispatchNotices } = noticeActivities(stage.dependencies);
    const workflowNow = stage.dependencies.clock.toWorkflow(now);
    const it: DispatchResult = await new MockActivityEnvironment().run(dispatchNotices, {
      channel: 'sms',
      now: workflowNow,
      rest: rest === null ? null : workflowNow + rest,
    });
    const fromNow = (time: number | null) => (time === null ? null : time - workflowNow);
    return { ...it, next: fromNow(it.next), rest: fromNow(it.rest) };
  };
  const statuses = async () =>
    Object.fromEntries(
      (
        await rows<{ status: string; count: number }>(
          stage.dependencies.db.pool,
          `SELECT status, count(*)::int AS count FROM notices WHERE loan_id LIKE '${PREFIX}-%' GROUP BY 1`,
        )
      ).map((it) => [it.status, it.count]),
    );
  /** As if the minute had passed that a message is given to show at the provider. */
  const letAMinutePass = () =>
    stage.dependencies.db.pool.query(`UPDATE notices SET attempted_at = now() - interval '2 minutes'`);

  it('is tried with one batch, asked now and then, and gets everything once when it is up again', async () => {
    await reserve(130, 1_000, at('10:00'), at('10:00', tomorrow));
    await behave(stage.smsUrl, { sms: 'outage' });
    expect(await dispatch(at('10:00'))).toEqual({ sent: 0, more: false, next: 61_000, rest: 61_000 });
    expect(await statuses()).toEqual({ sending: 100, reserved: 30 });
    await letAMinutePass();
    expect(await dispatch(at('10:02'))).toEqual({ sent: 0, more: false, next: 300_000, rest: 300_000 });
    expect(await statuses()).toEqual({ sending: 100, reserved: 30 });
    await behave(stage.smsUrl, { sms: 'ok' });
    for (let minute = 7; minute < 20 && (await statuses()).sent !== 130; minute++)
      await dispatch(at(`10:${String(minute).padStart(2, '0')}`));
    expect(await statuses()).toEqual({ sent: 130 });
    const got = (await received(stage.smsUrl, 'sms')).map((it) => it.to).filter((to) => to >= mobile(1_000));
    expect(got.toSorted()).toEqual(Array.from({ length: 130 }, (_, n) => mobile(1_000 + n)));
  });

  it('that surely takes nothing is left in peace, whoever nudges, and then tried with three', async () => {
    await reserve(130, 3_000, at('10:00'), at('10:00', tomorrow));
    await behave(stage.smsUrl, { sms: 'rate-limit' });
    const asked = async (work: () => Promise<unknown>) => {
      const before = await requestsOf(stage.smsUrl, 'sms');
      return [await work(), (await requestsOf(stage.smsUrl, 'sms')) - before];
    };
    const down = (ms: number) => ({ sent: 0, more: false, next: ms, rest: ms });
    expect(await asked(() => dispatch(at('10:00')))).toEqual([down(10_000), 100]);
    expect(await asked(() => dispatch(at('10:00') + 4_000, 6_000))).toEqual([down(6_000), 0]);
    expect(await asked(() => dispatch(at('10:00') + 10_000, 0))).toEqual([down(300_000), 3]);
    await behave(stage.smsUrl, { sms: 'ok' });
    expect(await dispatch(at('10:06'), 0)).toMatchObject({ sent: 3, more: true, rest: null });
    expect(await dispatch(at('10:06'))).toMatchObject({ sent: 100, more: true });
    expect(await dispatch(at('10:06'))).toMatchObject({ sent: 27, more: false });
  });

  it('what is of no use any more before it is up becomes a call, once', async () => {
    await reserve(104, 2_000, at('10:00'), at('12:00'));
    await behave(stage.smsUrl, { sms: 'outage' });
    await dispatch(at('10:00'));
    await letAMinutePass();
    await dispatch(at('12:00'));
    const calls = `SELECT count(*)::int AS count FROM tasks WHERE loan_id LIKE '${PREFIX}-2%' AND kind = 'call' AND status = 'open'`;
    const called = async () => (await rows<{ count: number }>(stage.dependencies.db.pool, calls))[0]!.count;
    expect(await called()).toBe(4);
    await behave(stage.smsUrl, { sms: 'ok' });
    for (const time of ['12:05', '12:06']) await dispatch(at(time));
    expect(await statuses()).toEqual({ sent: 260, suppressed: 104 });
    expect(await called()).toBe(104);
  });

  it('what was kept waiting until it was of no use becomes a call, also when the workflow has begun anew meanwhile', async () => {
    await reserve(130, 4_000, at('10:00'), at('12:00'));
    await behave(stage.smsUrl, { sms: 'rate-limit' });
    await dispatch(at('10:00'));
    await dispatch(at('10:00') + 10_000, 0);
    await behave(stage.smsUrl, { sms: 'ok' });
    for (const time of ['12:00', '12:01']) await dispatch(at(time));
    const calls = await rows(
      stage.dependencies.db.pool,
      `SELECT 1 FROM tasks WHERE loan_id LIKE '${PREFIX}-4%' AND kind = 'call' AND status = 'open' AND opened_at = $1`,
      [new Date(at('12:00'))],
    );
    expect(calls.length).toBe(27);
    expect(await statuses()).toEqual({ sent: 260, suppressed: 234 });
  });

  it('what would arrive in the quiet hours is kept back by us, and is no sign of it', async () => {
    await reserve(30, 5_000, at('21:56'), at('21:56', tomorrow));
    const before = await requestsOf(stage.smsUrl, 'sms');
    expect(await dispatch(at('21:56'))).toMatchObject({ sent: 0, more: false, rest: null });
    expect(await requestsOf(stage.smsUrl, 'sms')).toBe(before);
  });
});
