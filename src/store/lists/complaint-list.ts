import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { type Filter, inSight, maskedName, type Page } from './filter.js';

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
  const found = await rows<Omit<ListedComplaint, 'name'> & { name: Buffer | null }>(
    sql,
    `SELECT c.complaint_id AS complaint, c.borrower_id AS borrower, b.name_sealed AS name, b.branch, b.account_manager AS manager,
            c.opened_at AS "openedAt", t.owner, t.due_at AS due, c.satisfied,
            CASE WHEN c.surveyed_at IS NOT NULL THEN 'closed' WHEN c.solved_at IS NOT NULL THEN 'solved'
                 WHEN c.accepted_at IS NOT NULL THEN 'accepted' ELSE 'opened' END AS state
     FROM complaints c JOIN borrowers b USING (borrower_id) LEFT JOIN tasks t ON t.complaint_id = c.complaint_id AND t.status = 'open'
     WHERE (c.surveyed_at IS NULL OR NOT $1) AND (t.due_at < $2 OR NOT $3)
       AND ($4::text IS NULL OR b.branch = $4) AND ($5::text IS NULL OR b.account_manager = $5) AND ${inSight(scope, '$6')} AND c.complaint_id > $7 AND ($9::text IS NULL OR c.borrower_id = $9)
     ORDER BY ${byId ? '' : 't.due_at NULLS LAST, c.opened_at,'} c.complaint_id LIMIT $8`,
    [
      ...[open, new Date(now), overdue, branch ?? null, manager ?? null, sight?.of ?? null],
      ...[page?.after ?? '', page?.limit ?? null, borrower ?? null],
    ],
  );
  return found.map((it) => ({ ...it, name: maskedName(seal, it.borrower, it.name) }));
}
