import { z } from 'zod';
import { type Day, dayOf } from '../../time/dates.js';
import { kind } from '../kind.js';

/** Money came for a loan. It counts from the day on which it was paid, which may be before it is heard; left out: that day. */
export const payment = kind({
  said: (as) => z.strictObject({ loan: as.id, reference: as.id, amount: as.sum, paidOn: as.day.optional() }),
  about: ({ loan }) => `loan/${loan}`,
  heard: (said, at) => ({ ...said, paidOn: said.paidOn ?? dayOf(at) }),
  undoneBy: 'reversal',
  doors: ['intake', 'scenario'],
});

/** What was paid too much went back to the borrower: a payment of the other sign. */
export const refund = kind({ ...payment });

/** What is wrong with the day of a payment that comes in today; null: nothing. */
export function paidOnFault(paidOn: Day, disbursedOn: Day, today: Day): string | null {
  if (paidOn > today) return `a day to come, today is ${today}`;
  if (paidOn < disbursedOn) return `before the loan was paid out on ${disbursedOn}`;
  return null;
}
