import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays, momentAt } from '../../src/domain/time/dates.js';
import { bundleForRehearsal } from '../../src/rehearsal/bundle.js';
import { openStage, type RehearsalStage } from '../../src/rehearsal/stage.js';
import { rows } from '../../src/store/base/connection/database.js';
import { recordPayment } from '../../src/store/facts/payments.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { addLoans, mobile, type TestLoan } from '../support/loans.js';
import { behave, received, requestsOf } from '../support/sandbox.js';

/** SMS is out from the first day's beginning to the third day's. */
const FIRST = '2026-03-02';
const [SECOND, THIRD] = [addDays(FIRST, 1), addDays(FIRST, 2)];
const EVE = momentAt(addDays(FIRST, -1), '12:00');

interface Kind {
  /** Of a hundred. */
  share: number;
  /** The day of its only instalment: plan 09-consumer reminds three days before and on the day; the day after it is overdue. */
  dueOn: string;
  wechat?: true;
  pays?: true;
  /** What has to happen, by what the plan says and nothing that we have counted: the day of each. */
  owed: { diary: [what: string, day: string][]; sms?: string; wechat?: string; call?: string };
}

/** A message of the first day is of no use any more when the outage ends, one of the second day is. */
const KINDS: Record<string, Kind> = {
  'first-sms': {
    share: 26,
    dueOn: addDays(FIRST, 3),
    owed: { diary: [['notice', FIRST]], call: SECOND },
  },
  'first-both': {
    share: 14,
    dueOn: addDays(FIRST, 3),
    wechat: true,
    owed: { diary: [['notice', FIRST]], wechat: FIRST },
  },
  'first-pays': {
    share: 4,
    dueOn: addDays(FIRST, 3),
    pays: true,
    // biome-ignore format: a line for each loan's days
    owed: { diary: [['close', FIRST], ['notice', FIRST]] },
  },
  'first-due': {
    share: 6,
    dueOn: FIRST,
    // biome-ignore format: a line for each loan's days
    owed: { diary: [['notice', FIRST], ['notice', SECOND], ['stage', SECOND]], call: SECOND, sms: THIRD },
  },
  'second-sms': {
    share: 36,
    dueOn: addDays(SECOND, 3),
    owed: { diary: [['notice', SECOND]], sms: THIRD },
  },
  'second-both': {
    share: 14,
    dueOn: addDays(SECOND, 3),
    wechat: true,
    owed: { diary: [['notice', SECOND]], sms: THIRD, wechat: SECOND },
  },
};

const COUNT = 5_000;
const loansOf = ({ share }: Kind) => (COUNT * share) / 100;
const LOANS = Object.entries(KINDS).flatMap(([kind, it], k) =>
  Array.from({ length: loansOf(it) }, (_, n) => ({
    ...it,
    loan: `${kind}-${n}`,
    number: mobile(k * 10_000 + n),
    wechat: it.wechat && `wx-${kind}-${n}`,
    amount: 100_000 + n,
  })),
);

let stage: RehearsalStage;
beforeAll(async () => {
  stage = await openStage(EVE, await bundleForRehearsal(), () => undefined);
});
afterAll(() => stage?.close());

it(`two days without SMS while ${LOANS.length} loans are due`, { timeout: 900_000 }, async () => {
  const { db, seal, messenger } = stage.dependencies;
  await addLoans(db, seal, LOANS.map(asTestLoan), EVE);
  await deliverNudges(db, messenger);
  await stage.passUntil(momentAt(FIRST, '00:00'));
  await behave(stage.smsUrl, { sms: 'rate-limit' });

  await stage.passUntil(momentAt(FIRST, '20:00'));
  const source = { actor: 'core', at: momentAt(FIRST, '20:00') };
  for (const { loan, amount } of LOANS.filter((it) => it.pays))
    await recordPayment(db, { loan, reference: `P-${loan}`, paidOn: FIRST, amount }, source);
  await deliverNudges(db, messenger);
  await stage.passUntil(momentAt(THIRD, '00:00'));
  expect(await received(stage.smsUrl, 'sms')).toEqual([]);
  // The provider is left in peace. Each tried by itself, the messages would have been seventeen requests apiece.
  expect(await requestsOf(stage.smsUrl, 'sms')).toBeLessThan(COUNT);

  await behave(stage.smsUrl, { sms: 'ok' });
  await stage.passUntil(momentAt(THIRD, '22:00'));
  const told = (sql: string) => rows<Told>(db.pool, `SELECT ${KIND} AS kind, ${sql} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`);

  // No loan was held up: its diary is written on its day, at its minute.
  const diary = await told(
    `what, ${day('acted_at')} AS day, count(DISTINCT loan_id)::int AS loans FROM loan_diary WHERE what IN ('notice', 'stage', 'close')`,
  );
  expect(diary).toEqual(owed((it) => it.diary));
  const late = await rows(
    db.pool,
    `SELECT loan_id, at, acted_at FROM loan_diary WHERE what IN ('notice', 'stage') AND acted_at > at + interval '10 minutes' LIMIT 5`,
  );
  expect(late).toEqual([]);

  // What the providers have is what was owed, once each, while it was of use.
  for (const channel of ['sms', 'wechat'] as const) {
    const to = (await received(stage.smsUrl, channel)).map((it) => it.to);
    const due = LOANS.filter((it) => it.owed[channel]).map((it) => (channel === 'sms' ? it.number : it.wechat));
    expect(to.sort()).toEqual(due.sort());
  }
  const sent = await told(
    `channel AS what, ${day('contacted_at')} AS day, count(*)::int AS loans FROM notices WHERE status = 'sent' AND contacted_at < stale_at`,
  );
  expect(sent).toEqual(owed(({ sms, wechat }) => Object.entries({ ...(sms && { sms }), ...(wechat && { wechat }) })));

  // Whom no message reached is called by a person, from the moment at which it was of no use any more; nobody else is.
  const called = await told(
    `kind AS what, ${day('opened_at')} AS day, count(*)::int AS loans FROM tasks WHERE kind = 'call'`,
  );
  expect(called).toEqual(owed(({ call }) => (call ? [['call', call]] : [])));

  // Nothing is left over, and nothing is unknown.
  const unsent = await told(
    `status AS what, reason AS day, count(*)::int AS loans FROM notices WHERE status <> 'sent'`,
  );
  const dropped = (kind: string, day: string) => ({ kind, what: 'suppressed', day, loans: loansOf(KINDS[kind]!) });
  expect(unsent).toEqual([
    dropped('first-both', 'stale'),
    dropped('first-due', 'stale'),
    dropped('first-pays', 'paid'),
    dropped('first-sms', 'stale'),
  ]);
});

interface Told {
  kind: string;
  what: string;
  day: string;
  loans: number;
}

const KIND = `regexp_replace(loan_id, '-[0-9]+$', '')`;
const day = (moment: string) => `(${moment} AT TIME ZONE 'Asia/Shanghai')::date::text`;

/** What the kinds are owed, as it is told. */
function owed(of: (it: Kind['owed']) => [what: string, day: string][]): Told[] {
  const lines = Object.entries(KINDS).flatMap(([kind, it]) =>
    of(it.owed).map(([what, day]) => ({ kind, what, day, loans: loansOf(it) })),
  );
  return lines.sort((a, b) => (`${a.kind} ${a.what} ${a.day}` < `${b.kind} ${b.what} ${b.day}` ? -1 : 1));
}

const asTestLoan = ({ loan, number, wechat, dueOn, amount }: (typeof LOANS)[number]): TestLoan => ({
  loan,
  plan: '09-consumer',
  contacts: [{ channel: 'sms', address: number }, ...(wechat ? [{ channel: 'wechat' as const, address: wechat }] : [])],
  instalments: [{ dueOn, amount }],
});
