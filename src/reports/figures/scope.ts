import { addDays, type Day, type Moment, momentAt } from '../../domain/time/dates.js';
import { rows, type Sql } from '../../store/base/connection/database.js';

/** What figures are about: one plan's book in one currency, at the end of a day, looking back over a period. */
export interface Scope {
  plan: string;
  /** Amounts of several currencies have no sum: loans in others are left out. */
  currency: string;
  /** The first day of the period. */
  from: Day;
  /** The cut-off: what happened up to the end of this day counts. The last day of the period, or earlier. */
  asOf: Day;
  /** When it is made: of a day that is not over yet no more has happened, and nothing more was due. Left out: after the day. */
  madeAt?: Moment;
  /** Only a part of the book is laid out (narrow.ts): what is of no loan, such as training, is not counted. */
  part?: true;
  /** Tasks of these roles alone; left out: of all. */
  roles?: readonly string[];
}

/** The period as moments, `until` not included: for what has a moment and not a day. */
export function momentsOf({ from, asOf, madeAt = Number.POSITIVE_INFINITY }: Scope): { from: Moment; until: Moment } {
  return { from: momentAt(from, '00:00'), until: Math.min(momentAt(addDays(asOf, 1), '00:00'), madeAt + 1) };
}

/** How many loans the plan has in each currency, the most frequent first. None: the plan has no loan by that day. */
export async function currenciesOf(sql: Sql, plan: string, asOf: Day): Promise<{ currency: string; loans: number }[]> {
  return rows(
    sql,
    `SELECT currency, count(*)::int AS loans FROM loans WHERE plan = $1 AND disbursed_on <= $2
     GROUP BY currency ORDER BY loans DESC, currency`,
    [plan, asOf],
  );
}
