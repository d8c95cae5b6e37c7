/** What became of a message after the provider had taken it. */
export type DeliveryStatus = 'on-its-way' | 'undelivered' | 'delivered';

export interface DeliveryReport {
  status: DeliveryStatus;
  /** Why it was not delivered, in a code of the provider's; null: nothing to say. Never personal data. */
  code: string | null;
  follows: Consequence;
}

/**
 * What follows from a message that was not delivered. `gone`: the address is of no use any more, nothing more goes to it;
 * `again`: it passes, such as a phone that is off, so a later try may reach; `review`: the content was blocked, a person
 * looks at the words; `call`: nobody knows why, a person calls; `none`: what comes next by the plan is enough.
 */
export type Consequence = 'gone' | 'again' | 'review' | 'call' | 'none';

const RANK: Record<DeliveryStatus, number> = { 'on-its-way': 0, undelivered: 1, delivered: 2 };

/**
 * Whether a report says more than what is known (null: nothing yet). Reports come late, repeated and out of order, so what
 * is known only ever goes up: whichever way they come, the end is the same.
 */
export function isNews(known: DeliveryStatus | null, reported: DeliveryStatus): boolean {
  return known === null || RANK[reported] > RANK[known];
}
