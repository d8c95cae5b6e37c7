import { tellsOfNoMoney } from '../loan/amount-asked.js';
import type { AccountFacts } from '../loan/loan-file.js';
import { dueDaysNow } from '../loan/relief/relief.js';
import { standingOf } from '../loan/standing.js';
import type { Figures, NoticeStep } from '../loan/steps.js';
import type { Plan } from '../plan/plan.js';
import { dayOf, type Moment, momentAt } from '../time/dates.js';

/** One person hears one thing at a time: messages of one kind that are due at once, about whichever loans, are said in one. */
interface Due extends Pick<NoticeStep, 'channel' | 'purpose' | 'about' | 'template'> {
  borrower: string;
  loan: string;
  figures?: Figures | null | undefined;
}

/** In the order of the first of each: what asks for money goes together by its purpose, anything else by its words. */
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
 * The one whose words are said for all: of what is overdue that which is so for longest, of what is due that which is due last, since
 * "in some days" is true of today as well.
 */
export function speakerOf<T extends Due & { file: AccountFacts }>(those: readonly T[], now: Moment): T {
  const rank = ({ file, about, purpose }: T): string | number =>
    purpose === 'collection'
      ? standingOf(file, now).dpd
      : (dueDaysNow(file, now).find((it) => it.seq === about)?.dueOn ?? '');
  // Of equals the first by its id, whatever order they came in: a preview and the worker name the same.
  const before = (a: T, b: T) => rank(a) > rank(b) || (rank(a) === rank(b) && a.loan < b.loan);
  return those.reduce((speaker, it) => (before(it, speaker) ? it : speaker));
}

const MINUTE = 60_000;
/** Facts that reach several loans at once are worked on one after the other; ours. */
const GATHERING_MS = 5 * MINUTE;
const STEP_MS = 15 * MINUTE;

/**
 * When what is to be said on that day is there for all loans of a person: at the end of the plan's window, over which loans are spread;
 * of what comes up later, with the next quarter of an hour. @param at when the message was to go by the rules
 */
export function gatheredAt({ window }: Pick<Plan, 'window'>, at: Moment): Moment {
  // The last minute of the window: what comes in with the next hour comes after it.
  const last = momentAt(dayOf(at), window.until) - MINUTE;
  return at <= last ? last : Math.ceil((at + GATHERING_MS) / STEP_MS) * STEP_MS;
}
