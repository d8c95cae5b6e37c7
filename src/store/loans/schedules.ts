import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type { Heard } from '../../domain/facts/facts.js';
import { changeOfSchedule, type Row } from '../../domain/loan/relief/schedule-change.js';
import { formatMoney } from '../../domain/money/money.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source, touchLoan } from '../facts/facts.js';
import { noteFacts, tellLoans } from '../facts/many.js';
import { readLoanFiles } from './files/loan-files.js';

/** What became of a schedule: whether it was news, what is no longer named and stays, and what could not be taken. */
export interface Changed {
  loan: string;
  news: boolean;
  missing: readonly Row[];
  faults: readonly { seq: number; fault: string }[];
}

/** So many files of loans are held in memory at once. */
const AT_ONCE = 500;

/**
 * The core system has other schedules: unpaid instalments are replaced, with what was before and why, what is paid is left and
 * named. @throws FactRefused for a loan that is not there or not taken in
 */
export async function takeSchedules(db: Begin, all: readonly Heard<'schedule'>[], source: Source): Promise<Changed[]> {
  const answers: Changed[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const some = all.slice(from, from + AT_ONCE);
    answers.push(...(await transaction(db, (client) => takeSome(client, some, source))));
  }
  return answers;
}

async function takeSome(client: pg.PoolClient, all: readonly Heard<'schedule'>[], source: Source): Promise<Changed[]> {
  const loans = all.map((it) => it.loan);
  await client.query('SELECT FROM loans WHERE loan_id = ANY($1) ORDER BY loan_id FOR UPDATE', [loans]);
  const files = new Map((await readLoanFiles(client, loans, source.at)).map(({ file }) => [file.loan, file]));
  const known = await bookRows(client, loans);
  const answers: Changed[] = [];
  const gone: Named[] = [];
  const came: Named[] = [];
  const notes: { subject: string; detail: object }[] = [];
  for (const { loan, instalments, whole, reason } of all) {
    const file = files.get(loan);
    if (!file) throw new FactRefused(`no loan ${loan}, or it is not taken in yet`, 'loan');
    const change = changeOfSchedule(file, known.get(loan) ?? [], instalments, whole, source.at);
    const [was, is] = [
      [...change.replaced.map((it) => it.was), ...change.calledOff],
      [...change.replaced.map((it) => it.is), ...change.added],
    ];
    const news = was.length + is.length > 0;
    answers.push({ loan, news, missing: change.missing, faults: change.faults });
    if (!news) continue;
    gone.push(...was.map((it) => ({ loan, reason, ...it })));
    came.push(...is.map((it) => ({ loan, reason, ...it })));
    notes.push({ subject: `loan/${loan}`, detail: { was: shown(was), is: shown(is), reason } });
  }
  await setAside(client, gone, source);
  await put(client, came, source);
  await noteFacts(client, source, 'schedule changed', notes);
  await tellLoans(
    client,
    answers.filter((it) => it.news).map((it) => it.loan),
    'schedule changed',
  );
  return answers;
}

type Named = Row & { loan: string; reason: string };

const shown = (of: readonly Row[]): string[] =>
  of.map(({ seq, dueOn, principal, interest, fee }) =>
    [seq, dueOn, ...[principal, interest, fee].map(formatMoney)].join(' '),
  );

/** One, of which nothing may be left. @throws FactRefused where an instalment is paid, or another schedule was agreed here */
export async function changeSchedule(db: Begin, said: Heard<'schedule'>, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    const [{ news, faults } = { news: false, faults: [] }] = await takeSchedules(client, [said], source);
    const [first] = faults;
    if (first) throw new FactRefused(`loan ${said.loan}: instalment ${first.seq} ${first.fault}`, 'instalments');
    return news;
  });
}

async function bookRows(sql: Sql, loans: readonly string[]): Promise<Map<string, Row[]>> {
  const found = await rows<Row & { loan: string }>(
    sql,
    `SELECT loan_id AS loan, seq, due_on AS "dueOn", principal, interest, fee FROM instalments WHERE loan_id = ANY($1)
     ORDER BY loan_id, seq`,
    [loans],
  );
  const byLoan = new Map<string, Row[]>();
  for (const { loan, ...row } of found) byLoan.set(loan, [...(byLoan.get(loan) ?? []), row]);
  return byLoan;
}

const ROWS = 'loan text, seq integer, "dueOn" date, principal bigint, interest bigint, fee bigint, reason text';

async function setAside(client: pg.PoolClient, gone: readonly Named[], { at }: Source) {
  if (gone.length === 0) return;
  await client.query(
    `WITH named AS (SELECT * FROM jsonb_to_recordset($1) AS it (${ROWS})),
       gone AS (DELETE FROM instalments i USING named WHERE i.loan_id = named.loan AND i.seq = named.seq
         RETURNING i.loan_id, i.seq, i.due_on, i.principal, i.interest, i.fee, i.recorded_at, named.reason)
     INSERT INTO replaced_instalments (loan_id, seq, due_on, principal, interest, fee, recorded_at, replaced_at, reason)
     SELECT loan_id, seq, due_on, principal, interest, fee, recorded_at, $2, reason FROM gone`,
    [JSON.stringify(gone), new Date(at)],
  );
}

async function put(client: pg.PoolClient, came: readonly Named[], { at }: Source) {
  if (came.length === 0) return;
  await client.query(
    `INSERT INTO instalments (loan_id, seq, due_on, principal, interest, fee, recorded_at)
     SELECT loan, seq, "dueOn", principal, interest, fee, $2 FROM jsonb_to_recordset($1) AS it (${ROWS})`,
    [JSON.stringify(came), new Date(at)],
  );
}

const TERMS = {
  product: 'product',
  principal: 'principal',
  penaltyRate: 'penalty_rate',
  collateral: 'collateral',
} as const;

/** Something of a loan is otherwise in the core system; the audit log keeps what was before, and why. @throws FactRefused */
export async function changeTerms(db: Begin, said: Heard<'terms'>, source: Source): Promise<boolean> {
  const { loan, reason, ...change } = said;
  return transaction(db, async (client) => {
    await touchLoan(client, loan);
    const [before] = await rows<Record<keyof typeof TERMS, unknown>>(
      client,
      `SELECT product, principal, penalty_rate::text AS "penaltyRate", collateral FROM loans WHERE loan_id = $1`,
      [loan],
    );
    const news = (Object.keys(TERMS) as (keyof typeof TERMS)[]).filter(
      (name) => change[name] !== undefined && !isDeepStrictEqual(change[name], before![name]),
    );
    if (news.length === 0) return false;
    for (const name of news)
      await client.query(`UPDATE loans SET ${TERMS[name]} = $2 WHERE loan_id = $1`, [loan, change[name]]);
    const was = Object.fromEntries(news.map((name) => [name, before![name]]));
    const is = Object.fromEntries(news.map((name) => [name, change[name]]));
    await noteFact(client, source, 'loan changed', `loan/${loan}`, { was, is, reason });
    await leaveNudge(client, 'loan', loan, 'loan changed');
    return true;
  });
}
