import type pg from 'pg';
import { type DeliveryReport, type DeliveryStatus, isNews } from '../../domain/contact/delivery.js';
import type { ChannelName } from '../../domain/plan/plan.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { noteFact, type Source, tellLoansOf } from '../facts/facts.js';
import { writeContentReview, writeFallbackTask } from './fallback-tasks.js';
import { decideAlone } from './notices.js';
import { changeNotices } from './outcomes.js';
import { dropAgain, writeAgain } from './send-again.js';

interface Reported {
  noticeId: number;
  borrower: string;
  contactId: number | null;
  status: string;
  attempts: number;
  known: DeliveryStatus | null;
}

/** What providers know our notices by. */
export const MESSAGE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Notes what a provider reports of a notice. A report that says no more than what is known changes nothing; answers
 * whether it did say more. A message of ours that the database does not know (restored, another installation) is passed over.
 */
export async function recordDelivery(
  db: Database,
  report: DeliveryReport & { channel: ChannelName; messageId: string; providerId: string },
  source: Source,
): Promise<boolean> {
  if (!MESSAGE_ID.test(report.messageId)) return false;
  return transaction(db, async (client) => {
    const [notice] = await rows<Reported>(
      client,
      `SELECT notice_id AS "noticeId", borrower_id AS borrower, contact_id AS "contactId", status, attempts, delivery_status AS known
       FROM notices WHERE message_id = $1 AND channel = $2 FOR UPDATE`,
      [report.messageId, report.channel],
    );
    // What was never handed over cannot have been carried.
    if (!notice || notice.attempts === 0) return false;
    await bind(client, notice, report, source);
    if (!isNews(notice.known, report.status)) return false;
    await client.query(
      'UPDATE notices SET delivery_status = $2, delivery_code = $3, delivered_at = $4 WHERE notice_id = $1',
      [notice.noticeId, report.status, report.code, report.status === 'delivered' ? new Date(source.at) : null],
    );
    if (report.status === 'undelivered') await follow(client, notice, report, source);
    if (report.status === 'delivered') await dropAgain(client, notice.noticeId, source.at);
    return true;
  });
}

/** Whether a notice was sent to this address. */
export async function wentTo(sql: Sql, seal: Seal, messageId: string, address: string): Promise<boolean> {
  const found = await rows(
    sql,
    `SELECT 1 FROM notices n JOIN contacts c USING (contact_id) WHERE n.message_id = $1 AND c.address_key = ANY($2)`,
    [messageId, [...seal.hashes(address), ...seal.hashes(address.toLowerCase())]],
  );
  return found.length > 0;
}

/** A report proves that the provider has the message, whose answer may have been lost: it must not be sent again. */
async function bind(
  client: pg.PoolClient,
  { noticeId, status }: Reported,
  { channel, providerId }: { channel: ChannelName; providerId: string },
  source: Source,
): Promise<void> {
  if (status === 'sent') return;
  const others = await rows(client, 'SELECT 1 FROM notices WHERE channel = $1 AND provider_id = $2', [
    channel,
    providerId,
  ]);
  if (others.length > 0) return;
  await changeNotices(client, [{ noticeId, status: 'sent', providerId }], source.at);
}

/** What a failure asks for; see Consequence. */
async function follow(
  client: pg.PoolClient,
  notice: Reported,
  { channel, code, follows }: DeliveryReport & { channel: ChannelName },
  source: Source,
): Promise<void> {
  const { noticeId, borrower, contactId } = notice;
  if (follows === 'again') return writeAgain(client, noticeId, code ?? '', source.at);
  if (follows === 'gone') await retireContact(client, { borrower, contactId, channel, code }, source);
  if (follows === 'review') await writeContentReview(client, noticeId, code ?? '', source.at);
  const vain = { how: 'undelivered', because: { code: 'undelivered', providerCode: code } } as const;
  await decideAlone(client);
  // What comes next by the plan is enough, unless no other channel of the message reached either.
  await writeFallbackTask(client, noticeId, vain, source.at, follows === 'none');
}

/** Nothing more goes to this address, and the borrower's loans look for another way. */
export async function retireContact(
  client: pg.PoolClient,
  contact: { borrower: string; contactId: number | null; channel: string; code: string | null },
  source: Source,
): Promise<void> {
  const { borrower, contactId, channel, code } = contact;
  const retired = await client.query(
    'UPDATE contacts SET retired_at = $2 WHERE contact_id = $1 AND retired_at IS NULL',
    [contactId, new Date(source.at)],
  );
  if (!retired.rowCount) return;
  await noteFact(client, source, 'contact retired', `borrower/${borrower}`, { channel, code });
  await tellLoansOf(client, borrower, 'contact retired');
}
