import type { ContactFacts } from '../../src/domain/contact/contact-gate.js';
import type { Moment } from '../../src/domain/time/dates.js';

const MONTH = 30 * 86_400_000;

/** What the gate is asked about a message that collects and may go: by SMS, to nobody who was told before. */
export const contactFactsAt = (now: Moment, more: Partial<ContactFacts> = {}): ContactFacts => ({
  now,
  channel: 'sms',
  purpose: 'collection',
  loan: 'L1',
  staleAt: now + MONTH,
  restricted: false,
  inDoubt: false,
  somethingDue: true,
  held: false,
  consent: true,
  contact: 1,
  zone: null,
  history: [],
  ...more,
});
