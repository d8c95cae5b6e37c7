import { expect, it } from 'vitest';
import { reversalFaults } from '../../../src/cli/doctor/doctor-facts.js';
import { bookAgain, reversePayment } from '../../../src/store/facts/payments.js';
import { freshDatabase } from '../../book/fresh-database.js';

const db = freshDatabase();
const DAY_MS = 86_400_000;
const daysAgo = (days: number) => ({ actor: 'core', at: Date.now() - days * DAY_MS });

it('a reversal that has waited for its payment longer than a week is named, the oldest first, until it is dropped', async () => {
  await reversePayment(db(), 'R6', daysAgo(6));
  expect(await reversalFaults(db().pool)).toEqual([]);
  await reversePayment(db(), 'R8', daysAgo(8));
  await reversePayment(db(), 'R9', daysAgo(9));
  expect(await reversalFaults(db().pool)).toEqual([
    expect.stringMatching(/^2 reversals wait for a payment that does not come, R9 for 9 days: .*`payment again R9`/),
  ]);
  for (const reference of ['R8', 'R9']) await bookAgain(db(), reference, {}, daysAgo(0));
  expect(await reversalFaults(db().pool)).toEqual([]);
});
