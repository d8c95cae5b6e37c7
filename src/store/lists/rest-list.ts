import { restsOf } from '../../domain/loan/relief/relief.js';
import type { Minor } from '../../domain/money/money.js';
import { addDays, dayOf, type Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { readLoanFiles } from '../loans/files/loan-files.js';
import { planReader } from '../loans/plans.js';
import { type Filter, inList, maskedName, parametersOf } from './filter.js';
import { standingsOf } from './loan-list.js';

/** A promise rests a loan no longer: it is judged soon after its day. */
const LONGEST_PROMISE_DAYS = 31;

/** A loan that is left alone now. */
export interface ListedRest {
  loan: string;
  borrower: string;
  /** Masked; null: not known. */
  name: string | null;
  overdue: Minor;
  dpd: number;
  /** What rests it: a hold, an open complaint, a grace, a promise that runs, news such as a death, a suit. */
  kind: string;
  /** Null: its end is not known yet. */
  until: Moment | null;
}

/** Loans in sight that rest now, what ends first first. `limit`: so many loans are looked at. */
export async function listRests(
  sql: Sql,
  seal: Seal,
  filter: Filter & { limit: number },
  now: Moment,
): Promise<ListedRest[]> {
  const scope = filter.sight?.scope ?? 'all';
  const found = await rows<{ loan: string; borrower: string; name: Buffer | null }>(
    sql,
    `SELECT l.loan_id AS loan, l.borrower_id AS borrower, b.name_sealed AS name FROM loans l JOIN borrowers b USING (borrower_id)
     WHERE ${inList(scope)} AND l.closed_at IS NULL AND l.taken_in_at IS NOT NULL AND l.loan_id IN (
       SELECT loan_id FROM holds WHERE from_at <= $7 AND (until_at IS NULL OR until_at > $7)
       UNION ALL SELECT loan_id FROM promises WHERE promised_on >= $9
       UNION ALL SELECT loan_id FROM cases WHERE approved AND closed_at IS NULL
       UNION ALL SELECT loan_id FROM signals JOIN loans USING (borrower_id))
     ORDER BY l.loan_id LIMIT $8`,
    [...parametersOf(filter), new Date(now), filter.limit, addDays(dayOf(now), -LONGEST_PROMISE_DAYS)],
  );
  const loans = found.map((it) => it.loan);
  const standings = await standingsOf(sql, loans, now);
  const planOf = planReader(sql);
  const resting = (await readLoanFiles(sql, loans, now)).map(async ({ file, plan }) => {
    const running = restsOf(file, await planOf(plan), now).filter(
      (it) => it.from <= now && (it.until === null || it.until > now),
    );
    // What ends last says from when it may be.
    const last = running.find((it) => it.until === null) ?? running.sort((a, b) => b.until! - a.until!)[0];
    const { name, ...about } = found.find((it) => it.loan === file.loan)!;
    const { overdue, dpd } = standings.get(file.loan)!;
    const shown = { ...about, name: maskedName(seal, about.borrower, name), overdue, dpd };
    return last === undefined ? [] : [{ ...shown, kind: last.kind, until: last.until }];
  });
  return (await Promise.all(resting)).flat().sort((a, b) => (a.until ?? Infinity) - (b.until ?? Infinity));
}
