import { describe, expect, it } from 'vitest';
import { apiSettings } from '../../src/api/settings.js';
import { rows } from '../../src/store/base/connection/database.js';
import { recordPayment } from '../../src/store/facts/payments.js';
import { listInbox, readInbox, retryRefused } from '../../src/store/incoming/inbox.js';
import { freshApi, INTAKE_KINDS, INTAKE_SECRETS, intakePost, putLoan, SENDER_SECRETS, seal, tasksOf } from './api.js';

const api = freshApi();

const answerOf = async (response: Response) => ({
  status: response.status,
  facts: ((await response.json()) as { facts: Record<string, unknown>[] }).facts,
});
const send = async (...args: Parameters<typeof intakePost> extends [unknown, ...infer Rest] ? Rest : never) =>
  answerOf(await intakePost(api, ...args));

const count = async (table: string) =>
  (await rows<{ count: number }>(api.db().pool, `SELECT count(*) FROM ${table}`))[0]!.count;
const inbox = () => listInbox(api.db().pool, { refused: false, limit: 100 });

const payment = (id: string, more: object = {}) => ({
  id,
  payment: { loan: 'L1', reference: `R-${id}`, amount: '100.00', paidOn: '2026-11-24', ...more },
});
const litigation = { id: 'case-7', signal: { borrower: 'B-L1', kind: 'litigation' } };

describe('a fact of another system', () => {
  it('is taken once, however often it comes', async () => {
    await putLoan(api);
    expect(await send('core-banking', payment('t1'))).toEqual({
      status: 200,
      facts: [{ id: 't1', outcome: 'taken' }],
    });
    for (let n = 0; n < 2; n++)
      expect(await send('core-banking', payment('t1'))).toEqual({
        status: 200,
        facts: [{ id: 't1', outcome: 'known' }],
      });
    expect(await rows(api.db().pool, 'SELECT reference, amount, paid_on FROM payments')).toEqual([
      { reference: 'R-t1', amount: 10_000, paid_on: '2026-11-24' },
    ]);
    expect(await count('inbox')).toBe(1);
    expect(api.told).toBe(1);
    const [noted] = await rows(api.db().pool, `SELECT actor, subject FROM audit_log WHERE what = 'payment'`);
    expect(noted).toEqual({ actor: 'intake/core-banking', subject: 'loan/L1' });
  });

  it('is taken once when it comes twice at the same time', async () => {
    await putLoan(api);
    const answers = await Promise.all(Array.from({ length: 8 }, () => send('core-banking', payment('t1'))));
    expect(answers.map((it) => it.facts[0]!.outcome).sort()).toEqual([...Array(7).fill('known'), 'taken']);
    expect(await count('payments')).toBe(1);
  });

  it('with an id that came before with another content is a conflict; the first stays', async () => {
    await putLoan(api);
    await send('core-banking', payment('t1'));
    const answer = await send('core-banking', [payment('t1', { amount: '200.00' }), payment('t2')]);
    expect(answer).toEqual({
      status: 409,
      facts: [
        { id: 't1', outcome: 'conflict' },
        { id: 't2', outcome: 'taken' },
      ],
    });
    expect(await rows(api.db().pool, 'SELECT reference, amount FROM payments ORDER BY 1')).toEqual([
      { reference: 'R-t1', amount: 10_000 },
      { reference: 'R-t2', amount: 10_000 },
    ]);
    // Another system's ids are its own.
    expect((await send('court-watch', { ...litigation, id: 't1' })).facts).toEqual([{ id: 't1', outcome: 'taken' }]);
  });

  it('without an id goes by that of the message', async () => {
    await putLoan(api);
    const { id: _, ...fact } = payment('t1');
    expect((await send('core-banking', fact, { webhookId: 'msg_a' })).facts).toEqual([
      { id: 'msg_a', outcome: 'taken' },
    ]);
    expect((await send('core-banking', fact, { webhookId: 'msg_a' })).facts).toEqual([
      { id: 'msg_a', outcome: 'known' },
    ]);
    const list = await send('core-banking', [fact, payment('t2')], { webhookId: 'msg_b' });
    // The payment has a reference of its own, by which it is known.
    expect(list.facts).toEqual([
      { id: 'msg_b/1', outcome: 'known' },
      { id: 't2', outcome: 'taken' },
    ]);
    expect(await count('payments')).toBe(2);
  });

  it('of a loan that is not here is kept, said to a person once, and taken when it can be', async () => {
    const answer = await send('core-banking', [payment('t1'), payment('t2')]);
    const refused = { outcome: 'refused', reason: 'no loan L1' };
    expect(answer).toEqual({
      status: 200,
      facts: [
        { id: 't1', ...refused },
        { id: 't2', ...refused },
      ],
    });
    expect(await tasksOf(api)).toEqual([
      {
        task: 'duty/intake/core-banking/1',
        kind: 'intake-refused',
        role: 'department-head',
        why: 'facts of core-banking that could not be taken: `postloan intake list --refused`',
      },
    ]);
    const [nudge] = await rows(api.db().pool, `SELECT subject FROM nudges WHERE kind = 'task'`);
    expect(nudge).toEqual({ subject: 'duty/intake/core-banking/1' });

    await putLoan(api);
    const source = { actor: 'ops/test', at: api.now };
    expect(await retryRefused(api.db(), seal, 1, source)).toEqual({ outcome: 'taken' });
    expect(await retryRefused(api.db(), seal, 1, source)).toBeNull();
    // Sent once more it is tried once more.
    expect((await send('core-banking', payment('t2'))).facts).toEqual([{ id: 't2', outcome: 'taken' }]);
    expect(await count('payments')).toBe(2);
    expect((await inbox()).map((it) => [it.id, it.status, it.reason, it.settledBy])).toEqual([
      ['t1', 'taken', null, 'ops/test'],
      ['t2', 'taken', null, 'intake/core-banking'],
    ]);
    // What is refused later is a new piece of work once the first is done.
    await api.db().pool.query(`UPDATE tasks SET status = 'done', ended_at = now() WHERE kind = 'intake-refused'`);
    await send('core-banking', payment('t3', { loan: 'L9' }));
    expect((await tasksOf(api)).map((it) => it.task)).toEqual([
      'duty/intake/core-banking/1',
      expect.stringMatching(/^duty\/intake\/core-banking\/[2-9]$/),
    ]);
  });

  it('that says otherwise than what stands here is refused: nothing of it is written, the rest of the list is', async () => {
    await putLoan(api);
    const source = { actor: 'ops/test', at: api.now };
    const said = { loan: 'L1', reference: 'R-t1', paidOn: '2026-11-20', amount: 500 };
    await recordPayment(api.db(), said, source);
    const answer = await send('core-banking', [
      payment('t1'),
      { id: 'r', reversal: { reference: 'R-none' } },
      { id: 'i', indicator: { borrower: 'B-none', name: 'debt-to-asset', period: '2026-Q3', value: 0.7 } },
      payment('t2'),
    ]);
    expect(answer.status).toBe(200);
    expect(answer.facts).toEqual([
      { id: 't1', outcome: 'refused', reason: 'payment R-t1 is known with another loan, day or amount' },
      // It waits for its payment.
      { id: 'r', outcome: 'taken' },
      { id: 'i', outcome: 'refused', reason: 'borrower B-none has no open loan' },
      { id: 't2', outcome: 'taken' },
    ]);
    expect(await count('payments')).toBe(2);
    expect(await count('indicators')).toBe(0);
    expect((await tasksOf(api)).map((it) => it.kind)).toEqual(['intake-refused']);
  });

  it.each([
    ['no fact', 'x', { id: null, reason: 'not an object' }],
    ['two at once', { id: 'a', payment: {}, signal: {} }, { id: 'a', reason: /exactly one of payment, reversal/ }],
    ['a kind that nobody knows', { id: 'a', disbursement: {} }, { id: 'a', reason: /exactly one of/ }],
    ['an id that is none', { id: '', reversal: { reference: 'R' } }, { id: null, reason: 'id: missing' }],
    ['an amount with a sign', payment('a', { amount: '-1.00' }), { id: 'a', reason: 'payment.amount: negative' }],
    ['nothing paid', payment('a', { amount: '0' }), { id: 'a', reason: 'payment.amount: not above zero' }],
    ['a day that is none', payment('a', { paidOn: '2026-02-30' }), { id: 'a', reason: /^payment.paidOn: not a date/ }],
    ['a key too many', payment('a', { 张三: 1 }), { id: 'a', reason: 'payment: has keys that are not known' }],
    ['a zero byte', payment('a', { loan: 'L\u00001' }), { id: 'a', reason: 'payment.loan: has a control character' }],
    [
      'half a sign',
      payment('a', { reference: 'R\ud800' }),
      { id: 'a', reason: 'payment.reference: has a control character' },
    ],
    ['an escape', payment('a', { loan: 'L\u001b[2J' }), { id: 'a', reason: 'payment.loan: has a control character' }],
    [
      'the end of all days',
      payment('a', { paidOn: '9999-12-31' }),
      { id: 'a', reason: /not from 1900-01-01 to 2199-12-31/ },
    ],
    [
      'more than any loan',
      payment('a', { amount: '999999999999.00' }),
      { id: 'a', reason: /more than 100000000000.00/ },
    ],
    [
      'a long id',
      { id: '借'.repeat(101), reversal: { reference: 'R' } },
      { id: null, reason: /longer than 300 bytes/ },
    ],
    [
      'a rate of 4.35 as share',
      { id: 'a', rate: { loan: 'L1', annualRate: '0,0435', from: '2026-12-01' } },
      { id: 'a', reason: /^rate.annualRate: must be per cent/ },
    ],
  ])('that is malformed is not kept: %s', async (_, fact, { id, reason }) => {
    await putLoan(api);
    const answer = await send('core-banking', [fact, payment('good')]);
    expect(answer.status).toBe(422);
    expect(answer.facts).toEqual([
      { id, outcome: 'malformed', reason: reason instanceof RegExp ? expect.stringMatching(reason) : reason },
      { id: 'good', outcome: 'taken' },
    ]);
    expect((await inbox()).map((it) => it.id)).toEqual(['good']);
    expect(JSON.stringify(answer)).not.toContain('张三');
  });

  it('is refused, and a person told, when its day lies ahead or before the payout', async () => {
    await putLoan(api);
    const [ahead, before] = [payment('a', { paidOn: '2026-11-25' }), payment('b', { paidOn: '2000-01-01' })];
    expect((await send('core-banking', [ahead, before, payment('good')])).facts).toMatchObject(
      [
        { outcome: 'refused', reason: 'payment R-a of 2026-11-25: a day to come, today is 2026-11-24' },
        { outcome: 'refused', reason: /^payment R-b of 2000-01-01: before the loan was paid out on/ },
        { outcome: 'taken' },
      ].map((it) => (it.reason instanceof RegExp ? { ...it, reason: expect.stringMatching(it.reason) } : it)),
    );
    expect((await tasksOf(api)).map((it) => it.kind)).toEqual(['intake-refused']);
  });

  it.each(['x'.repeat(200), '借'.repeat(100)])(
    'pays a loan of the longest id, whatever blanks stand around it',
    async (loan) => {
      await putLoan(api, { loan });
      const answer = await send('core-banking', payment('t1', { loan: ` ${loan}\u200b`, reference: 'R \u3000' }));
      expect(answer.facts).toEqual([{ id: 't1', outcome: 'taken' }]);
      expect(await rows(api.db().pool, 'SELECT reference, loan_id AS loan FROM payments')).toEqual([
        { reference: 'R', loan },
      ]);
      expect((await send('core-banking', payment('t2', { loan, reference: 'R' }))).facts).toEqual([
        { id: 't2', outcome: 'known' },
      ]);
    },
  );

  it('of a kind that the sender may not send is not taken', async () => {
    await putLoan(api);
    expect(await send('court-watch', payment('t1'))).toEqual({
      status: 403,
      facts: [{ id: 't1', outcome: 'not-allowed' }],
    });
    const others = { id: 's2', signal: { borrower: 'B-L1', kind: 'fraud' } };
    expect((await send('court-watch', [litigation, others])).facts).toEqual([
      { id: 'case-7', outcome: 'taken' },
      { id: 's2', outcome: 'not-allowed' },
    ]);
    expect(await rows(api.db().pool, 'SELECT source, kind FROM signals')).toEqual([
      { source: 'court-watch', kind: 'litigation' },
    ]);
    expect(await count('payments')).toBe(0);
  });
});

describe('a request', () => {
  it('that is forged, changed on the way, of another sender, too old or too early leaves no trace', async () => {
    await putLoan(api);
    const hour = 3_600_000;
    const fact = payment('t1');
    const tried = [
      intakePost(api, 'core-banking', fact, { secret: SENDER_SECRETS['court-watch'] }),
      intakePost(api, 'core-banking', fact, { sentBody: JSON.stringify(payment('t1', { amount: '9.00' })) }),
      intakePost(api, 'core-banking', fact, { at: new Date(Date.now() - 301_000) }),
      intakePost(api, 'core-banking', fact, { at: new Date(Date.now() + hour) }),
      fetch(`${api.url}/intake/core-banking`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fact),
      }),
    ];
    for (const response of await Promise.all(tried)) expect(response.status).toBe(403);
    expect((await fetch(`${api.url}/intake/nobody`, { method: 'POST' })).status).toBe(404);
    expect(await count('inbox')).toBe(0);
    expect(api.logged).toEqual([]);
    // The same signature replayed within its time is the same fact.
    const at = new Date();
    for (const outcome of ['taken', 'known'])
      expect((await send('core-banking', fact, { at, webhookId: 'msg_x' })).facts).toEqual([{ id: 't1', outcome }]);
  });

  it('holds one fact to a hundred, and no more than it may weigh', async () => {
    await putLoan(api);
    const many = Array.from({ length: 101 }, (_, n) => payment(`t${n}`));
    expect((await intakePost(api, 'core-banking', many)).status).toBe(400);
    expect((await intakePost(api, 'core-banking', [])).status).toBe(400);
    const heavy = { id: 'h', signal: { borrower: 'B-L1', kind: 'fund-flow', facts: { note: 'x'.repeat(70_000) } } };
    expect((await intakePost(api, 'core-banking', heavy)).status).toBe(413);
    expect(await count('inbox')).toBe(0);
    const hundred = await send('core-banking', many.slice(0, 100));
    expect(hundred.status).toBe(200);
    expect(hundred.facts.every((it) => it.outcome === 'taken')).toBe(true);
  });

  it('is one of six hundred a minute and address', async () => {
    const forged = () => fetch(`${api.url}/intake/archive`, { method: 'POST', body: '{}' });
    const codes = new Set<number>();
    for (let n = 0; n < 600; n++) codes.add((await forged()).status);
    expect(codes).not.toContain(429);
    expect((await forged()).status).toBe(429);
    expect((await fetch(`${api.url}/health`)).status).toBe(200);
  });

  it('that fails at the database says nothing of what was sent', async () => {
    await putLoan(api);
    await api.db().pool.query('ALTER TABLE payments ADD CHECK (amount <> 10000)');
    expect((await intakePost(api, 'core-banking', payment('t1'))).status).toBe(500);
    expect(api.logged).toEqual(['POST /intake/core-banking: 23514']);
    expect(await count('inbox')).toBe(0);
  });
});

describe('what was sent', () => {
  it('is sealed, and shown to who says why', async () => {
    await putLoan(api);
    const facts = { court: '海口市龙华区人民法院', amount: 250000 };
    await send('court-watch', { ...litigation, signal: { ...litigation.signal, facts } });
    const [stored] = await rows<{ content: Buffer }>(api.db().pool, 'SELECT content_sealed AS content FROM inbox');
    expect(stored!.content.toString()).not.toContain('法院');
    const source = { actor: 'ops/test', at: api.now };
    expect(await readInbox(api.db(), seal, 1, 'handling of the warning', source)).toEqual({
      ...litigation,
      signal: { ...litigation.signal, facts },
    });
    await expect(readInbox(api.db(), seal, 1, ' ', source)).rejects.toThrow('a reason is needed');
    const read = await rows(api.db().pool, `SELECT actor, detail FROM audit_log WHERE what = 'inbox read'`);
    expect(read).toEqual([{ actor: 'ops/test', detail: { reason: 'handling of the warning' } }]);
  });
});

describe('the settings', () => {
  const needed = { DATABASE_URL: 'postgresql://x@y/z', POSTLOAN_KEY: 'k' };
  const secret = SENDER_SECRETS['core-banking'];
  const of = (INTAKE_SECRETS: string, INTAKE_KINDS: string) =>
    apiSettings({ ...needed, INTAKE_SECRETS, INTAKE_KINDS }).senders;

  it('name senders, their secrets, of which two hold while one is replaced, and what they may send', () => {
    expect(of(INTAKE_SECRETS, INTAKE_KINDS).map((it) => it.name)).toEqual(['core-banking', 'court-watch', 'archive']);
    const another = SENDER_SECRETS.archive;
    expect(of(`a=${secret},a=${another}`, 'a=payment')).toEqual([
      { name: 'a', secrets: [secret, another], kinds: ['payment'] },
    ]);
    expect(apiSettings(needed).senders).toEqual([]);
  });

  it.each([
    ['a=whsec_short', 'a=payment', /INTAKE_SECRETS: a: must be whsec_/],
    ['whsec_abc', '', /INTAKE_SECRETS: must be pairs/],
    [`a=${secret}`, '', /INTAKE_KINDS: a has a secret, but nothing/],
    [`a=${secret}`, 'a=payment,b=payment', /INTAKE_KINDS: b has no secret/],
    [`a=${secret}`, 'a=disbursement', /no kind of fact: disbursement/],
    [`a=${secret}`, 'a=payment:L1', /no kind of fact: payment:L1/],
  ])('that are wrong stop the start, without the secret: %s %s', (secrets, kinds, message) => {
    expect(() => of(secrets, kinds)).toThrow(message);
    expect(() => of(secrets, kinds)).not.toThrow(/whsec_(short|abc|A)/);
  });
});
