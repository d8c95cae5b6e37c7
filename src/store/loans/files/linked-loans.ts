import { rows, type Sql } from '../../base/connection/database.js';

/** What a link in a message leads to. Nothing personal: the page shows none. */
export interface LinkedLoan {
  loan: string;
  borrower: string;
  channel: string;
  language: 'zh-CN' | 'en';
  currency: string;
}

/** Null: no such notice (a restored database may not know it), or the person is erased. */
export async function linkedLoan(sql: Sql, messageId: string): Promise<LinkedLoan | null> {
  const [found] = await rows<LinkedLoan>(
    sql,
    `SELECT n.loan_id AS loan, n.borrower_id AS borrower, n.channel, b.language, l.currency
     FROM notices n JOIN loans l USING (loan_id) JOIN borrowers b ON b.borrower_id = n.borrower_id WHERE n.message_id = $1 AND b.erased_at IS NULL`,
    [messageId],
  );
  return found ?? null;
}
