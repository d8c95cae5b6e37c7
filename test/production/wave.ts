import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { rows } from '../../src/store/base/connection/database.js';
import { deliverNudges } from '../../src/worker/tell/deliver-nudges.js';
import { addLoans, loansToRemind } from '../support/loans.js';
import { countOf, received } from '../support/sandbox.js';
import type { System } from '../support/system.js';
import { until } from '../support/until.js';

/** As many loans as a wave of these tests has. */
export const WAVE = 240;

/** Takes in loans that are all to be reminded by SMS at once. Their numbers and ids begin with `prefix`: several waves may follow. */
export async function takeIn(system: System, count = WAVE, prefix = 'L'): Promise<string[]> {
  const loans = loansToRemind(count, system.clock.now(), prefix);
  await addLoans(system.db, system.seal, loans, system.clock.now());
  void deliverNudges(system.db, system.messenger).catch(() => undefined);
  return loans.map((it) => it.loan);
}

/** Waits for the middle of a wave: some messages are out, but not all. */
export async function middleOf(system: System, count = WAVE): Promise<void> {
  await until('the middle of the wave', async () => (await countOf(system.smsUrl, 'sms')) >= count / 4, 120_000);
  expect(await countOf(system.smsUrl, 'sms'), 'the middle was missed').toBeLessThan(count);
}

/** Waits until nothing is under way, and holds what the sandbox has got against what was owed: one a loan, none twice. */
export async function expectEachOnce(system: System, loans: string[], patienceMs = 300_000): Promise<void> {
  await until(
    `${loans.length} of ${loans.length} are sent`,
    async () => {
      const [row] = await rows<{ sent: number }>(
        system.db.pool,
        `SELECT count(*)::int AS sent FROM notices WHERE status = 'sent' AND loan_id = ANY($1)`,
        [loans],
      );
      return row!.sent === loans.length;
    },
    patienceMs,
  ).catch(async (error: Error) => {
    throw new Error(`${error.message}: ${JSON.stringify(await counters(system))}`);
  });
  // One that goes a second time would go by now.
  await sleep(2_000);
  const messages = await received(system.smsUrl, 'sms');
  expect(messages).toHaveLength(loans.length);
  expect(new Set(messages.map((it) => it.to)).size).toBe(loans.length);
}

/** What the sandbox has got, and what the database says of the notices: for a test that fails. */
export async function counters(system: System) {
  const notices = await rows<{ status: string; count: number }>(
    system.db.pool,
    'SELECT status, count(*)::int AS count FROM notices GROUP BY status ORDER BY status',
  );
  return { sandbox: await countOf(system.smsUrl, 'sms'), notices };
}
