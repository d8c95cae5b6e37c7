import type pg from 'pg';
import type { Heard } from '../../domain/facts/facts.js';
import type { Moment } from '../../domain/time/dates.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source, tellLoansOf } from '../facts/facts.js';
import { noteFacts, tellBorrowers } from '../facts/many.js';

/** What somebody says about messages on a channel. */
interface Word {
  channel: string;
  said: 'opt-out' | 'opt-in';
  /** When it was said, which may be before it was heard. */
  saidAt: Moment;
}

/**
 * Keeps a STOP or START that came from an address. It holds for every contact with that address, whoever's it is, also for later ones;
 * of several the one that was said last holds. `address`: its keyed hashes, that of today's key first. After a START a retired address
 * is used again, since it evidently works. Answers how many contacts changed; null: something was said there later.
 */
export async function heedWord(
  client: pg.PoolClient,
  word: Word & { address: readonly Buffer[] },
  source: Source,
): Promise<number | null> {
  const { channel, said, address } = word;
  const others = address.slice(1);
  await moveLastWords(
    client,
    others,
    others.map(() => address[0]!),
  );
  const { rowCount: isLast } = await client.query(
    `INSERT INTO last_words (channel, address_key, said, said_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (channel, address_key) DO UPDATE SET said = excluded.said, said_at = excluded.said_at
       WHERE last_words.said_at <= excluded.said_at`,
    [channel, address[0], said, new Date(word.saidAt)],
  );
  if (!isLast) return null;
  const changed = await rows<{ borrower: string }>(
    client,
    said === 'opt-out'
      ? `UPDATE contacts SET consent = false WHERE channel = $1 AND address_key = ANY($2) AND consent RETURNING borrower_id AS borrower`
      : `UPDATE contacts SET consent = true, retired_at = NULL
         WHERE channel = $1 AND address_key = ANY($2) AND (NOT consent OR retired_at IS NOT NULL) RETURNING borrower_id AS borrower`,
    [channel, address],
  );
  await tellOfConsent(client, changed, word, source);
  return changed.length;
}

/**
 * The borrower wants no more messages on this channel, at whatever address. `saidAt` left out: now. Answers whether anything changed.
 * @throws FactRefused for a borrower that is not there
 */
export async function recordOptOut(
  db: Begin,
  { borrower, channel, saidAt }: { borrower: string; channel: string; saidAt?: Moment },
  source: Source,
): Promise<boolean> {
  return transaction(db, async (client) => {
    const [here] = await rows(client, 'SELECT FROM borrowers WHERE borrower_id = $1', [borrower]);
    if (!here) throw new FactRefused(`no borrower ${borrower}`, 'borrower');
    const word = { channel, said: 'opt-out' as const, saidAt: saidAt ?? source.at };
    const own = await rows<{ key: Buffer }>(
      client,
      `SELECT address_key AS key FROM contacts
       WHERE borrower_id = $1 AND channel = $2 AND whose = 'self' AND address_key IS NOT NULL ORDER BY address_key`,
      [borrower, channel],
    );
    let changed = 0;
    for (const { key } of own) changed += (await heedWord(client, { ...word, address: [key] }, source)) ?? 0;
    const others = await rows<{ borrower: string }>(
      client,
      `UPDATE contacts SET consent = false WHERE borrower_id = $1 AND channel = $2 AND consent RETURNING borrower_id AS borrower`,
      [borrower, channel],
    );
    await tellOfConsent(client, others, word, source);
    return changed + others.length > 0;
  });
}

/**
 * The lender's own record says whether an address of a borrower may be written to. A no holds at once; a yes as long as the person
 * there has not said stop. @throws FactRefused for an address that is not the borrower's
 */
export async function recordConsent(db: Begin, seal: Seal, said: Heard<'consent'>, source: Source): Promise<boolean> {
  const { borrower, whose, channel, address, consent } = said;
  return transaction(db, async (client) => {
    const [known] = await rows<{ contact: number; given: boolean }>(
      client,
      `SELECT contact_id AS contact, consent_given AS given FROM contacts
       WHERE borrower_id = $1 AND whose = $2 AND channel = $3 AND address_key = ANY($4) FOR UPDATE`,
      [borrower, whose, channel, seal.hashes(address)],
    );
    if (!known) throw new FactRefused(`borrower ${borrower} has no such address on ${channel}`, 'address');
    if (known.given === consent) return false;
    await setConsents(client, [{ contact: known.contact, borrower, whose, channel, consent }], source);
    return true;
  });
}

/** An address of a borrower, and whether it may be written to now. */
export interface SaidConsent {
  contact: number;
  borrower: string;
  whose: string;
  channel: string;
  consent: boolean;
}

/** The same of addresses of which it is otherwise than before. */
export async function setConsents(client: pg.PoolClient, all: readonly SaidConsent[], source: Source): Promise<void> {
  if (all.length === 0) return;
  await client.query(
    `UPDATE contacts c SET consent_given = it.consent, consent = it.consent AND NOT ${saidStop('c')}
     FROM unnest($1::bigint[], $2::boolean[]) AS it (contact, consent) WHERE c.contact_id = it.contact`,
    [all.map((it) => it.contact), all.map((it) => it.consent)],
  );
  const notes = all.map(({ borrower, whose, channel, consent }) => ({
    subject: `borrower/${borrower}`,
    detail: { whose, channel, was: !consent, is: consent },
  }));
  await noteFacts(client, source, 'consent', notes);
  await tellBorrowers(client, [...new Set(all.map((it) => it.borrower))], 'consent');
}

/** True in SQL where the person at the address of `contact` (an alias with channel and address_key) said stop last. */
export const saidStop = (contact: string) =>
  `EXISTS (SELECT FROM last_words w WHERE w.channel = ${contact}.channel AND w.address_key = ${contact}.address_key AND w.said = 'opt-out')`;

/** What was said at an address stays known when its keyed hash becomes another. */
export async function moveLastWords(sql: Sql, before: readonly Buffer[], now: readonly Buffer[]): Promise<void> {
  await sql.query(
    `UPDATE last_words w SET address_key = v.now FROM unnest($1::bytea[], $2::bytea[]) AS v (before, now)
     WHERE w.address_key = v.before AND NOT EXISTS (SELECT FROM last_words o WHERE o.channel = w.channel AND o.address_key = v.now)`,
    [before, now],
  );
}

async function tellOfConsent(
  client: pg.PoolClient,
  changed: readonly { borrower: string }[],
  { channel, said }: Word,
  source: Source,
): Promise<void> {
  for (const borrower of new Set(changed.map((it) => it.borrower))) {
    await noteFact(client, source, said, `borrower/${borrower}`, { channel });
    await tellLoansOf(client, borrower, said);
  }
}
