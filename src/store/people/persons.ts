import type pg from 'pg';
import { soughtForm } from '../../domain/entry/said.js';
import type { BorrowerKind } from '../../domain/person/borrower.js';
import type { Whose } from '../../domain/person/contact.js';
import { readIdentity } from '../../domain/person/identity.js';
import { maskAddress, maskIdentity, maskName } from '../../domain/person/mask.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import type { RowPart, SealedColumn } from '../base/sealed-columns.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source, tellLoansOf } from '../facts/facts.js';
import { keepSoughtNames } from './sought-names.js';

/** A person as the book knows it. Masked, or in the clear where a reason was given. */
export interface Person {
  borrower: string;
  kind: BorrowerKind;
  /** Null: erased. */
  name: string | null;
  /** Null: not known, or erased. */
  identity: string | null;
  restricted: boolean;
  erased: boolean;
  loans: string[];
  contacts: PersonContact[];
}

interface PersonContact {
  whose: Whose;
  channel: string;
  /** Null: erased. */
  address: string | null;
  consent: boolean;
  retired: boolean;
}

type Stored = Omit<Person, 'name' | 'identity' | 'contacts'> & { name: Buffer | null; identity: Buffer | null };

/** What is shown of a value whose key is lost. */
export const UNREADABLE = 'cannot be opened: see `postloan keys list`';

async function readPerson(
  sql: Sql,
  seal: Seal,
  borrower: string,
  shown: { name: (it: string) => string; identity: (it: string) => string; address: (it: string) => string },
): Promise<Person> {
  const [person] = await rows<Stored>(
    sql,
    `SELECT borrower_id AS borrower, kind, name_sealed AS name, identity_sealed AS identity, erased_at IS NOT NULL AS erased,
            EXISTS (SELECT FROM restrictions r WHERE r.borrower_id = b.borrower_id AND until_at IS NULL) AS restricted,
            ARRAY(SELECT loan_id FROM loans l WHERE l.borrower_id = b.borrower_id ORDER BY loan_id) AS loans
     FROM borrowers b WHERE borrower_id = $1`,
    [borrower],
  );
  if (!person) throw new FactRefused(`no borrower ${borrower}`, 'borrower');
  const contacts = await rows<Omit<PersonContact, 'address'> & { address: Buffer | null; key: Buffer | null }>(
    sql,
    `SELECT whose, channel, address_sealed AS address, address_key AS key, consent, retired_at IS NOT NULL AS retired
     FROM contacts WHERE borrower_id = $1 ORDER BY contact_id`,
    [borrower],
  );
  const opened = (
    sealed: Buffer | null,
    show: (it: string) => string,
    ...place: [column: SealedColumn, ...row: (RowPart | null)[]]
  ) => {
    const text = sealed && seal.tryOpen(sealed, ...place);
    return sealed && (text === null ? UNREADABLE : show(text));
  };
  return {
    ...person,
    name: opened(person.name, shown.name, 'borrowers.name_sealed', borrower),
    identity: opened(person.identity, shown.identity, 'borrowers.identity_sealed', borrower),
    contacts: contacts.map(({ key, ...it }) => ({
      ...it,
      address: opened(it.address, shown.address, 'contacts.address_sealed', borrower, it.whose, it.channel, key),
    })),
  };
}

/** @throws FactRefused for a borrower that is not there */
export const maskedPerson = (sql: Sql, seal: Seal, borrower: string): Promise<Person> =>
  readPerson(sql, seal, borrower, { name: maskName, identity: maskIdentity, address: maskAddress });

const asItIs = (text: string) => text;

/**
 * In the clear. The look, with its reason, is in the audit log before anything is shown: a look that breaks off was one.
 * @throws FactRefused without a reason, or for a borrower that is not there
 */
export async function unmaskedPerson(
  db: Database,
  seal: Seal,
  borrower: string,
  reason: string,
  source: Source,
): Promise<Person> {
  await noteLookAt(db.pool, borrower, 'person read', reason, source);
  return readPerson(db.pool, seal, borrower, { name: asItIs, identity: asItIs, address: asItIs });
}

/** @throws FactRefused without a reason, or for a borrower that is not there */
export async function noteLookAt(
  sql: Sql,
  borrower: string,
  what: string,
  reason: string,
  source: Source,
): Promise<void> {
  if (reason.trim() === '') throw new FactRefused('a reason is needed to look at a person', 'reason');
  await mustBeThere(sql, borrower);
  await noteFact(sql, source, what, `borrower/${borrower}`, { reason });
}

async function mustBeThere(sql: Sql, borrower: string): Promise<void> {
  const known = await rows(sql, 'SELECT 1 FROM borrowers WHERE borrower_id = $1', [borrower]);
  if (known.length === 0) throw new FactRefused(`no borrower ${borrower}`, 'borrower');
}

export interface FoundPerson {
  borrower: string;
  /** `self`, or whose contact the address is: a guarantor or an emergency contact is another person than the borrower. */
  as: Whose;
}

/** Who has this name, identity number or address, by its keyed hash. A name is found in whatever form it is typed. Answers ids only. */
export async function findPersons(
  db: Database,
  seal: Seal,
  by: 'name' | 'identity' | 'address',
  text: string,
  source: Source,
): Promise<FoundPerson[]> {
  if (by === 'name') await keepSoughtNames(db, seal);
  const keys = seal.hashes(by === 'name' ? soughtForm(text) : text);
  const found = await rows<FoundPerson>(
    db.pool,
    by === 'address'
      ? `SELECT DISTINCT borrower_id AS borrower, whose AS as FROM contacts
         WHERE address_key = ANY($1) AND address_sealed IS NOT NULL ORDER BY 1, 2`
      : `SELECT borrower_id AS borrower, 'self' AS as FROM borrowers WHERE ${by}_key = ANY($1) ORDER BY 1`,
    [keys],
  );
  await noteFact(db.pool, source, 'person sought', 'person', { by, found: found.map((it) => it.borrower) });
  return found;
}

/** Keeps the number of a person's identity card or other paper, sealed. False: it is known already. */
export async function setIdentity(
  db: Database,
  seal: Seal,
  borrower: string,
  text: string,
  source: Source,
): Promise<boolean> {
  const identity = readIdentity(text);
  // The number itself stands in no error.
  if (identity === null) throw new FactRefused('not a number of an identity card or another paper', 'identity');
  return transaction(db, async (client) => {
    const [known] = await rows<{ same: boolean; erased: boolean }>(
      client,
      `SELECT coalesce(identity_key = ANY($2), false) AS same, erased_at IS NOT NULL AS erased
       FROM borrowers WHERE borrower_id = $1 FOR UPDATE`,
      [borrower, seal.hashes(identity)],
    );
    if (!known) throw new FactRefused(`no borrower ${borrower}`, 'borrower');
    if (known.erased) throw new FactRefused(`borrower ${borrower} is erased`, 'borrower');
    if (known.same) return false;
    await client.query('UPDATE borrowers SET identity_sealed = $2, identity_key = $3 WHERE borrower_id = $1', [
      borrower,
      seal.seal(identity, 'borrowers.identity_sealed', borrower),
      seal.hash(identity),
    ]);
    await noteFact(client, source, 'identity kept', `borrower/${borrower}`, {});
    return true;
  });
}

/** From now on the data are only stored: nobody is contacted, and the ladder rests. False: they are restricted already. */
export async function restrictPerson(db: Database, borrower: string, reason: string, source: Source): Promise<boolean> {
  return transaction(db, (client) => restrict(client, borrower, reason, source));
}

/** The same within a transaction. */
export async function restrict(
  client: pg.PoolClient,
  borrower: string,
  reason: string,
  source: Source,
): Promise<boolean> {
  if (reason.trim() === '') throw new FactRefused('a reason is needed to restrict', 'reason');
  await mustBeThere(client, borrower);
  const added = await client.query(
    'INSERT INTO restrictions (borrower_id, from_at, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [borrower, new Date(source.at), reason],
  );
  if (!added.rowCount) return false;
  await noteFact(client, source, 'restricted', `borrower/${borrower}`, { reason });
  await tellLoansOf(client, borrower, 'restricted');
  return true;
}

/** False: they were not restricted. */
export async function liftRestriction(
  db: Database,
  borrower: string,
  reason: string,
  source: Source,
): Promise<boolean> {
  if (reason.trim() === '') throw new FactRefused('a reason is needed to lift a restriction', 'reason');
  return transaction(db, async (client) => {
    await mustBeThere(client, borrower);
    const ended = await client.query(
      'UPDATE restrictions SET until_at = greatest(from_at, $2) WHERE borrower_id = $1 AND until_at IS NULL',
      [borrower, new Date(source.at)],
    );
    if (!ended.rowCount) return false;
    await noteFact(client, source, 'restriction lifted', `borrower/${borrower}`, { reason });
    await tellLoansOf(client, borrower, 'restriction lifted');
    return true;
  });
}

/** Open work that people do about a person: nobody but they can leave it undone. */
export async function openTasksOf(sql: Sql, borrower: string): Promise<{ task: string; kind: string }[]> {
  return rows(
    sql,
    `SELECT task_id AS task, kind FROM tasks JOIN loans USING (loan_id) WHERE borrower_id = $1 AND status = 'open' ORDER BY task_id`,
    [borrower],
  );
}
