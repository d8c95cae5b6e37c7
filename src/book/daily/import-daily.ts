import type pg from 'pg';
import type { Fact } from '../../domain/facts/facts.js';
import { aboutOf } from '../../domain/facts/facts.js';
import type { Role } from '../../domain/plan/roles.js';
import { type Day, dayOf } from '../../domain/time/dates.js';
import { type Database, rows, transaction } from '../../store/base/connection/database.js';
import { LONG } from '../../store/base/connection/session.js';
import type { Seal } from '../../store/base/seal.js';
import { FactRefused } from '../../store/facts/fact-refused.js';
import { noteFact, type Source } from '../../store/facts/facts.js';
import { enterFact } from '../../store/incoming/enter-fact.js';
import { recordRates } from '../../store/loans/rates.js';
import { takeSchedules } from '../../store/loans/schedules.js';
import { lookAgainAtWaiting } from '../../store/notices/book-age.js';
import { setConsents } from '../../store/notices/consent.js';
import { lookUpIsMixed } from '../../store/people/keys.js';
import { keepSoughtNames } from '../../store/people/sought-names.js';
import { giveToWhoCame } from '../../store/staff/unowned.js';
import { askToMatch } from '../../store/work/feed-task.js';
import { checkContent, checkNames } from '../against-database.js';
import type { BookFile } from '../csv/files.js';
import { type Problems, type RowFault, report, together } from '../csv/problems.js';
import { doubtsOf } from '../doubts.js';
import { LOCK } from '../import-book.js';
import { importStaff } from '../import-staff.js';
import { insertNew, newRows, touchKnownLoans } from '../insert-new.js';
import { checkPlausible } from '../plausible.js';
import { createStages } from '../staging.js';
import { strangeWordsOf } from '../strange-words.js';
import { changedThings } from './changed-things.js';
import { changesOf, fixedFaults, otherConsents, otherRates, otherSchedules } from './differences.js';
import { followUp, keepDigests } from './follow-up.js';
import { placeOf } from './order.js';
import { dropRefused, newRefusals, type Refusal, type Refusals, refusalOf } from './refusals.js';
import { onlyPayments, openFeed, stageFeed } from './stage-feed.js';
import { takeAccounts, takeStatement } from './statement.js';
import { retireVanishedAddresses, type Vanished, vanishedOf, vanishedPayments } from './vanished.js';

export interface DailyOptions {
  /** The business moment: from it on what is new counts. */
  now: number;
  actor: string;
  country?: string;
  /** Whose task it is when something cannot be taken; left out: the department head's. */
  owner?: Role;
  /** Nothing is written: what would change is answered all the same. */
  dryRun?: boolean;
  onProgress?: (file: BookFile, rows: number) => void;
  /** All of it is written: what is so with it, in the same transaction. */
  written?: (client: pg.PoolClient, taken: Daily) => Promise<void>;
}

/** Something that is otherwise since this feed: `{ kind: 'consent', about: 'borrower/B1' }`; of a new row its kind is `new loan`. */
interface Change {
  kind: string;
  about: string;
}

export type Daily =
  | {
      ok: true;
      /** What is to be known of the feed: a day that is missing, repeated or older. */
      said: string[];
      /** How many of each kind, new rows among them. */
      counts: Record<string, number>;
      /** In a dry run new rows too. */
      changes: Change[];
      vanished: Vanished[];
      refused: Refusal[];
      touched: number;
      strange: Problems;
    }
  | { ok: false; problems: string[]; count: number };

class Undone extends Error {
  constructor(readonly answer: Daily) {
    super('a dry run, or a feed that was refused whole');
  }
}

/**
 * Takes in the state of the core system as of a day: what is new, and what is otherwise as facts, each with who, why and what was
 * before. What cannot be taken refuses its loan alone. All in one transaction: killed in the middle, nothing was done.
 */
export async function importDaily(db: Database, seal: Seal, dir: string, options: DailyOptions): Promise<Daily> {
  await keepSoughtNames(db, seal);
  const begun = transaction(db, (client) => takeIn(client, seal, dir, options), LONG);
  return begun.catch((error: unknown) => {
    if (error instanceof Undone) return error.answer;
    throw error;
  });
}

async function takeIn(client: pg.PoolClient, seal: Seal, dir: string, options: DailyOptions): Promise<Daily> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  await client.query(`SET LOCAL work_mem = '128MB'`);
  const refusals = newRefusals();
  const problems: Problems = { listed: [], count: 0, onRow: refusals.add };
  if (await lookUpIsMixed(client, seal))
    report(problems, 'names or addresses are sealed with another key: run `postloan keys rotate` first');
  const whole = await openFeed(client, seal, dir, problems);
  const today = dayOf(options.now);
  const day = whole.manifest.day ?? today;
  if (day > today) report(problems, `manifest.csv day: a day to come, today is ${today}: ${day}`);
  refuseWhole(problems);
  const place = await placeOf(client, { day, sequence: whole.manifest.sequence });
  const feed = place.older ? onlyPayments(whole) : whole;
  await createStages(client);
  const staff = await stageFeed(client, seal, feed, problems, options.country, options.onProgress);
  const source: Source = { actor: options.actor, at: options.now };
  const unmatched = await takeStatement(client, seal, feed, problems, source);
  refuseWhole(problems);

  const changes: Change[] = [];
  const reason = `the core system's book of ${day}`;
  const isWhole = (file: BookFile) => feed.manifest.files.get(file)?.whole ?? false;
  const gone = new Map<BookFile, string[]>();
  for (const [file, { before, compared }] of feed.files)
    gone.set(file, await vanishedOf(client, file, { before, compared, seed: feed.seed }));
  const vanished: Vanished[] = [];

  let touched = await touchKnownLoans(client);
  const doubts = await sift(client, refusals, problems, { today, staff });
  const people = await importStaff(client, seal, staff, problems, source);
  changes.push(...people.map((it) => ({ kind: it.kind, about: `staff/${it.staff}` })));
  refuseWhole(problems);

  const take = async (fact: Fact, row: Pick<RowFault, 'file' | 'line' | 'loan' | 'borrower'> | null): Promise<void> => {
    try {
      const news = await transaction(client, (inner) =>
        enterFact(fact, source, { db: inner, seal, by: options.actor }),
      );
      if (news) changes.push({ kind: fact.kind, about: aboutOf(fact) });
    } catch (error) {
      if (!(error instanceof FactRefused) || !row) throw error;
      refusals.add({ ...row, field: null, fault: error.message });
    }
  };
  const others = await otherSchedules(client);
  const schedules = others.map((it) => ({ ...it, whole: isWhole('instalments'), reason }));
  for (const [n, { loan, news, missing, faults }] of (await takeSchedules(client, schedules, source)).entries()) {
    if (news) changes.push({ kind: 'schedule', about: `loan/${loan}` });
    for (const { seq, dueOn } of missing)
      vanished.push({ file: 'instalments', of: loan, what: `instalment ${seq}, due ${dueOn}` });
    for (const { seq, fault } of faults) {
      const { line = null } = others[n]!.instalments.find((it) => it.seq === seq) ?? {};
      refusals.add({ file: 'instalments', line, field: 'seq', fault: `${seq} ${fault}`, loan });
    }
  }
  const consents = await otherConsents(client);
  await setConsents(client, consents, source);
  changes.push(...consents.map(({ borrower }) => ({ kind: 'consent', about: `borrower/${borrower}` })));
  const rates = await otherRates(client, day);
  await recordRates(client, rates, source);
  changes.push(...rates.map(({ loan }) => ({ kind: 'rate', about: `loan/${loan}` })));
  for (const { fact, row } of await changesOf(client, { seal, reason })) await take(fact, row);
  const addresses = await retireVanishedAddresses(
    client,
    { whole: isWhole('contacts'), gone: gone.get('contacts') ?? [] },
    source,
  );
  changes.push(...addresses.retired.map((it) => ({ kind: 'retire', about: `borrower/${it.borrower}` })));
  vanished.push(
    ...addresses.stay.map((it) => ({ file: 'contacts' as const, of: it.borrower, what: `address on ${it.channel}` })),
  );
  if (isWhole('payments'))
    for (const fact of await vanishedPayments(client, gone.get('payments') ?? [], day)) await take(fact, null);
  if (isWhole('staff'))
    for (const it of gone.get('staff') ?? []) await take({ kind: 'left', said: { staff: it } }, null);
  await nameVanished(client, { gone, vanished, refusals, isWhole });

  if (options.dryRun) changes.push(...(await newRows(client)));
  const inserted = await insertNew(client, { now: options.now });
  touched += inserted.loans;
  // It may secure a loan that has come in only now.
  for (const { fact, row } of await changedThings(client)) await take(fact, row);
  const newStaff = people.filter((it) => it.kind === 'new staff').length;
  await takeAccounts(client, feed, problems);
  const counts = countsOf(changes, { staff: newStaff, ...inserted });
  if (unmatched > 0) counts['unmatched payments'] = unmatched;
  if (unmatched > 0)
    await askToMatch(client, { day, role: options.owner ?? 'department-head', unmatched }, options.now);
  const refused = refusals.all.map(refusalOf).sort(byPlace);
  await followUp(client, feed, refusals, { day, source, owner: options.owner });
  const strange = together(doubts, await strangeWordsOf(client));
  if (!place.older) await keepDigests(client, feed, refusals);
  const changed = Object.values(counts).reduce((sum, it) => sum + it, 0);
  if (changed + refused.length > 0 || !place.again) {
    await client.query(
      'INSERT INTO feeds (day, sequence, taken_at, taken_by, changes, refused) VALUES ($1, $2, $3, $4, $5, $6)',
      [day, feed.manifest.sequence, new Date(options.now), options.actor, changed, refused.length],
    );
    const detail = { day, sequence: feed.manifest.sequence, counts, refused: refused.length };
    await noteFact(client, source, 'daily feed', 'book', detail);
    await lookAgainAtWaiting(client, options.now);
  }
  if (people.length > 0) await giveToWhoCame(client, source);
  const answer: Daily = { ok: true, said: place.said, counts, changes, vanished, refused, touched, strange };
  if (options.dryRun) throw new Undone(answer);
  await options.written?.(client, answer);
  return answer;
}

function refuseWhole({ listed, count }: Problems): void {
  if (count > 0) throw new Undone({ ok: false, problems: listed, count });
}

/** Takes out what cannot be taken, until nothing more falls: whose borrower is refused, is refused too. */
async function sift(
  client: pg.PoolClient,
  refusals: Refusals,
  problems: Problems,
  { today, staff }: { today: Day; staff: Parameters<typeof doubtsOf>[2] },
): Promise<Problems> {
  for (const it of await withoutInstalments(client)) refusals.add(it);
  for (const it of await fixedFaults(client)) refusals.add(it);
  await checkContent(client, 'payments', problems);
  await checkPlausible(client, today, problems);
  const { others } = await doubtsOf(client, today, staff, refusals.add);
  do {
    await dropRefused(client, refusals.news());
    await checkNames(client, problems);
  } while (refusals.pending() > 0);
  return others;
}

/** A loan that is new, and of which no instalment came. */
async function withoutInstalments(client: pg.PoolClient): Promise<RowFault[]> {
  const found = await rows<{ line: number; loan: string }>(
    client,
    `SELECT s.line, s.loan_id AS loan FROM stage_loans s WHERE NOT EXISTS (SELECT FROM loans l WHERE l.loan_id = s.loan_id)
       AND NOT EXISTS (SELECT FROM stage_instalments i WHERE i.loan_id = s.loan_id) ORDER BY s.line`,
  );
  return found.map(({ line, loan }) => ({
    ...{ file: 'loans', line, loan, field: 'loan_id', fault: `no instalment of ${loan} in instalments.csv` },
  }));
}

/** Loans that are gone, whose schedule is gone, and who else is: named, or, where the file is whole, somebody's work. */
async function nameVanished(
  client: pg.PoolClient,
  it: {
    gone: Map<BookFile, string[]>;
    vanished: Vanished[];
    refusals: Refusals;
    isWhole: (file: BookFile) => boolean;
  },
): Promise<void> {
  const { gone, vanished, refusals, isWhole } = it;
  const ended = new Set(gone.get('loans'));
  for (const file of ['loans', 'instalments'] as const) {
    for (const loan of gone.get(file) ?? []) {
      if (file === 'instalments' && ended.has(loan)) continue;
      const fault = 'no longer in the core system, and not paid off here';
      if (isWhole(file)) refusals.add({ file, line: null, field: null, fault, loan });
      else vanished.push({ file, of: loan, what: file === 'loans' ? 'loan' : 'all instalments' });
    }
  }
  if (!isWhole('staff'))
    vanished.push(...(gone.get('staff') ?? []).map((of) => ({ file: 'staff' as const, of, what: 'person' })));
  vanished.push(...(gone.get('collateral') ?? []).map((of) => ({ file: 'collateral' as const, of, what: 'thing' })));
  const borrowers = await rows<{ of: string }>(
    client,
    'SELECT borrower_id AS of FROM borrowers WHERE borrower_id = ANY($1) AND NOT borrower_id IN (SELECT borrower_id FROM loans WHERE loan_id = ANY($2)) ORDER BY 1',
    [gone.get('borrowers') ?? [], [...ended]],
  );
  vanished.push(...borrowers.map(({ of }) => ({ file: 'borrowers' as const, of, what: 'borrower' })));
}

function countsOf(changes: readonly Change[], inserted: Record<string, number>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [file, count] of Object.entries(inserted)) if (count > 0) counts[`new ${file}`] = count;
  for (const { kind } of changes) if (!kind.startsWith('new ')) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

const byPlace = (a: Refusal, b: Refusal) =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : (a.line ?? 0) - (b.line ?? 0);
