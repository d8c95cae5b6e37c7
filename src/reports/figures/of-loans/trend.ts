import { addDays, type Day } from '../../../domain/time/dates.js';
import { addMonths, periodOf } from '../../../domain/time/period.js';
import { rows, type Sql } from '../../../store/base/connection/database.js';
import { ratio } from '../buckets.js';
import type { Scope } from '../scope.js';
import { standingAt } from '../standing.js';
import { ratesOf, SUMS, type Sums } from './portfolio.js';

const MONTHS = 12;

/** The book at one of the last month-ends. `key` is its day. */
interface TrendPoint extends Sums, ReturnType<typeof ratesOf> {
  key: Day;
}

/** How the loans paid out in one month have aged. */
interface Vintage {
  /** `2026-01`. */
  key: string;
  loans: number;
  /** Principal paid out. */
  principal: number;
  /**
   * The n-th number: n months after that month, at the month's end, the share of the principal paid out that is
   * outstanding in loans more than 30 days past due. Null: nothing was paid out, or before the months looked back to.
   */
  curve: (number | null)[];
}

export interface Trend {
  points: TrendPoint[];
  vintages: Vintage[];
}

/** The twelve month-ends up to the cut-off, the last of them being the cut-off itself; oldest first. */
function monthEnds(asOf: Day): Day[] {
  const first = `${asOf.slice(0, 7)}-01`;
  return [...Array.from({ length: MONTHS - 1 }, (_, n) => addDays(addMonths(first, n + 2 - MONTHS), -1)), asOf];
}

interface Row extends Sums {
  vintage: string;
}

/** The book at the last twelve month-ends, in all and by the month in which the loans were paid out. */
export async function trend(
  sql: Sql,
  scope: Scope,
  onMonth: () => Promise<void> | void = () => undefined,
): Promise<Trend> {
  const points: TrendPoint[] = [];
  const late = new Map<string, number>();
  const days = monthEnds(scope.asOf);
  for (const day of days) {
    const found = await rows<Row>(
      sql,
      `SELECT vintage, ${SUMS} FROM (${standingAt('$1::date')}) s WHERE present GROUP BY vintage`,
      [day],
    );
    const sums = added(found);
    points.push({ key: day, ...sums, ...ratesOf(sums) });
    for (const { vintage, par30Principal } of found) late.set(`${vintage} ${day.slice(0, 7)}`, par30Principal);
    await onMonth();
  }
  const paidOut = await rows<{ key: string; loans: number; principal: number }>(
    sql,
    `SELECT vintage AS key, count(*)::int AS loans, sum(principal)::bigint AS principal
     FROM book WHERE disbursed_on >= $1 GROUP BY key ORDER BY key`,
    [periodOf('month', days[0]!).from],
  );
  const months = days.map((day) => day.slice(0, 7));
  return {
    points,
    vintages: paidOut.map((it) => ({
      ...it,
      curve: months
        .filter((month) => month >= it.key)
        .map((month) => ratio(late.get(`${it.key} ${month}`) ?? 0, it.principal)),
    })),
  };
}

function added(found: Row[]): Sums {
  const add = (field: keyof Sums) => found.reduce((sum, row) => sum + row[field], 0);
  return {
    loans: add('loans'),
    outstanding: add('outstanding'),
    outstandingPrincipal: add('outstandingPrincipal'),
    overdueLoans: add('overdueLoans'),
    overdue: add('overdue'),
    overduePrincipal: add('overduePrincipal'),
    par1Principal: add('par1Principal'),
    par30Principal: add('par30Principal'),
    par60Principal: add('par60Principal'),
    nplLoans: add('nplLoans'),
    nplPrincipal: add('nplPrincipal'),
  };
}
