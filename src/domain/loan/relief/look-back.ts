import { addDays, type Day, dayOf, daysBetween, FIRST_DAY, type Moment, momentAt } from '../../time/dates.js';
import { type Account, dueBetween, unpaidDays } from '../account/arrears.js';
import { countUpTo, daysOf, firstWhere } from '../account/running-sums.js';
import type { AccountFacts } from '../loan-file.js';
import { dueDaysNow, shiftsOf } from './relief.js';

/** The last moment of a day, or now if that is today. */
const endOf = (day: Day, now: Moment): Moment => Math.min(now, momentAt(addDays(day, 1), '00:00') - 1);

/**
 * The past is judged by the days that held then: the account as it stood at the end of a day, under the due days of that
 * day. What was paid by then counts, whenever it was booked.
 */
export function accountOn(file: AccountFacts, account: Account, day: Day, now: Moment): Account {
  const end = endOf(day, now);
  const shifts = shiftsOf(file);
  if (countUpTo(shifts, end) === countUpTo(shifts, now)) return account;
  return { ...account, instalments: dueDaysNow(file, end) };
}

/** The days from one on and before another on which something fell due, by the days that held then, and whether it was paid by then. */
export function fellDue(
  file: AccountFacts,
  account: Account,
  { from, before }: { from: Day; before: Day },
  now: Moment,
): { day: Day; onTime: boolean }[] {
  const eras = [account.instalments, ...shiftsOf(file).map((it) => dueDaysNow(file, Math.min(it - 1, now)))];
  const days = new Set(eras.flatMap((it) => dueBetween(it, from, before).map(({ dueOn }) => dueOn)));
  return [...days].sort().flatMap((day) => {
    const then = accountOn(file, account, day, now);
    if (dueBetween(then.instalments, day, addDays(day, 1)).length === 0) return [];
    return [{ day, onTime: unpaidDays(then, day, addDays(day, 1)) === 0 }];
  });
}

/** Whether on any day from one to another something was overdue, by the days that held on it. */
export function wasOverdue(
  file: AccountFacts,
  account: Account,
  { from, until }: { from: Day; until: Day },
  now: Moment,
): boolean {
  const due = fellDue(file, account, { from, before: until }, now);
  // Arrears can only begin on the day after a due day, on that of a reversal, or on that on which other days began to hold.
  const days = [
    from,
    ...due.map((it) => addDays(it.day, 1)),
    ...account.payments.flatMap((it) => it.reversedOn ?? []),
    ...shiftsOf(file).flatMap((it) => [dayOf(it), addDays(dayOf(it), 1)]),
    until,
  ].filter((day) => day >= from && day <= until);
  return [...new Set(days)].some((day) => unpaidDays(accountOn(file, account, day, now), day, day) > 0);
}

/** The days on which something came in that what is overdue hangs on, up to now: a payment, other due days. */
export const daysOfNews = (file: AccountFacts, { payments }: Account, now: Moment): readonly Day[] => {
  const shifts = shiftsOf(file).filter((it) => it <= now);
  return shifts.length === 0 ? daysOf(payments) : [...new Set([...daysOf(payments), ...shifts.map(dayOf)])].sort();
};

/**
 * The first of those days on end, up to today, on which something fits; only days of change count, and today does. From one day
 * with news to the next what is overdue only grows, so that there the first that fits is found by halving, however long it is.
 */
export function firstOnEnd(
  today: Day,
  news: readonly Day[],
  nextChange: (from: Day) => Day | undefined,
  fits: (day: Day) => boolean,
): Day {
  const changeIn = (from: Day, until: Day) => {
    const day = nextChange(from);
    return day !== undefined && day < until ? day : null;
  };
  let [since, until] = [today, today];
  for (let n = countUpTo(news, addDays(today, -1)) - 1; ; n--) {
    const from = news[n] ?? changeIn(FIRST_DAY, until);
    if (from === null) return since;
    const days = daysBetween(from, until);
    const first = addDays(
      from,
      firstWhere(days, (it) => fits(addDays(from, it))),
    );
    since = changeIn(first, until) ?? since;
    if (changeIn(from, first) !== null || n < 0) return since;
    until = from;
  }
}
