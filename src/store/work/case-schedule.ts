import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { type Instalment, unpaidOn } from '../../domain/loan/account/arrears.js';
import { scheduleFaults } from '../../domain/loan/account/new-schedule.js';
import { paidBy } from '../../domain/loan/account/running-sums.js';
import { accountOf } from '../../domain/loan/standing.js';
import type { CaseKind, CaseSpec } from '../../domain/plan/risk.js';
import { type Day, dayOf, type Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { readLoanFiles } from '../loans/files/loan-files.js';

/** What is unpaid falls due by this from now on; `capitalise`: its principal takes in interest and fees that are due. */
export interface Schedule {
  instalments: Instalment[];
  capitalise: boolean;
}

/** A schedule as a case keeps it until it is decided, and who asked for it. */
export interface Asked extends Schedule {
  by: string;
}

export const askedOf = ({ instalments, capitalise }: Asked): Schedule => ({ instalments, capitalise });

/** @throws FactRefused where a relief has no schedule, or has a day beside it */
export function refuseMisplaced({ kind, until }: { kind: CaseKind; until: Day | null }, { effect }: CaseSpec): void {
  if (effect !== 'extend') throw new FactRefused(`${kind} has no schedule of its own`, 'instalments');
  if (until !== null)
    throw new FactRefused('either a day or a schedule: its last day is how far it goes', 'until', 'instalments');
}

export async function sameSchedule(client: Sql, id: string, schedule: Schedule | undefined): Promise<boolean> {
  const known = await rows<Instalment>(
    client,
    `SELECT seq, due_on AS "dueOn", principal, interest, fee FROM case_instalments WHERE case_id = $1 ORDER BY seq`,
    [id],
  );
  return isDeepStrictEqual(
    known,
    [...(schedule?.instalments ?? [])].sort((a, b) => a.seq - b.seq),
  );
}

/** What was paid by then. @throws FactRefused for a schedule that does not fit what is unpaid */
export async function fitSchedule(
  sql: Sql,
  { id, loan }: { id: string; loan: string },
  { instalments, capitalise }: Schedule,
  at: Moment,
): Promise<number> {
  const [stored] = await readLoanFiles(sql, [loan], at);
  if (!stored) throw new FactRefused(`loan ${loan} is not taken in yet`, 'loan');
  const { file } = stored;
  // Without this case, which may be approved by now, but has no schedule yet.
  const before = { ...file, cases: file.cases.filter((it) => it.case !== id) };
  const [fault] = scheduleFaults(instalments, unpaidOn(accountOf(before, at), dayOf(at)), dayOf(at), capitalise);
  if (fault) throw new FactRefused(fault.wrong, 'instalments');
  return paidBy(file.payments, dayOf(at));
}

export async function putSchedule(
  client: pg.PoolClient,
  id: string,
  loan: string,
  schedule: Schedule,
  at: Moment,
): Promise<void> {
  const paid = await fitSchedule(client, { id, loan }, schedule, at);
  await client.query('UPDATE cases SET paid_before = $2 WHERE case_id = $1', [id, paid]);
  for (const it of schedule.instalments) {
    const values = [id, it.seq, it.dueOn, it.principal, it.interest, it.fee];
    await client.query('INSERT INTO case_instalments VALUES ($1, $2, $3, $4, $5, $6)', values);
  }
}
