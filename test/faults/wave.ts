import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { rows } from '../../src/store/base/connection/database.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { addLoans, loansToRemind } from '../support/loans.js';
import { countOf, received } from '../support/sandbox.js';
import type { System } from '../support/system.js';
import { until } from '../support/until.js';

/** Takes in loans that are all to be reminded at once, and answers when some of the messages, but not all, are out. */
export async function wave(system: System, count: number, middle: number): Promise<void> {
  await addLoans(system.db, system.seal, loansToRemind(count, system.clock.now()), system.clock.now());
  // Whoever delivers the nudges may find the server gone in the middle of it; the worker delivers what is left.
  void deliverNudges(system.db, system.messenger).catch(() => undefined);
  await until(`${middle} messages`, async () => (await countOf(system.smsUrl, 'sms')) >= middle);
  expect(await countOf(system.smsUrl, 'sms'), 'the middle was missed').toBeLessThan(count);
}

/** Waits until nothing is under way any more, and holds what the sandbox got against what was owed: one a loan. */
export async function expectEachRemindedOnce(system: System, count: number): Promise<void> {
  await until(
    'every reminder has its outcome',
    async () => {
      const states = await rows<{ status: string; count: number }>(
        system.db.pool,
        'SELECT status, count(*)::int AS count FROM notices GROUP BY status',
      );
      return states.every(({ status }) => status === 'sent') && states[0]?.count === count;
    },
    240_000,
  );
  await sleep(2_000);
  const messages = await received(system.smsUrl, 'sms');
  expect(messages).toHaveLength(count);
  expect(new Set(messages.map((it) => it.to)).size).toBe(count);
  expect(new Set(messages.map((it) => it.body)).size).toBe(count);
  const notices = await rows<{ loan: string; message: string; id: string }>(
    system.db.pool,
    'SELECT loan_id AS loan, message_id AS message, provider_id AS id FROM notices ORDER BY loan_id',
  );
  expect(notices.map((it) => it.loan)).toEqual(loansToRemind(count, system.clock.now()).map((it) => it.loan));
  const carried = new Map(messages.map((it) => [it.outId, it.id]));
  // One whose answer was lost was found, and is known, by our own id.
  for (const { message, id } of notices) expect([carried.get(message), message]).toContain(id);
  expect(notices.filter((it) => !carried.has(it.message))).toEqual([]);
}
