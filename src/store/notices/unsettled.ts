import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';

/** A notice handed to the provider whose outcome is not known: the worker died, or the answer was lost. */
export interface UnsettledNotice {
  noticeId: number;
  messageId: string;
  loan: string;
  entry: string;
  firstAttemptAt: Moment | null;
  borrower: string;
  whose: string;
  channel: string;
  /** Null, as the two after it: erased. */
  addressSealed: Buffer | null;
  addressKey: Buffer | null;
  textSealed: Buffer | null;
  language: 'zh-CN' | 'en';
  dueAt: Moment;
  attempts: number;
  /** Tried so recently that the provider may not show it yet. */
  fresh: boolean;
  /** First tried so long ago that nobody waits for the provider's word any longer. */
  old: boolean;
}

export async function unsettledNotices(sql: Sql, channel: string, limit: number): Promise<UnsettledNotice[]> {
  return rows<UnsettledNotice>(
    sql,
    {
      name: 'unsettled notices',
      text: `SELECT n.notice_id AS "noticeId", n.message_id AS "messageId", n.loan_id AS loan, n.entry, n.first_attempt_at AS "firstAttemptAt", n.due_at AS "dueAt", n.attempts,
            c.borrower_id AS borrower, c.whose, c.channel, c.address_sealed AS "addressSealed", c.address_key AS "addressKey", n.text_sealed AS "textSealed", b.language,
            n.attempted_at > now() - interval '60 seconds' AS fresh, n.first_attempt_at < now() - interval '3 days' AS old
     FROM notices n JOIN contacts c USING (contact_id) JOIN borrowers b ON b.borrower_id = n.borrower_id
     WHERE n.channel = $1 AND n.status = 'sending' ORDER BY n.notice_id LIMIT $2`,
    },
    [channel, limit],
  );
}

/** Provider ids already bound to a notice to the same contact: a look-up must not take them twice. */
export async function boundProviderIds(sql: Sql, noticeId: number): Promise<Set<string>> {
  const bound = await rows<{ provider_id: string }>(
    sql,
    `SELECT m.provider_id FROM notices n JOIN loans l USING (borrower_id)
       JOIN notices m ON m.loan_id = l.loan_id AND m.contact_id = n.contact_id AND m.channel = n.channel
     WHERE n.notice_id = $1 AND m.provider_id IS NOT NULL`,
    [noticeId],
  );
  return new Set(bound.map((row) => row.provider_id));
}
