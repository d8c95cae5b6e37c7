import { dayOf, type Moment } from '../../time/dates.js';
import { amountOf, type Instalment, unpaidOn } from '../account/arrears.js';
import type { AccountFacts, KnownCase } from '../loan-file.js';
import { dueDaysNow } from './relief.js';

/** A row of the book without what we know of it. */
export type Row = Pick<Instalment, 'seq' | 'dueOn' | 'principal' | 'interest' | 'fee'>;

/** What a schedule of the core system does to the rows of the book. */
export interface ScheduleChange {
  added: Row[];
  replaced: { was: Row; is: Row }[];
  /** Unpaid, and no longer in a schedule that is whole. */
  calledOff: Row[];
  /** The same in one that need not be: they stay. */
  missing: Row[];
  /** Numbers of rows that cannot be taken, and why. */
  faults: { seq: number; fault: string }[];
}

export const PAID = 'is paid: what was paid is not changed';
const RESTRUCTURED = (id: string) => `has another schedule by ${id}, and is not the same`;

/**
 * Holds the schedule that the core system has now against the rows of the book. What is unpaid is replaced, what is paid never. Of a
 * loan that was put off or restructured here the core system may say the same as was agreed, which is no news.
 *
 * @param rows of the book as they stand, with the days that they have there
 * @param whole what is not in `said` is no longer
 */
export function changeOfSchedule(
  file: AccountFacts,
  rows: readonly Row[],
  said: readonly Row[],
  whole: boolean,
  now: Moment,
): ScheduleChange {
  const change: ScheduleChange = { added: [], replaced: [], calledOff: [], missing: [], faults: [] };
  const due = dueDaysNow(file, now);
  const unpaid = new Set(unpaidOn({ instalments: due, payments: file.payments }, dayOf(now)).map((it) => it.seq));
  const agreed = newestSchedule(file, now);
  // Under the agreed schedule the rows of the book are no longer asked for, so that none of them may change.
  const asAgreed = agreed?.schedule?.instalments.every((it) => said.some((other) => sameDue(it, other))) ?? false;
  if (asAgreed) return change;
  const known = new Map(rows.map((it) => [it.seq, it]));
  for (const is of said) {
    const was = known.get(is.seq);
    if (was && same(was, is)) continue;
    const now = due.find((it) => it.seq === is.seq);
    if (was && agreed) change.faults.push({ seq: is.seq, fault: RESTRUCTURED(agreed.case) });
    else if (was && now && sameDue(now, is)) continue;
    else if (was && !unpaid.has(is.seq) && amountOf(was) > 0) change.faults.push({ seq: is.seq, fault: PAID });
    else if (was) change.replaced.push({ was, is });
    else change.added.push(is);
  }
  const there = new Set(said.map((it) => it.seq));
  const gone = rows.filter((it) => !there.has(it.seq) && unpaid.has(it.seq));
  if (agreed) change.missing.push(...gone);
  else (whole ? change.calledOff : change.missing).push(...gone);
  return change;
}

const newestSchedule = ({ cases }: AccountFacts, now: Moment): KnownCase | undefined =>
  cases
    .filter((it) => it.schedule && it.approvedAt !== null && it.approvedAt <= now && !it.undone)
    .sort((a, b) => b.approvedAt! - a.approvedAt!)[0];

const sameDue = (a: Row, b: Row) =>
  a.dueOn === b.dueOn && a.principal === b.principal && a.interest === b.interest && a.fee === b.fee;
const same = (a: Row, b: Row) => a.seq === b.seq && sameDue(a, b);
