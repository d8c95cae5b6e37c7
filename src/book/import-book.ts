import type pg from 'pg';
import { dayOf } from '../domain/time/dates.js';
import { type Database, rows, transaction } from '../store/base/connection/database.js';
import { LONG } from '../store/base/connection/session.js';
import type { Seal } from '../store/base/seal.js';
import { saidStop } from '../store/notices/consent.js';
import { lookUpIsMixed } from '../store/people/keys.js';
import { keepSoughtNames } from '../store/people/sought-names.js';
import { giveToWhoCame } from '../store/staff/unowned.js';
import { checkAgainstDatabase } from './against-database.js';
import { BOOK_FILES, type BookFile, type BookRow } from './csv/files.js';
import { type Problems, report, together } from './csv/problems.js';
import { leaveDigests } from './daily/changed-rows.js';
import { type Doubts, doubtsOf } from './doubts.js';
import { importStaff } from './import-staff.js';
import { insertNew, touchKnownLoans } from './insert-new.js';
import { checkPlausible } from './plausible.js';
import { type Book, type Numbered, openBook, personNamedById } from './read-book.js';
import { createStages, dropFaulty, fillStage } from './staging.js';
import { strangeWordsOf } from './strange-words.js';

export interface ImportOptions {
  /** The business moment: what is new is recorded, and the loans looked after, from it on. */
  now: number;
  actor: string;
  /** Of phone numbers without a country code: the lender's; left out: China. */
  country?: string;
  /** False: the loans are only put there and are taken in later, and no workflow is told. Default true. */
  takeIn?: boolean;
  /** What cannot be meant is meant, says `actor`: kept in the audit log. Left out: a book by which money would be wrong is refused. */
  acceptWarnings?: boolean;
  onProgress?: (file: BookFile, rows: number) => void;
  /** All of it is written: what is so with it, in the same transaction. What it throws undoes the book. */
  written?: (client: pg.PoolClient, taken: Extract<Imported, { ok: true }>) => Promise<void>;
}

export type Imported =
  | {
      ok: true;
      inserted: Record<BookFile, number>;
      touched: number;
      /** Contacts with consent in the book whose person has said STOP meanwhile: they are taken in without consent. */
      silent: number;
      /** What cannot be meant and was taken in all the same: classes and trades that nobody knows, sums that do not add up … */
      strange: Problems;
    }
  | { ok: false; problems: string[]; count: number; warnings: Problems; acceptable: boolean };

/** The number of an advisory lock (base/migrate.ts has its neighbour): of two imports at once neither would see the other's rows. */
export const LOCK = 4_711_002;

class Refused extends Error {
  constructor(
    readonly problems: Problems,
    readonly warnings: Problems = { listed: [], count: 0 },
    /** Nothing but doubts stands against it. */
    readonly acceptable = false,
  ) {
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
        const book = await openBook(dir, options.country, true);
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
        if (book.problems.count > 0) await refuseFaulty(client, seal, { book, staff }, options);
        const told = options.takeIn === false ? 0 : await touchKnownLoans(client);
        await checkAgainstDatabase(client, book.problems);
        // In a rehearsal a payment may be of a later day than its beginning: it is set aside and comes in on that day.
        await checkPlausible(client, options.takeIn === false ? null : dayOf(options.now), book.problems);
        const doubts = await doubtsOf(client, options.takeIn === false ? null : dayOf(options.now), staff);
        const people = await importStaff(client, seal, staff, book.problems);
        const strange = together(doubts.others, await strangeWordsOf(client));
        refuseAll(book.problems, doubts, strange, options);
        const inserted = { staff: people.length, ...(await insertNew(client, options)) };
        const touched = told + (options.takeIn === false ? 0 : inserted.loans);
        if (options.takeIn !== false) await leaveDigests(client, seal, dir, BOOK_FILES.filter(book.has));
        const accepted = together(doubts.ofMoney, strange);
        await audit(client, options, inserted, touched, accepted);
        const [said] = await rows<{ silent: number }>(
          client,
          `SELECT count(*) AS silent FROM stage_contacts s WHERE consent_given AND ${saidStop('s')}`,
        );
        if (people.length > 0) await giveToWhoCame(client, { actor: options.actor, at: options.now });
        const taken = { ok: true as const, inserted, touched, silent: said!.silent, strange: accepted };
        await options.written?.(client, taken);
        return taken;
      },
      LONG,
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { problems, warnings, acceptable } = error;
    return { ok: false, problems: problems.listed, count: problems.count, warnings, acceptable };
  }
}

function refuse(problems: Problems): void {
  if (problems.count > 0) throw new Refused(problems);
}

/** A book with faults of form is refused; what its rows name and say is looked at all the same, so that all is said at once. */
async function refuseFaulty(
  client: pg.PoolClient,
  seal: Seal,
  { book, staff }: { book: Book; staff: Numbered<BookRow['staff']>[] },
  options: ImportOptions,
): Promise<void> {
  const { problems, unread } = book;
  const today = options.takeIn === false ? null : dayOf(options.now);
  const strange = await strangeWordsOf(client);
  await checkAgainstDatabase(client, problems, unread);
  await dropFaulty(client);
  await checkPlausible(client, today, problems);
  const nothing = (): Problems => ({ listed: [], count: 0 });
  // By rows of which nobody knows whose they are a schedule may be whole that looks as if it were not.
  const doubts = unread.size === 0 ? await doubtsOf(client, today, staff) : { ofMoney: nothing(), others: nothing() };
  if (!unread.has('staff')) await importStaff(client, seal, staff, problems);
  refuseAll(problems, doubts, together(doubts.others, strange), options);
}

/** What stands against a book, and with it what else is in doubt, so that all is said at once. A rehearsal takes what it is given. */
function refuseAll(problems: Problems, { ofMoney }: Doubts, warnings: Problems, options: ImportOptions): void {
  const accepted = options.acceptWarnings || options.takeIn === false;
  const against = accepted ? problems : together(problems, ofMoney);
  if (against.count > 0) throw new Refused(against, warnings, problems.count === 0);
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
      if (!book.has('borrowers')) for (const { row } of batch) if (row.borrower_id) namedByLoans.add(row.borrower_id);
      yield batch;
    }
  }
  for (const file of BOOK_FILES) {
    if (file === 'staff') {
      for await (const batch of progress(file))
        for (const it of batch) staff.push({ ...it, row: { ...it.row, supervisor: it.row.supervisor ?? null } });
    } else await fillStage(client, seal, file, file === 'loans' ? loans() : progress(file));
  }
  const made = [...namedByLoans].map((id) => ({ line: null, row: personNamedById(id) }));
  await fillStage(client, seal, 'borrowers', [made]);
  return staff;
}

/** A book that brings nothing new leaves no trace. */
async function audit(
  client: pg.PoolClient,
  options: ImportOptions,
  inserted: Record<BookFile, number>,
  touched: number,
  accepted: Problems,
): Promise<void> {
  if (Object.values(inserted).every((count) => count === 0)) return;
  await rows(client, `INSERT INTO audit_log (at, actor, what, subject, detail) VALUES ($1, $2, 'import', 'book', $3)`, [
    new Date(options.now),
    options.actor,
    JSON.stringify({
      ...{ inserted, touched },
      ...(options.acceptWarnings && accepted.count > 0 ? { accepted: accepted.count, warnings: accepted.listed } : {}),
    }),
  ]);
}
