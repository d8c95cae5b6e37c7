import { addDays, type Day, dayOf, daysBetween, FIRST_DAY, type Moment, momentAt } from '../../time/dates.js';
import { type Account, dueBetween, unpaidDays } from '../account/arrears.js';
import { countUpTo, daysOf, firstWhere } from '../account/running-sums.js';
import type { AccountFacts } from '../loan-file.js';
import { dueDaysNow, shiftsOf } from './relief.js';

/** The last moment of a day, or now if that is today. */
const endOf = (day: Day, now: Moment): Moment => Math.min(now, momentAt(addDays(day, 1), '00:00') - 1);

/**
 * The account as it stood at the end of a past day, with the due days that held then (a relief may have moved them since). Payments
 * made by then count, whenever they were booked.
 */
export function accountOn(file: AccountFacts, account: Account, day: Day, now: Moment): Account {
  const end = endOf(day, now);
  const shifts = shiftsOf(file);
  if (countUpTo(shifts, end) === countUpTo(shifts, now)) return account;
  return { ...account, instalments: dueDaysNow(file, end) };
}

/** The days in [from, before) on which something fell due, by the due days that held then, and whether it was paid in time. */
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

/** Whether something was overdue on any day from one to another, by the due days that held on that day. */
export function wasOverdue(
  file: AccountFacts,
  account: Account,
  { from, until }: { from: Day; until: Day },
  now: Moment,
): boolean {
  const due = fellDue(file, account, { from, before: until }, now);
  // Arrears can only begin on the day after a due day, on the day of a reversal, or on the day on which due days were changed.
  const days = [
    from,
    ...due.map((it) => addDays(it.day, 1)),
    ...account.payments.flatMap((it) => it.reversedOn ?? []),
    ...shiftsOf(file).flatMap((it) => [dayOf(it), addDays(dayOf(it), 1)]),
    until,
  ].filter((day) => day >= from && day <= until);
  return [...new Set(days)].some((day) => unpaidDays(accountOn(file, account, day, now), day, day) > 0);
}

/** The days up to now on which arrears may have become smaller: those of payments, and of changed due days. */
export const daysOfNews = (file: AccountFacts, { payments }: Account, now: Moment): readonly Day[] => {
  const shifts = shiftsOf(file).filter((it) => it <= now);
  return shifts.length === 0 ? daysOf(payments) : [...new Set([...daysOf(payments), ...shifts.map(dayOf)])].sort();
};

/**
 * The first day of the unbroken run, up to and including today, of days for which `fits` is true. Between two days of `news` arrears
 * only grow, so the first day that fits is found there by halving. `nextChange`: the next due day, when arrears may grow.
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
    // None of them fits: the run began on the day after the last of them, on which something fell due.
    if (days > 0 && first === until) return since;
    since = changeIn(first, until) ?? since;
    if (changeIn(from, first) !== null || n < 0) return since;
    until = from;
  }
}
