import type { Minor } from '../../domain/money/money.js';
import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { type Filter, inSight, maskedName, type Page } from './filter.js';
import { standingsOf } from './loan-list.js';

/** A complaint as a list shows it: what it waits for, whose that is, until when. */
export interface ListedComplaint {
  complaint: string;
  borrower: string;
  /** Masked; null: not known. */
  name: string | null;
  branch: string | null;
  manager: string | null;
  openedAt: Moment;
  state: 'opened' | 'accepted' | 'solved' | 'closed';
  /** Whose next step it is; null: nobody's, or it is closed. */
  owner: string | null;
  /** Until when; null: it is closed. */
  due: Moment | null;
  /** Of all open loans of the borrower. */
  overdue: Minor;
  /** The worst of them. */
  dpd: number;
  /** Whether the borrower was satisfied; null: not asked yet. */
  satisfied: boolean | null;
}

/** Complaints, those first whose time is up first; the closed ones last; of a page by id. */
export async function listComplaints(
  sql: Sql,
  seal: Seal,
  {
    open,
    overdue,
    branch,
    manager,
    borrower,
    sight,
    page,
  }: Pick<Filter, 'branch' | 'manager' | 'sight'> & {
    open: boolean;
    overdue: boolean;
    borrower?: string | undefined;
    page?: Page;
  },
  now: Moment,
): Promise<ListedComplaint[]> {
  const scope = sight?.scope ?? 'all';
  const byId = page !== undefined;
  const found = await rows<
    Omit<ListedComplaint, 'name' | 'overdue' | 'dpd'> & { name: Buffer | null; loans: string[] }
  >(
    sql,
    `SELECT c.complaint_id AS complaint, c.borrower_id AS borrower, b.name_sealed AS name, b.branch, b.account_manager AS manager,
            c.opened_at AS "openedAt", coalesce(t.owner, t.role) AS owner, t.due_at AS due, c.satisfied,
            ARRAY(SELECT loan_id FROM loans WHERE borrower_id = c.borrower_id AND closed_at IS NULL) AS loans,
            CASE WHEN c.surveyed_at IS NOT NULL THEN 'closed' WHEN c.solved_at IS NOT NULL THEN 'solved'
                 WHEN c.accepted_at IS NOT NULL THEN 'accepted' ELSE 'opened' END AS state
     FROM complaints c JOIN borrowers b USING (borrower_id) LEFT JOIN tasks t ON t.complaint_id = c.complaint_id AND t.status = 'open'
     WHERE (c.surveyed_at IS NULL OR NOT $1) AND (t.due_at < $2 OR NOT $3)
       AND ($4::text IS NULL OR c.of_branch = $4) AND ($5::text IS NULL OR b.account_manager = $5) AND ${inSight(scope, '$6', { borrower: 'c.borrower_id', branch: 'c.of_branch' })} AND c.complaint_id > $7 AND ($9::text IS NULL OR c.borrower_id = $9)
     ORDER BY ${byId ? '' : 't.due_at NULLS LAST, c.opened_at,'} c.complaint_id LIMIT $8`,
    [
      ...[open, new Date(now), overdue, branch ?? null, manager ?? null, sight?.of ?? null],
      ...[page?.after ?? '', page?.limit ?? null, borrower ?? null],
    ],
  );
  const standings = await standingsOf(
    sql,
    found.flatMap((it) => it.loans),
    now,
  );
  return found.map(({ loans, ...it }) => {
    const these = loans.flatMap((loan) => standings.get(loan) ?? []);
    return {
      ...{ ...it, name: maskedName(seal, it.borrower, it.name) },
      overdue: these.reduce((sum, one) => sum + one.overdue, 0),
      dpd: Math.max(0, ...these.map((one) => one.dpd)),
    };
  });
}
