import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type { Heard } from '../../domain/facts/facts.js';
import { changeOfSchedule, type Row } from '../../domain/loan/relief/schedule-change.js';
import { formatMoney } from '../../domain/money/money.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source, touchLoan } from '../facts/facts.js';
import { readLoanFiles } from './files/loan-files.js';

/** What became of a schedule: whether it was news, what is no longer named and stays, and what could not be taken. */
interface Changed {
  news: boolean;
  missing: readonly Row[];
  faults: readonly { seq: number; fault: string }[];
}

/**
 * The core system has another schedule: unpaid instalments are replaced, with what was before and why, what is paid is left and
 * named. @throws FactRefused for a loan that is not there or not taken in
 */
export async function takeSchedule(db: Begin, said: Heard<'schedule'>, source: Source): Promise<Changed> {
  const { loan, instalments, whole, reason } = said;
  return transaction(db, async (client) => {
    await touchLoan(client, loan);
    const [stored] = await readLoanFiles(client, [loan], source.at);
    if (!stored) throw new FactRefused(`loan ${loan} is not taken in yet`);
    const { missing, faults, ...change } = changeOfSchedule(
      stored.file,
      await bookRows(client, loan),
      instalments,
      whole,
      source.at,
    );
    const gone = [...change.replaced.map((it) => it.was), ...change.calledOff];
    const came = [...change.replaced.map((it) => it.is), ...change.added];
    if (gone.length + came.length === 0) return { news: false, missing, faults };
    await setAside(client, loan, gone, reason, source);
    await put(client, loan, came, source);
    const shown = (of: readonly Row[]) => of.map((it) => [it.seq, it.dueOn, ...parts(it).map(formatMoney)].join(' '));
    await noteFact(client, source, 'schedule changed', `loan/${loan}`, { was: shown(gone), is: shown(came), reason });
    await leaveNudge(client, 'loan', loan, 'schedule changed');
    return { news: true, missing, faults };
  });
}

/** The same, of which nothing may be left. @throws FactRefused where an instalment is paid, or another schedule was agreed here */
export async function changeSchedule(db: Begin, said: Heard<'schedule'>, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    const { news, faults } = await takeSchedule(client, said, source);
    const [first] = faults;
    if (first) throw new FactRefused(`loan ${said.loan}: instalment ${first.seq} ${first.fault}`);
    return news;
  });
}

const parts = ({ principal, interest, fee }: Row) => [principal, interest, fee];

const bookRows = (sql: Sql, loan: string): Promise<Row[]> =>
  rows<Row>(
    sql,
    'SELECT seq, due_on AS "dueOn", principal, interest, fee FROM instalments WHERE loan_id = $1 ORDER BY seq',
    [loan],
  );

async function setAside(client: pg.PoolClient, loan: string, gone: Row[], reason: string, { at }: Source) {
  if (gone.length === 0) return;
  await client.query(
    `WITH gone AS (DELETE FROM instalments WHERE loan_id = $1 AND seq = ANY($2)
       RETURNING loan_id, seq, due_on, principal, interest, fee, recorded_at)
     INSERT INTO replaced_instalments SELECT *, $3::timestamptz, $4 FROM gone`,
    [loan, gone.map((it) => it.seq), new Date(at), reason],
  );
}

async function put(client: pg.PoolClient, loan: string, came: Row[], { at }: Source) {
  const of = <K extends keyof Row>(name: K) => came.map((it) => it[name]);
  await client.query(
    `INSERT INTO instalments (loan_id, seq, due_on, principal, interest, fee, recorded_at)
     SELECT $1, *, $7::timestamptz FROM unnest($2::int[], $3::date[], $4::bigint[], $5::bigint[], $6::bigint[])`,
    [loan, of('seq'), of('dueOn'), of('principal'), of('interest'), of('fee'), new Date(at)],
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
