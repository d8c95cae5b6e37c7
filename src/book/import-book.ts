import type pg from 'pg';
import { dayOf } from '../domain/time/dates.js';
import { type Database, rows, transaction } from '../store/base/connection/database.js';
import { LONG } from '../store/base/connection/session.js';
import { TAKEN_IN } from '../store/base/nudges.js';
import type { Seal } from '../store/base/seal.js';
import { saidStop } from '../store/notices/consent.js';
import { lookUpIsMixed } from '../store/people/keys.js';
import { keepSoughtNames } from '../store/people/sought-names.js';
import { checkAgainstDatabase } from './against-database.js';
import { BOOK_FILES, type BookFile, type BookRow } from './files.js';
import { importStaff } from './import-staff.js';
import { checkPlausible } from './plausible.js';
import { type Problems, report } from './problems.js';
import { type Book, type Numbered, openBook } from './read-book.js';
import { createStages, fillStage, isKnown, STAGED, STAGED_FILES, type StagedFile } from './staging.js';
import { strangeWordsOf } from './strange-words.js';

export interface ImportOptions {
  /** The business moment: what is new is recorded, and the loans looked after, from it on. */
  now: number;
  actor: string;
  /** Of phone numbers without a country code: the lender's; left out: China. */
  country?: string;
  /** False: the loans are only put there and are taken in later, and no workflow is told. Default true. */
  takeIn?: boolean;
  onProgress?: (file: BookFile, rows: number) => void;
}

export type Imported =
  | {
      ok: true;
      inserted: Record<BookFile, number>;
      touched: number;
      /** Contacts with consent in the book whose person has said STOP meanwhile: they are taken in without consent. */
      silent: number;
      /** Classes and trades of borrowers that are not known, though rules of their plan go by them. */
      strange: Problems;
    }
  | { ok: false; problems: string[]; count: number };

/** The number of an advisory lock (base/migrate.ts has its neighbour): of two imports at once neither would see the other's rows. */
const LOCK = 4_711_002;

class Refused extends Error {
  constructor(readonly problems: Problems) {
    super('the book was refused');
  }
}

/** Takes in a book, all or nothing: read into staging tables, held against the database, written in one transaction. */
export async function importBook(db: Database, seal: Seal, dir: string, options: ImportOptions): Promise<Imported> {
  await keepSoughtNames(db, seal);
  try {
    return await transaction(
      db,
      async (client) => {
        const book = await openBook(dir, options.country);
        await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
        // Names and addresses are compared by their keyed hashes, which must all be made with one key.
        if (await lookUpIsMixed(client, seal)) {
          report(book.problems, 'names or addresses are sealed with another key: run `postloan keys rotate` first');
          refuse(book.problems);
        }
        // For the joins and sorts of a book of a million rows; only in this transaction.
        await client.query(`SET LOCAL work_mem = '128MB'`);
        await createStages(client);
        const staff = await stageBook(client, seal, book, options.onProgress);
        refuse(book.problems);
        const told = options.takeIn === false ? 0 : await touchKnownLoans(client);
        await checkAgainstDatabase(client, book.problems);
        // In a rehearsal a payment may be of a later day than its beginning: it is set aside and comes in on that day.
        await checkPlausible(client, options.takeIn === false ? null : dayOf(options.now), book.problems);
        const people = await importStaff(client, seal, staff, book.problems);
        refuse(book.problems);
        const inserted = { staff: people, ...(await insertAll(client, options)) };
        const touched = told + (options.takeIn === false ? 0 : inserted.loans);
        await audit(client, options, inserted, touched);
        const [said] = await rows<{ silent: number }>(
          client,
          `SELECT count(*) AS silent FROM stage_contacts s WHERE consent_given AND ${saidStop('s')}`,
        );
        return { ok: true, inserted, touched, silent: said!.silent, strange: await strangeWordsOf(client) };
      },
      LONG,
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { ok: false, problems: error.problems.listed, count: error.problems.count };
  }
}

function refuse(problems: Problems): void {
  if (problems.count > 0) throw new Refused(problems);
}

/** Reads all files into their staging tables. Answers the staff, who are few enough to be kept in memory. */
async function stageBook(
  client: pg.PoolClient,
  seal: Seal,
  book: Book,
  onProgress: ImportOptions['onProgress'],
): Promise<Numbered<BookRow['staff']>[]> {
  const staff: Numbered<BookRow['staff']>[] = [];
  const namedByLoans = new Set<string>();
  async function* progress<F extends BookFile>(file: F): AsyncGenerator<Numbered<BookRow[F]>[]> {
    let count = 0;
    for await (const batch of book.rows(file)) {
      yield batch;
      count += batch.length;
      onProgress?.(file, count);
    }
  }
  async function* loans(): AsyncGenerator<Numbered<BookRow['loans']>[]> {
    for await (const batch of progress('loans')) {
      if (!book.has('borrowers')) for (const { row } of batch) namedByLoans.add(row.borrower_id);
      yield batch;
    }
  }
  for (const file of BOOK_FILES) {
    if (file === 'staff') for await (const batch of progress(file)) staff.push(...batch);
    else await fillStage(client, seal, file, file === 'loans' ? loans() : progress(file));
  }
  const made = [...namedByLoans].map((id) => ({ line: null, row: personNamedById(id) }));
  await fillStage(client, seal, 'borrowers', [made]);
  return staff;
}

function personNamedById(id: string): BookRow['borrowers'] {
  const unknown = { size: null, industry: null, class: null, branch: null, account_manager: null };
  return { borrower_id: id, kind: 'person', name: id, language: 'zh-CN', ...unknown };
}

/**
 * Nudges the loans we look after of which the book brings something new. This locks them before anything is compared, so that a
 * fact that comes in at the same moment by another door is seen.
 */
async function touchKnownLoans(client: pg.PoolClient): Promise<number> {
  const { rowCount } = await client.query(`
    WITH touched AS (
      UPDATE loans SET revision = revision + 1
      WHERE taken_in_at IS NOT NULL AND (
        loan_id IN (
          SELECT loan_id FROM (SELECT loan_id, seq FROM stage_instalments EXCEPT SELECT loan_id, seq FROM instalments) news
          UNION
          SELECT loan_id FROM stage_payments s WHERE NOT ${isKnown('payments')})
        OR (closed_at IS NULL AND borrower_id IN (
          SELECT borrower_id FROM stage_contacts s WHERE NOT EXISTS (
            SELECT FROM contacts t WHERE (t.borrower_id, t.whose, t.channel, t.address_key) = (s.borrower_id, s.whose, s.channel, s.address_key)))))
      RETURNING loan_id)
    INSERT INTO nudges (kind, subject, reason) SELECT 'loan', loan_id, 'import' FROM touched`);
  return rowCount ?? 0;
}

async function insertAll(client: pg.PoolClient, options: ImportOptions): Promise<Record<StagedFile, number>> {
  const takeIn = options.takeIn ?? true;
  const now = new Date(options.now).toISOString();
  // Columns that no file has, in SQL.
  const more: Partial<Record<StagedFile, Record<string, string>>> = {
    // From a number that said STOP no consent is taken over, whoever has that number now.
    contacts: { consent: `consent_given AND NOT ${saidStop('s')}` },
    loans: { taken_in_at: takeIn ? `timestamptz '${now}'` : 'NULL', revision: takeIn ? '1' : '0' },
    payments: {
      recorded_at: `timestamptz '${now}'`,
      booking: '(SELECT count(*) + 1 FROM payments t WHERE t.reference = s.reference)',
      reversed_on: '(SELECT w.reversed_on FROM waiting_reversals w WHERE w.reference = s.reference)',
      reversal_recorded_at: `(SELECT timestamptz '${now}' FROM waiting_reversals w WHERE w.reference = s.reference)`,
    },
    // Instalments of a loan that is known already came in now; those of a new loan were there from the beginning (null). The loans
    // are in the database by then: they stand before their instalments in STAGED_FILES.
    instalments: {
      recorded_at: `(SELECT CASE WHEN l.taken_in_at < '${now}' THEN timestamptz '${now}' END FROM loans l WHERE l.loan_id = s.loan_id)`,
    },
  };
  const inserted = {} as Record<StagedFile, number>;
  for (const file of STAGED_FILES) {
    const { columns, key } = STAGED[file];
    const others = more[file] ?? {};
    // Not ON CONFLICT, which looks into the index row by row. In the order of the key, in which an index is filled fastest.
    const insert = `INSERT INTO ${file} (${[...columns, ...Object.keys(others)].join(', ')})
      SELECT ${[...columns, ...Object.values(others)].join(', ')} FROM stage_${file} s
      WHERE NOT ${isKnown(file)}
      ORDER BY ${key.join(', ')}`;
    const nudge = `INSERT INTO nudges (kind, subject, reason) SELECT 'loan', loan_id, '${TAKEN_IN}' FROM fresh`;
    const sql = file === 'loans' && takeIn ? `WITH fresh AS (${insert} RETURNING loan_id) ${nudge}` : insert;
    inserted[file] = (await client.query(sql)).rowCount ?? 0;
  }
  await client.query('DELETE FROM waiting_reversals w USING stage_payments s WHERE w.reference = s.reference');
  return inserted;
}

/** A book that brings nothing new leaves no trace. */
async function audit(
  client: pg.PoolClient,
  options: ImportOptions,
  inserted: Record<BookFile, number>,
  touched: number,
): Promise<void> {
  if (Object.values(inserted).every((count) => count === 0)) return;
  await rows(client, `INSERT INTO audit_log (at, actor, what, subject, detail) VALUES ($1, $2, 'import', 'book', $3)`, [
    new Date(options.now),
    options.actor,
    JSON.stringify({ inserted, touched }),
  ]);
}
