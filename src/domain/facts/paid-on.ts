import type { Day } from '../time/dates.js';

/** What is wrong with the day of a payment that comes in today; null: nothing. The same at every door. */
export function paidOnFault(paidOn: Day, disbursedOn: Day, today: Day): string | null {
  if (paidOn > today) return `a day to come, today is ${today}`;
  if (paidOn < disbursedOn) return `before the loan was paid out on ${disbursedOn}`;
  return null;
}
