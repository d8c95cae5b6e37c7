import type { Figures, NoticeStep, Purpose } from '../loan/steps.js';
import type { ChannelName } from '../plan/plan.js';
import { addDays, dayOf, type Moment, momentAt } from '../time/dates.js';

/** Long enough for a phone that was off to be on again; our own number. */
const WAIT_MS = 4 * 3_600_000;
const AGAIN = /\/again-(\d+)$/;

/** A notice that was sent and not delivered, with its line of the diary. */
export interface Undelivered {
  loan: string;
  entry: string;
  channel: ChannelName;
  template: string;
  purpose: Purpose;
  about: number | null;
  figures?: Figures | null;
  at: Moment;
  staleAt: Moment;
  rule: string;
  dpd: number;
  stage: string;
}

/** The entries of all later tries of a notice begin so, whichever of them was not delivered. */
export const againPrefix = (entry: string): string => `${entry.replace(AGAIN, '')}/again-`;

/**
 * One more try of a message whose receiver could not be reached for now: a notice of its own, which passes the contact gate
 * as any other, and which no late report of the first can be taken for. At most one a day; null: none before it is stale.
 */
export function sendAgain(notice: Undelivered, code: string, now: Moment): NoticeStep | null {
  const tries = Number(AGAIN.exec(notice.entry)?.[1] ?? 0);
  const nextDay = tries === 0 ? now : momentAt(addDays(dayOf(notice.at), 1), '00:00');
  const at = Math.max(now + WAIT_MS, nextDay);
  if (at >= notice.staleAt) return null;
  const { channel, template, purpose, about, staleAt, rule, dpd, stage } = notice;
  return {
    what: 'notice',
    key: `${againPrefix(notice.entry)}${tries + 1}`,
    at,
    rule,
    why: { code: 'once-more', template, channel, providerCode: code },
    dpd,
    stage,
    channel,
    template,
    to: 'borrower',
    purpose,
    about,
    staleAt,
    ...(notice.figures ? { figures: notice.figures } : {}),
  };
}
