import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import { LOANS_SAID } from '../loans/files/linked-loans.js';

export interface ListedNotice {
  notice: number;
  /** All of which the message speaks, that first in whose message the others were said. */
  loans: string[];
  channel: string;
  template: string;
  purpose: string;
  due: Moment;
  status: string;
  reason: string | null;
  contactedAt: Moment | null;
  delivery: string | null;
  deliveredAt: Moment | null;
}

/** The messages about a loan, without their words. */
export const listNotices = (sql: Sql, loan: string): Promise<ListedNotice[]> =>
  rows(
    sql,
    `SELECT notice_id AS notice, ${LOANS_SAID} AS loans, channel, template, purpose, due_at AS due, status, reason, contacted_at AS "contactedAt",
            delivery_status AS delivery, delivered_at AS "deliveredAt" FROM notices n WHERE loan_id = $1 ORDER BY due_at, notice_id`,
    [loan],
  );
