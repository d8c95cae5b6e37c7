import { tellsOfNoMoney } from '../loan/amount-asked.js';
import type { AccountFacts } from '../loan/loan-file.js';
import { dueDaysNow } from '../loan/relief/relief.js';
import { standingOf } from '../loan/standing.js';
import type { Figures, NoticeStep } from '../loan/steps.js';
import type { Plan } from '../plan/plan.js';
import { dayOf, type Moment, momentAt } from '../time/dates.js';

/** A message that is due. Those of one kind to one person that are due at once, about whichever loans, become a single message. */
interface Due extends Pick<NoticeStep, 'channel' | 'purpose' | 'about' | 'template'> {
  borrower: string;
  loan: string;
  figures?: Figures | null | undefined;
}

/** Groups messages that become one: those that ask for money by their purpose, others only if they have the same words. */
export function together<T extends Due>(due: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const it of due) {
    const words = tellsOfNoMoney(it) ? [it.template, JSON.stringify(it.figures ?? {})] : [];
    const key = JSON.stringify([it.borrower, it.channel, it.purpose, ...words]);
    groups.set(key, [...(groups.get(key) ?? []), it]);
  }
  return [...groups.values()];
}

/**
 * The message of a group whose template is used for all: of overdue loans the one overdue longest, of reminders the one that is due
 * last, since "within five days" is true of what is due today as well.
 */
export function speakerOf<T extends Due & { file: AccountFacts }>(those: readonly T[], now: Moment): T {
  const rank = ({ file, about, purpose }: T): string | number =>
    purpose === 'collection'
      ? standingOf(file, now).dpd
      : (dueDaysNow(file, now).find((it) => it.seq === about)?.dueOn ?? '');
  // Of equals the first by its id, so that a preview and the worker choose the same, whatever the order.
  const before = (a: T, b: T) => rank(a) > rank(b) || (rank(a) === rank(b) && a.loan < b.loan);
  return those.reduce((speaker, it) => (before(it, speaker) ? it : speaker));
}

const MINUTE = 60_000;
/** Our own number: a fact about several loans is worked on loan by loan, which is done by then. */
const GATHERING_MS = 5 * MINUTE;
/** After the window messages go in quarters of an hour, so that those of one fact meet; our own number. */
const STEP_MS = 15 * MINUTE;

/**
 * Until when a message waits for those about the person's other loans: to the end of the plan's window, over which the loans are
 * spread; after it to the next quarter of an hour. @param at when the message was to go by the rules
 */
export function gatheredAt({ window }: Pick<Plan, 'window'>, at: Moment): Moment {
  // The last minute of the window, so that facts that come in on the full hour come after it.
  const last = momentAt(dayOf(at), window.until) - MINUTE;
  return at <= last ? last : Math.ceil((at + GATHERING_MS) / STEP_MS) * STEP_MS;
}
