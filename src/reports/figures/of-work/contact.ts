import { rows, type Sql } from '../../../store/base/connection/database.js';
import { ratio } from '../buckets.js';
import type { Values } from '../definitions.js';
import { type ListsOf, listBehind, when } from '../list-behind.js';
import { momentsOf, type Scope } from '../scope.js';

/** Notices of one channel that were due in the period, by what had become of them by the cut-off. */
interface ChannelContact {
  key: string;
  sent: number;
  /** Of those sent: that are known not to have arrived. */
  returned: number;
  failed: number;
  /** Not sent on purpose: paid meanwhile, no consent, held, too late. */
  suppressed: number;
  /** Handed over, and it cannot be known whether it was sent. */
  unknown: number;
  /** Not settled yet at the cut-off. */
  waiting: number;
  /** Those that may have arrived, of those that were to be sent; null: there were none. */
  reach: number | null;
}

export interface Contact {
  values: Values<'contact'>;
  byChannel: ChannelContact[];
}

/** Which messages to borrowers went out. */
export async function contact(sql: Sql, scope: Scope): Promise<Contact> {
  const { from, until } = momentsOf(scope);
  const values = [new Date(from), new Date(until)];
  const channels = await rows<Omit<ChannelContact, 'reach'>>(sql, BY_CHANNEL, values);
  const [reached] = await rows<{ borrowers: number }>(sql, REACHED, values);
  const add = (field: Exclude<keyof ChannelContact, 'key' | 'reach'>) =>
    channels.reduce((sum, it) => sum + it[field], 0);
  return {
    values: {
      'notices-sent': add('sent'),
      'notices-returned': add('returned'),
      'notices-failed': add('failed'),
      'notices-suppressed': add('suppressed'),
      'contact-reach': ratio(add('sent') - add('returned'), add('sent') + add('failed') + add('unknown')),
      'borrowers-reached': reached!.borrowers,
    },
    byChannel: channels.map((it) => ({ ...it, reach: ratio(it.sent - it.returned, it.sent + it.failed + it.unknown) })),
  };
}

const STATUS = `CASE WHEN settled_at < $2 THEN status ELSE 'waiting' END`;

const NOTICES = `
SELECT notice_id, loan_id, n.borrower_id, channel, delivery_status, joined_to, ${STATUS} AS status
FROM notices n JOIN book USING (loan_id) WHERE due_at >= $1 AND due_at < $2`;

const RETURNED = `status = 'sent' AND delivery_status = 'undelivered'`;
const ARRIVED = `status = 'sent' AND delivery_status IS DISTINCT FROM 'undelivered'`;
const SUPPRESSED = `status = 'suppressed' AND joined_to IS NULL`;

const BY_CHANNEL = `
SELECT channel AS key,
       count(*) FILTER (WHERE status = 'sent')::int AS sent,
       count(*) FILTER (WHERE ${RETURNED})::int AS returned, count(*) FILTER (WHERE status = 'failed')::int AS failed,
       count(*) FILTER (WHERE ${SUPPRESSED})::int AS suppressed,
       count(*) FILTER (WHERE status = 'unknown')::int AS unknown, count(*) FILTER (WHERE status = 'waiting')::int AS waiting
FROM (${NOTICES}) n
GROUP BY channel ORDER BY channel COLLATE "C"`;

const REACHED_BORROWERS = `SELECT DISTINCT borrower_id FROM (${NOTICES}) n WHERE ${ARRIVED}`;
const REACHED = `SELECT count(*)::int AS borrowers FROM (${REACHED_BORROWERS}) reached`;

const noticesThat = (part: string, whole?: string) =>
  listBehind('moments', NOTICES, part, {
    says: { loan: 'loan_id', borrower: 'borrower_id', item: 'notice_id', what: 'channel' },
    ...(whole === undefined ? {} : { whole }),
  });

export const BEHIND_CONTACT: ListsOf<'contact'> = {
  'notices-sent': noticesThat(when(`status = 'sent'`)),
  'notices-returned': noticesThat(when(RETURNED)),
  'notices-failed': noticesThat(when(`status = 'failed'`)),
  'notices-suppressed': noticesThat(when(SUPPRESSED)),
  'contact-reach': noticesThat(when(ARRIVED), when(`status IN ('sent', 'failed', 'unknown')`)),
  'borrowers-reached': listBehind('moments', REACHED_BORROWERS, '1', { says: { borrower: 'borrower_id' } }),
};
