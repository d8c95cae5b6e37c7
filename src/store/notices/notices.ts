import type { PastContact } from '../../domain/contact/contact-gate.js';
import type { Figures, Purpose } from '../../domain/loan/steps.js';
import type { ChannelName } from '../../domain/plan/plan.js';
import type { ReasonCode } from '../../domain/reason/reason.js';
import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import { NO_BOOK } from './book-age.js';
import { saidStop } from './consent.js';
import { ANY_PAUSE, MAY_HAVE_GONE, PAUSED } from './sending.js';

/** A notice whose time has come, with what the gate and the sender need to know. */
export interface DueNotice {
  noticeId: number;
  /** What providers know it by. */
  messageId: string;
  loan: string;
  borrower: string;
  channel: ChannelName;
  template: string;
  purpose: Purpose;
  about: number | null;
  /** When it was to go by the rules. */
  at: Moment;
  dueAt: Moment;
  staleAt: Moment;
  attempts: number;
  plan: string;
  /** It may have gone out before a restore that lost the record of it: the provider is asked first. */
  mayHaveGone: boolean;
  /** It was due while the provider was down, while sending was paused, while a book was missing, or while it could not be decrypted. */
  keptWaiting: boolean;
  /** The contact it would go to now; null: none with consent. */
  contactId: number | null;
  addressSealed: Buffer | null;
  addressKey: Buffer | null;
  /** Null: erased. */
  nameSealed: Buffer | null;
  language: 'zh-CN' | 'en';
  currency: string;
  /** The person's data may only be stored, or are erased. */
  restricted: boolean;
  /** The borrower may have said stop on this channel, in words that nobody has read yet. */
  inDoubt: boolean;
  /** The borrower's time zone; null: not known. */
  zone: string | null;
  /** What its words say besides, as it was decided; null: nothing. */
  figures: Figures | null;
}

type Addressed = Pick<DueNotice, 'nameSealed' | 'language' | 'currency'>;

/** What a message about a loan says besides its figures; undefined: there is no such loan. */
export async function addresseeOf(sql: Sql, loan: string): Promise<Addressed | undefined> {
  const [found] = await rows<Addressed>(
    sql,
    `SELECT b.name_sealed AS "nameSealed", b.language, l.currency FROM loans l JOIN borrowers b USING (borrower_id) WHERE loan_id = $1`,
    [loan],
  );
  return found;
}

/**
 * Notices of a channel that are due, oldest first, with all that are due to the same persons, locked for this transaction. Channels decide one after the other: a cap
 * over all channels would not hold if two of them looked at the same past at once.
 */
export async function dueNotices(
  sql: Sql,
  channel: string,
  now: Moment,
  limit: number,
  staleOnly = false,
): Promise<DueNotice[]> {
  await decideAlone(sql);
  return rows<DueNotice>(
    sql,
    {
      name: 'due notices',
      text: `WITH first AS MATERIALIZED (
       SELECT n.* FROM notices n
       WHERE ${DUE}
       ORDER BY n.due_at, n.borrower_id, n.notice_id LIMIT $3 FOR UPDATE SKIP LOCKED
     ), others AS MATERIALIZED (
       SELECT n.* FROM loans l JOIN notices n USING (loan_id)
       WHERE l.borrower_id IN (SELECT borrower_id FROM first) AND ${DUE} AND n.notice_id NOT IN (SELECT notice_id FROM first)
       FOR UPDATE OF n SKIP LOCKED
     ), n AS (SELECT * FROM first UNION ALL SELECT * FROM others)
     SELECT n.notice_id AS "noticeId", n.message_id AS "messageId", n.loan_id AS loan, n.borrower_id AS borrower, n.channel, n.template, n.purpose, n.about,
            coalesce(d.at, n.due_at) AS at, n.due_at AS "dueAt", n.stale_at AS "staleAt", n.attempts, coalesce(n.reason IN ('${PROVIDER_DOWN}', '${UNREADABLE}', '${SENDING_PAUSED}', '${NO_BOOK}'), false) AS "keptWaiting", l.plan, ${MAY_HAVE_GONE} AS "mayHaveGone", c.contact_id AS "contactId",
            c.address_sealed AS "addressSealed", c.address_key AS "addressKey", b.name_sealed AS "nameSealed", b.language, l.currency, b.time_zone AS zone,
            d.detail->'figures' AS figures,
            ${RESTRICTED} AS restricted, ${IN_DOUBT} AS "inDoubt"
     FROM n JOIN loans l USING (loan_id) LEFT JOIN loan_diary d ON d.loan_id = n.loan_id AND d.entry = n.entry JOIN borrowers b ON b.borrower_id = n.borrower_id
     ${CONTACT}
     ORDER BY n.due_at, n.borrower_id, n.notice_id`,
    },
    [channel, new Date(now), limit, staleOnly],
  );
}

/** Of a message `n` to a borrower `b` by a channel: what the gate must know of the person, and to which contact `c` it would go. */
const RESTRICTED = `(b.erased_at IS NOT NULL OR EXISTS (SELECT FROM restrictions r WHERE r.borrower_id = n.borrower_id AND r.until_at IS NULL))`;
const IN_DOUBT = `EXISTS (SELECT FROM answers a JOIN tasks t USING (task_id)
  WHERE a.borrower_id = n.borrower_id AND a.channel = n.channel AND a.in_doubt AND t.status = 'open')`;
const CONTACT = `LEFT JOIN LATERAL (SELECT contact_id, address_sealed, address_key FROM contacts c
  WHERE c.borrower_id = n.borrower_id AND c.whose = 'self' AND c.channel = n.channel AND c.consent AND c.retired_at IS NULL AND NOT ${saidStop('c')}
  ORDER BY contact_id LIMIT 1) c ON true`;

/** To whom a message by a channel would go. */
export interface Reached
  extends Pick<DueNotice, 'borrower' | 'channel' | 'contactId' | 'addressSealed' | 'addressKey'> {
  restricted: boolean;
  inDoubt: boolean;
  zone: string | null;
}

/** What the gate is told of persons, and the contacts messages to them by these channels would go to. */
export const reachedBy = (sql: Sql, of: readonly { borrower: string; channel: ChannelName }[]): Promise<Reached[]> =>
  rows(
    sql,
    `SELECT DISTINCT n.borrower_id AS borrower, n.channel, c.contact_id AS "contactId", c.address_sealed AS "addressSealed", c.address_key AS "addressKey",
            b.time_zone AS zone, ${RESTRICTED} AS restricted, ${IN_DOUBT} AS "inDoubt"
     FROM unnest($1::text[], $2::text[]) n (borrower_id, channel) JOIN borrowers b USING (borrower_id)
     ${CONTACT}`,
    [of.map((it) => it.borrower), of.map((it) => it.channel)],
  );

/** Of a notice `n` of the channel $1: it is due at $2. While its provider is down ($4) or sending is paused only what is stale is. */
const DUE = `n.channel = $1 AND n.status = 'reserved' AND n.due_at <= $2 AND (n.stale_at <= $2 OR NOT ($4 OR ${PAUSED}))`;

export const PROVIDER_DOWN = 'provider is down' satisfies ReasonCode;
/** The reason of a notice that waits for a key; a person is told once it is of no use any more. */
export const UNREADABLE = 'name or address cannot be opened' satisfies ReasonCode;
export const SENDING_PAUSED = 'paused' satisfies ReasonCode;

/** Notes on due notices that they wait since the provider is down, so that it is known later why they were late. */
export async function keepWaiting(sql: Sql, channel: string, now: Moment): Promise<void> {
  await sql.query(
    `UPDATE notices SET reason = $3
     WHERE channel = $1 AND status = 'reserved' AND due_at <= $2 AND reason IS DISTINCT FROM $3`,
    [channel, new Date(now), PROVIDER_DOWN],
  );
}

/** The same for what a pause holds. */
export async function keepPaused(sql: Sql, channel: string, now: Moment): Promise<void> {
  await sql.query(
    `UPDATE notices n SET reason = $3
     WHERE ${ANY_PAUSE} AND n.channel = $1 AND n.status = 'reserved' AND n.due_at <= $2 AND n.reason IS DISTINCT FROM $3 AND ${PAUSED}`,
    [channel, new Date(now), SENDING_PAUSED],
  );
}

/** From here to the end of the transaction no other channel decides. */
export async function decideAlone(sql: Sql): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(hashtext('contact gate'))`);
}

/**
 * What was done to collect from these people since a moment, over all of their loans: messages and calls that went out or
 * may have gone out, and calls that staff have made.
 */
export async function contactHistory(
  sql: Sql,
  borrowers: string[],
  since: Moment,
): Promise<Map<string, PastContact[]>> {
  const past = await rows<PastContact & { borrower: string }>(
    sql,
    {
      name: 'contact history',
      text: `SELECT borrower_id AS borrower, coalesce(contacted_at, due_at) AS at, channel, loan_id AS loan, contact_id AS contact,
            CASE delivery_status WHEN 'delivered' THEN 'answered' WHEN 'undelivered' THEN 'unanswered' ELSE 'unknown' END AS outcome
     FROM notices WHERE borrower_id = ANY($1) AND purpose = 'collection' AND status IN ('sending', 'sent', 'unknown')
       AND coalesce(contacted_at, due_at) >= $2
     UNION ALL
     SELECT borrower_id, asked_at, 'voice', loan_id, NULL, coalesce(outcome, 'unknown') FROM staff_calls
     WHERE borrower_id = ANY($1) AND allowed AND purpose = 'collection' AND asked_at >= $2
     UNION ALL
     SELECT l.borrower_id, t.ended_at, 'voice', l.loan_id, NULL, 'unknown' FROM tasks t JOIN loans l USING (loan_id)
     WHERE l.borrower_id = ANY($1) AND t.kind = 'call' AND t.status = 'done' AND t.joined_to IS NULL AND t.ended_at >= $2
       -- nobody asked before the call
       AND NOT EXISTS (SELECT FROM staff_calls s WHERE s.task_id = t.task_id AND s.allowed)`,
    },
    [borrowers, new Date(since)],
  );
  const histories = new Map(borrowers.map((it) => [it, [] as PastContact[]]));
  for (const { borrower, ...contact } of past) histories.get(borrower)!.push(contact);
  return histories;
}

/** When the channel must be looked at next; null: nothing waits. */
export async function nextDue(sql: Sql, channel: string): Promise<Moment | null> {
  const [row] = await rows<{ at: Moment | null }>(
    sql,
    {
      name: 'next notice due',
      text: `SELECT least(
         (SELECT n.due_at FROM notices n WHERE n.channel = $1 AND n.status = 'reserved' AND NOT ${PAUSED} ORDER BY n.due_at LIMIT 1),
         (SELECT min(n.stale_at) FROM notices n WHERE ${ANY_PAUSE} AND n.channel = $1 AND n.status = 'reserved' AND ${PAUSED})) AS at`,
    },
    [channel],
  );
  return row?.at ?? null;
}
