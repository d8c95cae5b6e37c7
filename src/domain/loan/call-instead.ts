import type { TaskSpec } from '../plan/plan.js';
import { dayOf, type Moment } from '../time/dates.js';
import type { AccountFacts } from './loan-file.js';
import { dueDaysNow } from './relief/relief.js';

/** The key of a call that is made since no message could go at all ends so. */
export const NO_CONTACT = 'no-contact';
const INSTEAD = new RegExp(`/(${NO_CONTACT}|undelivered|unreached|unsaid)$`);
/** One such call at a time: whoever makes it speaks of all loans of the person. */
export const isCallInstead = (task: string): boolean => INSTEAD.test(task);

/** The call that a person makes instead of a message: today if the message tells of what is due today, else by the end of the next day. */
export function callInstead(file: AccountFacts, about: number | null, at: Moment): TaskSpec {
  const dueOn = dueDaysNow(file, at).find((it) => it.seq === about)?.dueOn;
  const call = { kind: 'call', role: 'account-manager' } as const;
  return dueOn === dayOf(at) ? { ...call, dueDays: 0, onHoliday: 'as-written' } : { ...call, dueDays: 1 };
}
