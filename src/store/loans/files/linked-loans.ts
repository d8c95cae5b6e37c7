import { rows, type Sql } from '../../base/connection/database.js';

/** In SQL, of `notices n`: the loans of which its message speaks, that first in whose message the others were said. */
export const LOANS_SAID = `(SELECT coalesce(array_agg(loan_id ORDER BY leads DESC, loan_id), '{}') FROM (
    SELECT m.loan_id, bool_or(m.joined_to IS NULL) AS leads FROM notices m
    WHERE m.notice_id = coalesce(n.joined_to, n.notice_id) OR m.joined_to = coalesce(n.joined_to, n.notice_id) GROUP BY m.loan_id) said)`;

/** What a link in a message leads to. Nothing personal: the page shows none. */
export interface LinkedLoan {
  /** The one in whose message the others were said. */
  loan: string;
  /** All that the message speaks of, that one first. */
  loans: { loan: string; currency: string }[];
  borrower: string;
  channel: string;
  language: 'zh-CN' | 'en';
}

/** Null: no such notice (a restored database may not know it), or the person is erased. */
export async function linkedLoan(sql: Sql, messageId: string): Promise<LinkedLoan | null> {
  const [found] = await rows<LinkedLoan>(
    sql,
    `SELECT n.loan_id AS loan, n.borrower_id AS borrower, n.channel, b.language,
       (SELECT coalesce(json_agg(json_build_object('loan', loan_id, 'currency', currency) ORDER BY place), '[]')
        FROM unnest(${LOANS_SAID}) WITH ORDINALITY AS said (loan_id, place) JOIN loans USING (loan_id)) AS loans
     FROM notices n JOIN borrowers b ON b.borrower_id = n.borrower_id WHERE n.message_id = $1 AND b.erased_at IS NULL`,
    [messageId],
  );
  return found ?? null;
}
