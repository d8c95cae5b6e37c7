import type pg from 'pg';
import { soughtForm } from '../../domain/entry/said.js';
import type { Heard } from '../../domain/facts/facts.js';
import type { BorrowerChange } from '../../domain/facts/persons/borrower.js';
import type { Minor } from '../../domain/money/money.js';
import { soughtAddress } from '../../domain/person/contact.js';
import { strangeTo } from '../../domain/plan/strange-words.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source, tellLoansOf } from '../facts/facts.js';
import { findPlan } from '../loans/plans.js';
import { saidStop } from '../notices/consent.js';
import { retireContact } from '../notices/deliveries.js';
import { handOverTask } from '../staff/staff.js';

const COLUMNS = {
  class: 'class',
  size: 'size',
  industry: 'industry',
  branch: 'branch',
  accountManager: 'account_manager',
  language: 'language',
  limit: 'credit_limit',
} as const;
/** The parts of a profile by which plans choose work for a borrower. */
const OF_PROFILE: ReadonlySet<string> = new Set(['class', 'size', 'industry']);
type Known = Record<Exclude<keyof typeof COLUMNS, 'limit'>, string | null> & { limit: Minor | null };

/** What is known of a borrower, without personal data. @throws FactRefused for a borrower that is not there */
export async function readBorrower(sql: Sql, borrower: string): Promise<Known & { kind: string }> {
  const [known] = await rows<Known & { kind: string }>(
    sql,
    `SELECT kind, ${selected} FROM borrowers WHERE borrower_id = $1`,
    [borrower],
  );
  if (!known) throw new FactRefused(`no borrower ${borrower}`, 'borrower');
  return known;
}
const selected = Object.entries(COLUMNS)
  .map(([name, column]) => `${column} AS "${name}"`)
  .join(', ');

/**
 * Changes what is known of a borrower (P3.4: rating and limit); the audit log keeps what was known before, and why. The
 * borrower's loans are looked at again: another class or size may ask for other checks. A new account manager takes over
 * the open tasks of the one before (P1.1). Answers false when all is known so already.
 * @throws FactRefused for a borrower or account manager that is not there
 */
export async function changeBorrower(
  client: pg.PoolClient,
  borrower: string,
  change: BorrowerChange,
  reason: string,
  source: Source,
): Promise<boolean> {
  const before = await holdBorrower(client, borrower);
  const news = (Object.keys(COLUMNS) as (keyof Known)[]).filter(
    (name) => change[name] !== undefined && change[name] !== before[name],
  );
  if (news.length === 0) return false;
  const manager = change.accountManager;
  if (manager !== undefined) {
    const [here] = await rows(client, 'SELECT FROM staff WHERE staff_id = $1 AND left_on IS NULL', [manager]);
    if (!here) throw new FactRefused(`no staff ${manager} who works here`, 'accountManager');
  }
  if (news.some((name) => OF_PROFILE.has(name)))
    await client.query('UPDATE borrowers SET profile_since = $2 WHERE borrower_id = $1', [
      borrower,
      new Date(source.at),
    ]);
  for (const name of news)
    await client.query(`UPDATE borrowers SET ${COLUMNS[name]} = $2 WHERE borrower_id = $1`, [borrower, change[name]]);
  const was = Object.fromEntries(news.map((name) => [name, before[name]]));
  const is = Object.fromEntries(news.map((name) => [name, change[name]]));
  await noteFact(client, source, 'borrower changed', `borrower/${borrower}`, { was, is, reason });
  if (news.includes('accountManager') && before.accountManager !== null)
    await handOver(client, borrower, before.accountManager, manager!, source);
  await tellLoansOf(client, borrower, 'borrower changed');
  return true;
}

/** What is known, held for this transaction. Nothing of an erased person comes back. @throws FactRefused */
async function holdBorrower(client: pg.PoolClient, borrower: string): Promise<Known> {
  const [known] = await rows<Known & { erased: boolean }>(
    client,
    `SELECT ${selected}, erased_at IS NOT NULL AS erased FROM borrowers WHERE borrower_id = $1 FOR UPDATE`,
    [borrower],
  );
  if (!known) throw new FactRefused(`no borrower ${borrower}`, 'borrower');
  if (known.erased) throw new FactRefused(`the person ${borrower} is erased`, 'borrower');
  return known;
}

/** The audit log keeps that the name is another, not the names. @throws FactRefused for a borrower that is not there or erased */
export async function renameBorrower(db: Begin, seal: Seal, said: Heard<'name'>, source: Source): Promise<boolean> {
  const { borrower, name, reason } = said;
  return transaction(db, async (client) => {
    await holdBorrower(client, borrower);
    const { rowCount } = await client.query(
      `UPDATE borrowers SET name_sealed = $2, name_key = $3 WHERE borrower_id = $1 AND coalesce(name_key <> ALL($4), true)`,
      [
        borrower,
        seal.seal(name, 'borrowers.name_sealed', borrower),
        seal.hash(soughtForm(name)),
        seal.hashes(soughtForm(name)),
      ],
    );
    if (!rowCount) return false;
    await noteFact(client, source, 'borrower changed', `borrower/${borrower}`, { changed: ['name'], reason });
    await tellLoansOf(client, borrower, 'borrower changed');
    return true;
  });
}

async function handOver(client: pg.PoolClient, borrower: string, from: string, to: string, source: Source) {
  const tasks = await rows<{ task: string }>(
    client,
    `SELECT task_id AS task FROM tasks JOIN loans USING (loan_id)
     WHERE borrower_id = $1 AND owner = $2 AND status = 'open' AND role = 'account-manager' FOR UPDATE OF tasks`,
    [borrower, from],
  );
  for (const { task } of tasks) await handOverTask(client, task, { from, to, why: 'account manager changed' }, source);
}

/**
 * A new way to reach a borrower, or one that was retired and is good again. Answers false when it is known and good; its
 * consent is then changed by the borrower's own word only. @throws FactRefused for a borrower that is not there
 */
export async function addContact(db: Begin, seal: Seal, contact: Heard<'contact'>, source: Source): Promise<boolean> {
  const { borrower, whose, channel, address, consent } = contact;
  return transaction(db, async (client) => {
    await holdBorrower(client, borrower);
    const key = seal.hash(address);
    const sealed = seal.seal(address, 'contacts.address_sealed', borrower, whose, channel, key);
    const { rowCount } = await client.query(
      `INSERT INTO contacts (borrower_id, whose, channel, consent_given, consent, address_sealed, address_key)
       SELECT $1, $2, channel, $4, $4::boolean AND NOT ${saidStop('it')}, $5, address_key
       FROM (SELECT $3::text AS channel, $6::bytea AS address_key) it
       ON CONFLICT (borrower_id, whose, channel, address_key) DO UPDATE SET retired_at = NULL, address_sealed = excluded.address_sealed
         WHERE contacts.retired_at IS NOT NULL`,
      [borrower, whose, channel, consent, sealed, key],
    );
    if (!rowCount) return false;
    await noteFact(client, source, 'contact added', `borrower/${borrower}`, { whose, channel, consent });
    await tellLoansOf(client, borrower, 'contact added');
    return true;
  });
}

/** Nothing more goes to this address of a borrower. Answers false when nothing did. @throws FactRefused for an address that the borrower never had */
export async function retireAddress(db: Begin, seal: Seal, contact: Heard<'retire'>, source: Source): Promise<boolean> {
  const { borrower, channel } = contact;
  return transaction(db, async (client) => {
    const known = await rows<{ contactId: number; retired: boolean }>(
      client,
      `SELECT contact_id AS "contactId", retired_at IS NOT NULL AS retired FROM contacts
       WHERE borrower_id = $1 AND channel = $2 AND address_key = ANY($3)`,
      [borrower, channel, soughtAddress(contact).flatMap((it) => seal.hashes(it))],
    );
    if (known.length === 0) throw new FactRefused(`borrower ${borrower} has no such address for ${channel}`, 'address');
    const good = known.filter((it) => !it.retired);
    for (const { contactId } of good)
      await retireContact(client, { borrower, contactId, channel, code: 'by hand' }, source);
    return good.length > 0;
  });
}

/** The words of a borrower's class and trade that no rule of the plans of the open loans understands, with what would be right. */
export async function strangeWordsIn(sql: Sql, borrower: string): Promise<string[]> {
  const known = await readBorrower(sql, borrower);
  const plans = await rows<{ plan: string }>(
    sql,
    'SELECT DISTINCT plan FROM loans WHERE borrower_id = $1 AND closed_at IS NULL ORDER BY plan',
    [borrower],
  );
  const found: string[] = [];
  for (const { plan: name } of plans) {
    const plan = await findPlan(sql, name);
    for (const field of ['class', 'industry'] as const) {
      const why = plan && known[field] !== null ? strangeTo(plan, field, known[field]) : null;
      if (why !== null) found.push(`${field}: ${why}`);
    }
  }
  return found;
}
