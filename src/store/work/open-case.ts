import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type { CaseKind, CaseSpec } from '../../domain/plan/risk.js';
import type { Reason } from '../../domain/reason/reason.js';
import { dayOf } from '../../domain/time/dates.js';
import { caseSpec } from '../../domain/work/cases.js';
import { rows, type Sql } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source, touchLoan } from '../facts/facts.js';
import { planNameOf, readPlan } from '../loans/plans.js';
import { type Asked, askedOf, fitSchedule, refuseMisplaced, type Schedule } from './case-schedule.js';

interface Opening {
  loan: string;
  kind: CaseKind;
  why: string;
  /** By which schedule what is unpaid is to fall due. */
  schedule?: Schedule;
}

/** How the plan of a loan has a case of a kind carried out. @throws FactRefused for a loan that is not there */
export const caseSpecOf = async (sql: Sql, { loan, kind }: Pick<Opening, 'loan' | 'kind'>): Promise<CaseSpec> =>
  caseSpec(await readPlan(sql, await planNameOf(sql, loan)), kind);

/** A person opens a case (S2): its workflow asks for proposal and approval, and who opened it does not approve it. */
export async function openCase(
  client: pg.PoolClient,
  opening: Opening,
  spec: CaseSpec,
  source: Source,
): Promise<boolean> {
  const { loan, kind, why, schedule } = opening;
  if (schedule) refuseMisplaced({ kind, until: null }, spec);
  await touchLoan(client, loan);
  const [there] = await rows<{ id: string; closed: boolean; waits: boolean; asked: Asked | null }>(
    client,
    `SELECT case_id AS id, closed_at IS NOT NULL AS closed, decided_at IS NULL AS waits, asked FROM cases
     WHERE loan_id = $1 AND kind = $2 AND (closed_at IS NULL OR case_id = $3) ORDER BY closed_at DESC LIMIT 1`,
    [loan, kind, caseId(opening, source)],
  );
  if (there?.closed)
    throw new FactRefused(`a case ${kind} of loan ${loan} was opened and closed on this day already`, 'loan', 'kind');
  if (there?.waits && schedule) {
    if (there.asked && isDeepStrictEqual(askedOf(there.asked), schedule)) return false;
    await askFor(client, there.id, opening, schedule, source);
    return true;
  }
  if (there) throw new FactRefused(`${kind} of loan ${loan} is open already: ${there.id}`, 'loan', 'kind');
  const [of] = await rows<{ closed: boolean }>(
    client,
    'SELECT closed_at IS NOT NULL AS closed FROM loans WHERE loan_id = $1',
    [loan],
  );
  if (of!.closed) throw new FactRefused(`loan ${loan} is closed`, 'loan');
  const id = caseId(opening, source);
  const because: Reason = { code: 'opened-by', by: source.actor, text: why };
  await client.query(
    `INSERT INTO cases (case_id, loan_id, kind, rule, because, effect, opened_at, title, opened_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      id,
      loan,
      kind,
      spec.rule,
      JSON.stringify(because),
      spec.effect,
      new Date(source.at),
      spec.title ?? null,
      source.actor,
    ],
  );
  await noteFact(client, source, 'case opened', `loan/${loan}`, { case: id, kind });
  if (schedule) await askFor(client, id, opening, schedule, source);
  await leaveNudge(client, 'loan', loan, `case ${kind}`);
  await leaveNudge(client, 'case', id, 'opened');
  return true;
}

/** What is to fall due, and who asks for it: he does not approve it. @throws FactRefused for what does not fit what is unpaid */
async function askFor(
  client: pg.PoolClient,
  id: string,
  { loan, kind }: Opening,
  schedule: Schedule,
  source: Source,
): Promise<void> {
  await fitSchedule(client, { id, loan }, schedule, source.at);
  const asked: Asked = { ...schedule, by: source.actor };
  await client.query('UPDATE cases SET asked = $2 WHERE case_id = $1', [id, JSON.stringify(asked)]);
  const instalments = schedule.instalments.length;
  await noteFact(client, source, 'schedule asked for', `loan/${loan}`, { case: id, kind, instalments });
}

const caseId = ({ loan, kind }: Opening, { at }: Source) => `${loan}/${kind}/${dayOf(at)}`;
