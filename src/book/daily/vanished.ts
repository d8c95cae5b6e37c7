import type pg from 'pg';
import type { Fact } from '../../domain/facts/facts.js';
import type { Day } from '../../domain/time/dates.js';
import { rows } from '../../store/base/connection/database.js';
import type { Source } from '../../store/facts/facts.js';
import { retireContact } from '../../store/notices/deliveries.js';
import type { BookFile } from '../csv/files.js';
import type { Compared } from './changed-rows.js';
import type { Digests } from './digests.js';
import { keyOf } from './raw-records.js';

/** Something that stood in the feed before and stands in this one no more. */
export interface Vanished {
  file: BookFile;
  /** The loan, thing, borrower or person. */
  of: string;
  what: string;
}

/** Of each file: whose rows the feed before had, who stand in this one no more. */
export async function vanishedOf(
  client: pg.PoolClient,
  file: BookFile,
  { before, compared, seed }: { before: Digests; compared: Compared; seed: number },
): Promise<string[]> {
  const gone = new Set<string>();
  before.each((key1, key2) => {
    if (compared.now.get(key1, key2) === null) gone.add(`${key1}/${key2}`);
  });
  if (gone.size === 0) return [];
  const ids = await rows<{ id: string }>(client, IDS[file]);
  return ids.map((it) => it.id).filter((id) => gone.has(keyOf(id, seed).join('/')));
}

const OPEN_LOANS = 'SELECT loan_id AS id FROM loans WHERE closed_at IS NULL ORDER BY loan_id';
const BORROWERS = 'SELECT DISTINCT borrower_id AS id FROM loans WHERE closed_at IS NULL ORDER BY borrower_id';
const IDS: Record<BookFile, string> = {
  staff: 'SELECT staff_id AS id FROM staff WHERE left_on IS NULL ORDER BY staff_id',
  borrowers: BORROWERS,
  contacts: BORROWERS,
  loans: OPEN_LOANS,
  collateral: 'SELECT collateral_id AS id FROM collateral WHERE released_at IS NULL ORDER BY collateral_id',
  instalments: OPEN_LOANS,
  payments: OPEN_LOANS,
};

interface Way {
  borrower: string;
  contactId: number;
  channel: string;
  replaced: boolean;
}

/**
 * Addresses of borrowers who stand in the file, and they no more: where another of the kind came for the same person it is a change,
 * and nothing more goes to the old one; the others end where the file is whole. Answers how many were retired, and those that stay.
 */
export async function retireVanishedAddresses(
  client: pg.PoolClient,
  { whole, gone }: { whole: boolean; gone: readonly string[] },
  source: Source,
): Promise<{ retired: Way[]; stay: Way[] }> {
  const known = await rows<Way>(
    client,
    `SELECT borrower_id AS borrower, contact_id AS "contactId", channel, EXISTS (
              SELECT FROM stage_contacts s WHERE (s.borrower_id, s.whose, s.channel) = (t.borrower_id, t.whose, t.channel)
                AND NOT EXISTS (SELECT FROM contacts o WHERE (o.borrower_id, o.whose, o.channel, o.address_key)
                                  = (s.borrower_id, s.whose, s.channel, s.address_key))) AS replaced
     FROM contacts t WHERE retired_at IS NULL AND (borrower_id IN (SELECT borrower_id FROM stage_contacts) OR borrower_id = ANY($1))
       AND NOT EXISTS (SELECT FROM stage_contacts s WHERE (s.borrower_id, s.whose, s.channel, s.address_key)
                         = (t.borrower_id, t.whose, t.channel, t.address_key))
     ORDER BY borrower_id, contact_id`,
    [gone],
  );
  const retired = known.filter((it) => whole || it.replaced);
  for (const it of retired) await retireContact(client, { ...it, code: 'no longer in the core system' }, source);
  return { retired, stay: known.filter((it) => !whole && !it.replaced) };
}

/** Payments that a file which is whole no longer has: they are taken back. What came in after its day, it cannot have. */
export async function vanishedPayments(client: pg.PoolClient, gone: readonly string[], day: Day): Promise<Fact[]> {
  const found = await rows<{ reference: string }>(
    client,
    `SELECT reference FROM payments t WHERE reversed_on IS NULL AND amount > 0 AND paid_on <= $2
       AND (recorded_at AT TIME ZONE 'Asia/Shanghai')::date <= $2
       AND (loan_id IN (SELECT loan_id FROM stage_payments) OR loan_id = ANY($1))
       AND NOT EXISTS (SELECT FROM stage_payments s WHERE s.reference = t.reference) ORDER BY reference`,
    [gone, day],
  );
  return found.map(({ reference }) => ({ kind: 'reversal', said: { reference } }));
}
