import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays, momentAt } from '../../src/domain/dates.js';
import { openStage, type RehearsalStage } from '../../src/rehearsal/stage.js';
import { rows } from '../../src/store/database.js';
import { recordPayment } from '../../src/store/facts.js';
import { bundleWorkflows } from '../../src/worker/bundle.js';
import { deliverNudges } from '../../src/worker/deliver-nudges.js';
import { addLoans, mobile, type TestLoan } from '../support/loans.js';
import { behave, countOf } from '../support/sandbox.js';

/** `OUTAGE_LOANS` makes it more: with 5,000 the server that skips time was seen to stand still on the first morning. */
const LOANS = Number(process.env.OUTAGE_LOANS ?? 500);
/** Of each of the four kinds that the outage touches; all others are due when it is over, and must go out as ever. */
const EACH = Math.round(LOANS * 0.12);
const FIRST = '2026-03-02';
const [SECOND, THIRD, FOURTH] = [1, 2, 3].map((n) => addDays(FIRST, n)) as [string, string, string];

/** The reminder goes out three days before: on the first, the second or the fourth day. */
const KINDS = {
  waits: { remindedOn: FIRST, wechat: false },
  'has-wechat': { remindedOn: FIRST, wechat: true },
  pays: { remindedOn: FIRST, wechat: false },
  'still-of-use': { remindedOn: SECOND, wechat: false },
  afterwards: { remindedOn: FOURTH, wechat: false },
} as const;
type Kind = keyof typeof KINDS;
const countOfKind = (kind: Kind) => (kind === 'afterwards' ? LOANS - 4 * EACH : EACH);

const loansOf = (kind: Kind, offset: number): TestLoan[] =>
  Array.from({ length: countOfKind(kind) }, (_, n) => ({
    loan: `${kind}-${n}`,
    contacts: [
      { channel: 'sms', address: mobile(offset + n) },
      ...(KINDS[kind].wechat ? [{ channel: 'wechat' as const, address: `wx-${n}` }] : []),
    ],
    instalments: [{ dueOn: addDays(KINDS[kind].remindedOn, 3), amount: 100_000 + n }],
  }));

let stage: RehearsalStage;
beforeAll(async () => {
  stage = await openStage(momentAt(addDays(FIRST, -1), '12:00'), await bundleWorkflows(), () => undefined);
});
afterAll(() => stage?.close());

it(`two days without SMS while ${LOANS} loans are due`, async () => {
  const { db, seal, messenger } = stage.dependencies;
  const noon = momentAt(addDays(FIRST, -1), '12:00');
  for (const [n, kind] of (Object.keys(KINDS) as Kind[]).entries())
    await addLoans(db, seal, loansOf(kind, n * LOANS), noon);
  await deliverNudges(db, messenger);

  await stage.passUntil(momentAt(FIRST, '00:00'));
  await behave(stage.smsUrl, { sms: 'rate-limit' });
  await stage.passUntil(momentAt(FIRST, '20:00'));
  // Other channels and the loans themselves go on meanwhile.
  expect(await countOf(stage.smsUrl, 'wechat')).toBe(EACH);
  for (let n = 0; n < EACH; n++) {
    const payment = { loan: `pays-${n}`, reference: `P-${n}`, paidOn: FIRST, amount: 100_000 + n };
    await recordPayment(db, payment, { actor: 'core', at: momentAt(FIRST, '20:00') });
  }
  await deliverNudges(db, messenger);
  await stage.passUntil(momentAt(THIRD, '00:00'));
  await behave(stage.smsUrl, { sms: 'ok' });
  expect(await countOf(stage.smsUrl, 'sms')).toBe(0);
  await stage.passUntil(momentAt(FOURTH, '20:00'));

  const outcomes = await rows<{ kind: string; channel: string; status: string; reason: string | null; loans: number }>(
    db.pool,
    `SELECT regexp_replace(loan_id, '-[0-9]+$', '') AS kind, channel, status, reason, count(*)::int AS loans
     FROM notices WHERE template = 'due-soon' GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3`,
  );
  expect(outcomes).toEqual([
    { kind: 'afterwards', channel: 'sms', status: 'sent', reason: null, loans: LOANS - 4 * EACH },
    { kind: 'has-wechat', channel: 'sms', status: 'suppressed', reason: 'stale', loans: EACH },
    { kind: 'has-wechat', channel: 'wechat', status: 'sent', reason: null, loans: EACH },
    { kind: 'pays', channel: 'sms', status: 'suppressed', reason: 'paid', loans: EACH },
    { kind: 'still-of-use', channel: 'sms', status: 'sent', reason: null, loans: EACH },
    { kind: 'waits', channel: 'sms', status: 'suppressed', reason: 'stale', loans: EACH },
  ]);
  // What the provider took is what was owed, once each.
  expect(await countOf(stage.smsUrl, 'sms')).toBe(LOANS - 3 * EACH);
  expect(await countOf(stage.smsUrl, 'wechat')).toBe(EACH);
  // Whom no message reached is called by a person; nobody else is.
  const called = await rows<{ kind: string; loans: number }>(
    db.pool,
    `SELECT regexp_replace(loan_id, '-[0-9]+$', '') AS kind, count(*)::int AS loans FROM tasks
     WHERE task_id LIKE '%/unreached' GROUP BY 1 ORDER BY 1`,
  );
  expect(called).toEqual([{ kind: 'waits', loans: EACH }]);
});
