import type pg from 'pg';
import { type Erasure, erasureOf, type Kept, lastDayToErase, type Retention } from '../../domain/person/retention.js';
import { addDays, type Day, dayOf, type Moment, momentAt } from '../../domain/time/dates.js';
import { type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { type PersonTable, personTables } from './person-tables.js';
import { restrict } from './persons.js';
import { workflowsOfBorrower } from './workflows-of.js';

const KEPT = `
  SELECT b.borrower_id AS borrower, count(l.loan_id) AS loans, count(*) FILTER (WHERE l.loan_id IS NOT NULL AND l.closed_at IS NULL) AS "openLoans",
         CASE WHEN count(*) FILTER (WHERE l.loan_id IS NOT NULL AND l.closed_at IS NULL) = 0 THEN max(l.closed_at) END AS "lastClosedAt",
         (SELECT count(*) FROM complaints c WHERE c.borrower_id = b.borrower_id AND c.surveyed_at IS NULL) AS "openComplaints",
         (SELECT count(*) FROM cases c JOIN loans o USING (loan_id) WHERE o.borrower_id = b.borrower_id AND c.closed_at IS NULL) AS "openCases",
         (SELECT count(*) FROM holds h JOIN loans o USING (loan_id)
          WHERE o.borrower_id = b.borrower_id AND h.from_at <= $1 AND (h.until_at IS NULL OR h.until_at > $1)) AS holds
  FROM borrowers b LEFT JOIN loans l USING (borrower_id) WHERE b.erased_at IS NULL`;

/** `erased`: now; `kept`: the data stay, restricted from now on or left as they are; `known`: it was erased before. */
export type Erased =
  | { outcome: 'erased'; values: number }
  | { outcome: 'kept'; restricted: boolean; until: Day | null; because: string }
  | { outcome: 'known' };

/**
 * Erases a person whose data need not be kept any more. Of one whose loans have all ended but whose data must be kept, the data
 * are restricted instead (PIPL art. 47) and erased by the retention job when their time comes. While a loan is open they are
 * needed to carry out the contract and stay as they are (art. 13). Decision 0010.
 */
export async function erasePerson(
  db: Database,
  rules: Retention,
  { borrower, reason }: { borrower: string; reason: string },
  source: Source,
): Promise<Erased> {
  if (reason.trim() === '') throw new FactRefused('a reason is needed to erase', 'reason');
  const tables = await personTables(db.pool);
  return transaction(db, async (client) => {
    const [person] = await rows<{ erased: boolean }>(
      client,
      'SELECT erased_at IS NOT NULL AS erased FROM borrowers WHERE borrower_id = $1 FOR UPDATE',
      [borrower],
    );
    if (!person) throw new FactRefused(`no borrower ${borrower}`, 'borrower');
    if (person.erased) return { outcome: 'known' };
    const erasure = await erasureNow(client, rules, borrower, source.at);
    if (erasure.may) return { outcome: 'erased', values: await erase(client, rules, tables, borrower, reason, source) };
    const { until, because, openLoans } = erasure;
    await noteFact(client, source, 'erasure refused', `borrower/${borrower}`, { reason, until, because });
    if (openLoans === 0) await restrict(client, borrower, 'asked to be erased', source);
    return { outcome: 'kept', restricted: openLoans === 0, until, because };
  });
}

async function erasureNow(
  client: pg.PoolClient,
  rules: Retention,
  borrower: string,
  now: Moment,
): Promise<Erasure & { openLoans: number }> {
  // Waits for a reversal that is just reopening one of the loans.
  await client.query('SELECT 1 FROM loans WHERE borrower_id = $1 ORDER BY loan_id FOR UPDATE', [borrower]);
  const [kept] = await rows<Kept & { borrower: string }>(
    client,
    `${KEPT} AND b.borrower_id = $2 GROUP BY b.borrower_id`,
    [new Date(now), borrower],
  );
  return { ...erasureOf(kept!, rules, now), openLoans: kept!.openLoans };
}

/** Columns that are not sealed, with texts that people typed, which may tell of a person. */
const TYPED = [
  `UPDATE tasks t SET record = '{"erased": true}' WHERE record IS NOT NULL AND `,
  `UPDATE holds t SET reason = 'erased' WHERE `,
  `UPDATE tier_overrides t SET reason = 'erased' WHERE `,
  `UPDATE restrictions t SET reason = 'erased', until_at = coalesce(until_at, greatest(from_at, $2)) WHERE `,
];

/** Answers how many sealed values there were. */
async function erase(
  client: pg.PoolClient,
  { retention, version }: Retention,
  tables: PersonTable[],
  borrower: string,
  reason: string,
  source: Source,
): Promise<number> {
  const at = new Date(source.at);
  await client.query(`SET LOCAL postloan.reseal = 'on'`);
  let values = 0;
  for (const { table, sealed, hashes, of } of tables.filter((it) => it.sealed.length > 0)) {
    const more: Record<string, string[]> = {
      borrowers: ['erased_at = $2'],
      contacts: ['consent = false', 'retired_at = coalesce(retired_at, $2)'],
    };
    const left = [...sealed, ...hashes].map((it) => `${it} IS NOT NULL`).join(' OR ');
    const set = [...[...sealed, ...hashes].map((it) => `${it} = NULL`), ...(more[table] ?? [])];
    const [count] = await rows<{ values: number }>(
      client,
      `WITH of_person AS (SELECT ${sealed.map((column) => `(${column} IS NOT NULL)::int`).join(' + ')} AS n FROM ${table} t WHERE (${of}))
       SELECT coalesce(sum(n), 0)::int AS values FROM of_person`,
      [borrower],
    );
    values += count!.values;
    await client.query(
      `UPDATE ${table} t SET ${set.join(', ')} FROM (SELECT $2::timestamptz) nothing WHERE (${of}) AND (${left})`,
      [borrower, at],
    );
  }
  for (const update of TYPED) {
    const table = tables.find((it) => update.startsWith(`UPDATE ${it.table} `))!;
    await client.query(`${update} (${table.of}) AND $2::timestamptz IS NOT NULL`, [borrower, at]);
  }
  // Lists of hand-overs that name the person's loans: of an earlier day than the end of the loan, hence past their time too.
  await client.query(
    `UPDATE archive_handovers SET list_sealed = NULL WHERE sha256 IN (SELECT detail->>'sha256' FROM audit_log
       WHERE what = 'archive handed over' AND subject IN (SELECT 'loan/' || loan_id FROM loans WHERE borrower_id = $1))`,
    [borrower],
  );
  // They say nothing that the diary does not, and nobody needs them any more.
  await client.query('UPDATE histories SET bytes = NULL WHERE workflow_id = ANY ($1) AND bytes IS NOT NULL', [
    await workflowsOfBorrower(client, borrower),
  ]);
  await noteFact(client, source, 'person erased', `borrower/${borrower}`, { reason, retention, version, values });
  return values;
}

/**
 * The contacts of a borrower who are other people and no party to the contract: they may be erased at any time. Their keyed
 * hashes stay, so that the next book does not bring them back. Answers how many.
 */
export async function eraseEmergencyContacts(
  db: Database,
  borrower: string,
  reason: string,
  source: Source,
): Promise<number> {
  if (reason.trim() === '') throw new FactRefused('a reason is needed to erase', 'reason');
  return transaction(db, async (client) => {
    const known = await rows(client, 'SELECT 1 FROM borrowers WHERE borrower_id = $1 FOR UPDATE', [borrower]);
    if (known.length === 0) throw new FactRefused(`no borrower ${borrower}`, 'borrower');
    const { rowCount } = await client.query(
      `UPDATE contacts SET address_sealed = NULL, consent = false, retired_at = coalesce(retired_at, $2)
       WHERE borrower_id = $1 AND whose = 'emergency' AND address_sealed IS NOT NULL`,
      [borrower, new Date(source.at)],
    );
    if (rowCount)
      await noteFact(client, source, 'emergency contacts erased', `borrower/${borrower}`, {
        reason,
        contacts: rowCount,
      });
    return rowCount ?? 0;
  });
}

/** A person whose last loan has ended, and what will become of the data. */
export interface Ahead {
  borrower: string;
  /** From this day on the data may be erased, unless something stops it. */
  from: Day;
  /** What keeps the data now besides time; null: nothing. */
  stoppedBy: string | null;
}

/** Persons whose retention ends by a day: first those that nothing else keeps, the oldest first, then the others; at most `limit`. */
export async function retentionAhead(
  sql: Sql,
  rules: Retention,
  by: Day,
  now: Moment,
  limit = 10_000,
): Promise<Ahead[]> {
  const at = Math.max(now, momentAt(by, '00:00'));
  const found = await rows<Kept & { borrower: string }>(
    sql,
    `SELECT * FROM (${KEPT}
       AND EXISTS (SELECT FROM loans o WHERE o.borrower_id = b.borrower_id AND o.closed_at < $2)
       AND NOT EXISTS (SELECT FROM loans o WHERE o.borrower_id = b.borrower_id AND (o.closed_at IS NULL OR o.closed_at >= $2))
       GROUP BY b.borrower_id) k
     ORDER BY "openComplaints" + "openCases" + holds > 0, "lastClosedAt", borrower LIMIT $3`,
    [new Date(now), endOf(lastDayToErase(at, rules.person.years)), limit],
  );
  return found.map((kept) => {
    const erasure = erasureOf(kept, rules, at);
    const untouched = erasureOf({ ...kept, openComplaints: 0, openCases: 0, holds: 0 }, rules, at);
    return {
      borrower: kept.borrower,
      from: untouched.may ? untouched.since : by,
      stoppedBy: erasure.may ? null : erasure.because,
    };
  });
}

const endOf = (day: Day) => new Date(momentAt(addDays(day, 1), '00:00'));

/**
 * Erases what belongs to no single person: facts that other systems sent, and letters to units about many loans. All of it is older than
 * the time for which persons are kept after their last loan, so it can be about nobody who is still kept.
 */
async function eraseOfMany(sql: Sql, before: Date): Promise<void> {
  await sql.query(`UPDATE inbox SET content_sealed = NULL WHERE content_sealed IS NOT NULL AND received_at < $1`, [
    before,
  ]);
  await sql.query(
    'UPDATE unmatched_payments SET said_sealed = NULL WHERE said_sealed IS NOT NULL AND loan_id IS NULL AND heard_at < $1',
    [before],
  );
  await sql.query(
    `UPDATE histories SET bytes = NULL WHERE bytes IS NOT NULL AND closed_at < $1 AND workflow_id !~ '^(loan|task|complaint|warning|case)/'`,
    [before],
  );
  for (const [table, sealed] of [
    ['letter_contents', 'content_sealed'],
    ['letter_files', 'bytes_sealed'],
  ])
    await sql.query(
      `UPDATE ${table} t SET ${sealed} = NULL FROM letters l JOIN letter_contents c USING (letter_id)
       WHERE l.letter_id = t.letter_id AND l.loan_id IS NULL AND t.${sealed} IS NOT NULL AND c.written_at < $1`,
      [before],
    );
}

const AT_ONCE = 1_000;

export interface ErasedPast {
  persons: number;
  handovers: number;
  /** Past their time too, and kept for a complaint, a case or a hold. */
  stopped: number;
}

/**
 * Erases what is past its time, each person in a transaction of its own. Broken off or done twice it does the rest, or nothing.
 * `onPerson` is called after each.
 */
export async function erasePast(
  db: Database,
  rules: Retention,
  now: Moment,
  onPerson: () => void = () => undefined,
): Promise<ErasedPast> {
  const source = { actor: 'retention', at: now };
  let persons = 0;
  let stopped = 0;
  for (let more = true; more; ) {
    const due = await retentionAhead(db.pool, rules, dayOf(now), now, AT_ONCE);
    const free = due.filter((it) => it.stoppedBy === null);
    for (const { borrower } of free) {
      const erased = await erasePerson(db, rules, { borrower, reason: 'retention is over' }, source);
      if (erased.outcome === 'erased') persons += 1;
      onPerson();
    }
    stopped = due.length - free.length;
    more = due.length === AT_ONCE && free.length > 0;
  }
  await eraseOfMany(db.pool, endOf(lastDayToErase(now, rules.person.years)));
  const { rowCount } = await db.pool.query(
    'UPDATE archive_handovers SET list_sealed = NULL WHERE list_sealed IS NOT NULL AND at < $1',
    [endOf(lastDayToErase(now, rules.handovers.years))],
  );
  const handovers = rowCount ?? 0;
  if (persons + handovers > 0) {
    const { retention, version } = rules;
    await noteFact(db.pool, source, 'retention', 'person', { retention, version, persons, handovers, stopped });
  }
  return { persons, handovers, stopped };
}
