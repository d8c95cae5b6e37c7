import { lastDay } from '../../domain/loan/account/new-schedule.js';
import { standingOf } from '../../domain/loan/standing.js';
import { MOST_MONEY } from '../../domain/money/money.js';
import type { Cause } from '../../domain/plan/condition.js';
import type { CaseKind, CaseSpec } from '../../domain/plan/risk.js';
import type { CaseOutcome, Reason } from '../../domain/reason/reason.js';
import { type Day, dayOf, daysBetween, type Moment } from '../../domain/time/dates.js';
import { type CaseFile, caseTask, longestUntil, refuseUntil } from '../../domain/work/cases.js';
import { approvalFault, caseApprovalFault } from '../../domain/work/two-people.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import { whyOf } from '../base/why.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source, touchLoan } from '../facts/facts.js';
import { readLoanFiles } from '../loans/files/loan-files.js';
import { signersRoles } from '../staff/staff.js';
import { type Asked, askedOf, putSchedule, refuseMisplaced, type Schedule, sameSchedule } from './case-schedule.js';

/** Null for a case that is not in the database. */
export async function readCase(sql: Sql, id: string): Promise<CaseFile | null> {
  const [row] = await rows<
    Omit<CaseFile, 'done' | 'doneAt' | 'openTasks' | 'written'> & {
      written: CaseFile['written'] | null;
      done: string[] | null;
      tasks: Record<string, { at: number; on: string | null; next: string | null }> | null;
      open: string[] | null;
    }
  >(
    sql,
    `SELECT c.case_id AS "case", c.loan_id AS loan, c.kind, c.rule, ${whyOf('c')} AS why, c.effect, c.opened_at AS "openedAt",
            c.decided_at AS "decidedAt", c.approved, c.until_on AS until, l.closed_at AS "loanClosedAt",
            CASE WHEN c.outcome = 'undone' THEN c.closed_at END AS "undoneAt",
            (SELECT json_agg(json_build_object('endedAt', (extract(epoch FROM ended_at) * 1000)::bigint))
               FROM measures m JOIN tasks t USING (task_id) WHERE t.case_id = c.case_id) AS written,
            (SELECT array_agg(entry) FROM loan_diary d WHERE d.loan_id = c.loan_id AND starts_with(d.entry, 'case/' || c.case_id || '/')) AS done,
            (SELECT json_object_agg(task_id, json_build_object('at', (extract(epoch FROM ended_at) * 1000)::bigint,
               'on', record->'answers'->>(sets->'dates'->>'on'), 'next', record->'answers'->>(sets->'dates'->>'next'))) FROM tasks t
               WHERE t.case_id = c.case_id AND t.status = 'done') AS tasks,
            (SELECT array_agg(task_id) FROM tasks t
               WHERE t.case_id = c.case_id AND t.status IN ('open', 'joined')) AS open
     FROM cases c JOIN loans l USING (loan_id) WHERE case_id = $1`,
    [id],
  );
  if (!row) return null;
  const { done, tasks, open, written, ...file } = row;
  return {
    ...file,
    written: written ?? [],
    done: new Set(done),
    doneAt: new Map(Object.entries(tasks ?? {}).map(([task, { at }]) => [task, at])),
    days: new Map(
      Object.entries(tasks ?? {}).map(([task, { on, next }]) => [task, { on: on || null, next: next || null }]),
    ),
    openTasks: new Set(open),
  };
}

export async function closeCase(sql: Sql, id: string, closed: { at: Moment; outcome: CaseOutcome }): Promise<void> {
  await sql.query('UPDATE cases SET closed_at = $2, outcome = $3 WHERE case_id = $1 AND closed_at IS NULL', [
    id,
    new Date(closed.at),
    closed.outcome,
  ]);
}

/** Why the loan is in arrears, found by a person (S5). The plan says which case it opens. */
export async function recordCause(db: Begin, cause: { loan: string; kind: Cause }, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    await touchLoan(client, cause.loan);
    const [known] = await rows<{ kind: string; at: number }>(
      client,
      'SELECT kind, at FROM causes WHERE loan_id = $1 ORDER BY at DESC, cause_id DESC LIMIT 1',
      [cause.loan],
    );
    if (known?.kind === cause.kind && dayOf(known.at) === dayOf(source.at)) return false;
    await client.query('INSERT INTO causes (loan_id, kind, at) VALUES ($1, $2, $3)', [
      cause.loan,
      cause.kind,
      new Date(source.at),
    ]);
    await noteFact(client, source, 'cause', `loan/${cause.loan}`, { kind: cause.kind });
    await leaveNudge(client, 'loan', cause.loan, `cause ${cause.kind}`);
    // Undecided cases that another finding had opened may end with this one: their workflows look again.
    const undecided = await rows<{ id: string }>(
      client,
      'SELECT case_id AS id FROM cases WHERE loan_id = $1 AND decided_at IS NULL AND closed_at IS NULL ORDER BY case_id',
      [cause.loan],
    );
    for (const { id } of undecided) await leaveNudge(client, 'case', id, `cause ${cause.kind}`);
    return true;
  });
}

export interface Decision {
  loan: string;
  kind: CaseKind;
  approve: boolean;
  /** How far a relief goes; null: as far as its plan allows, with a schedule: to its last day. */
  until: Day | null;
  /** What is unpaid falls due by this from now on; `capitalise`: its principal takes in interest and fees that are due. */
  schedule?: Schedule;
}

/**
 * A decision on the open case of this kind; without one, a case is opened and decided at once. A refusal after an
 * approval undoes it: the old dates hold again. Nobody decides on what he proposed himself.
 */
export async function decideCase(db: Begin, decision: Decision, spec: CaseSpec, source: Source): Promise<boolean> {
  const { loan, kind, approve } = decision;
  if (decision.schedule && !approve) throw new FactRefused('a new schedule comes with an approval', 'instalments');
  if (decision.schedule) refuseMisplaced(decision, spec);
  return transaction(db, async (client) => {
    await touchLoan(client, loan);
    const at = new Date(source.at);
    const [known] = await rows<{ id: string; approved: boolean | null; until: Day | null; asked: Asked | null }>(
      client,
      `SELECT case_id AS id, approved, until_on AS until, asked FROM cases WHERE loan_id = $1 AND kind = $2 AND closed_at IS NULL
       ORDER BY opened_at DESC LIMIT 1`,
      [loan, kind],
    );
    // Who names neither a day nor a schedule approves what was asked for.
    const asked = approve && decision.until === null && known?.asked ? askedOf(known.asked) : undefined;
    const schedule = decision.schedule ?? asked;
    const until = schedule
      ? lastDay(schedule.instalments)
      : (decision.until ?? (approve ? longestUntil(spec, dayOf(source.at)) : null));
    const refused = approve ? refuseUntil(spec, until, dayOf(source.at)) : null;
    if (refused) throw new FactRefused(refused, 'until');
    if (known?.approved && approve && known.until === until && (await sameSchedule(client, known.id, schedule)))
      return false;
    if (known?.approved && approve)
      throw new FactRefused(`${kind} of loan ${loan} is approved already: reject it first, which undoes it`, 'approve');
    const id = known?.id ?? `${loan}/${kind}/${dayOf(source.at)}`;
    await refuseAlone(client, { loan, id, approve, until }, spec, source);
    if (known?.approved) {
      await client.query(`UPDATE cases SET closed_at = $2, outcome = 'undone' WHERE case_id = $1`, [id, at]);
    } else {
      if (!known) await insertCase(client, id, decision, spec, at);
      await client.query(
        `UPDATE cases SET decided_at = $2, approved = $3, decided_by = $4, until_on = $5, effect = $6 WHERE case_id = $1`,
        [id, at, approve, source.actor, until, spec.effect],
      );
      if (schedule) await putSchedule(client, id, loan, schedule, source.at);
      await client.query(
        `UPDATE tasks SET status = 'done', ended_at = $2, record = $3 WHERE task_id = $1 AND status = 'open'`,
        [caseTask(loan, id, 'approval'), at, JSON.stringify({ by: source.actor, approve })],
      );
      await leaveNudge(client, 'task', caseTask(loan, id, 'approval'), 'decided');
    }
    const instalments = schedule ? { instalments: schedule.instalments.length } : {};
    await noteFact(client, source, 'decision', `loan/${loan}`, { case: id, kind, approve, until, ...instalments });
    await leaveNudge(client, 'loan', loan, `decision on ${kind}`);
    // A suit ends reliefs that were granted or proposed: their workflows look again.
    const open = await rows<{ id: string }>(
      client,
      'SELECT case_id AS id FROM cases WHERE loan_id = $1 AND (closed_at IS NULL OR case_id = $2) ORDER BY case_id',
      [loan, id],
    );
    for (const it of open) await leaveNudge(client, 'case', it.id, `decision on ${kind}`);
    return true;
  });
}

const UNPROPOSED: Reason = { code: 'decided-unproposed' };

async function insertCase(client: Sql, id: string, decision: Decision, spec: CaseSpec, at: Date): Promise<void> {
  const known = await rows(client, 'SELECT 1 FROM cases WHERE case_id = $1', [id]);
  if (known.length > 0)
    throw new FactRefused(`${decision.kind} of loan ${decision.loan} was decided on this day already`, 'loan', 'kind');
  await client.query(
    `INSERT INTO cases (case_id, loan_id, kind, rule, because, effect, opened_at, title) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, decision.loan, decision.kind, spec.rule, JSON.stringify(UNPROPOSED), spec.effect, at, spec.title ?? null],
  );
}

/** @throws FactRefused for a decision that wants another person, or a proposal first; who refuses needs no proposal */
async function refuseAlone(
  client: Sql,
  { loan, id, approve, until }: { loan: string; id: string; approve: boolean; until: Day | null },
  spec: CaseSpec,
  source: Source,
): Promise<void> {
  const [known] = await rows<{ openedBy: string | null; askedBy: string | null; by: string | null; proposed: boolean }>(
    client,
    `SELECT c.opened_by AS "openedBy", c.asked->>'by' AS "askedBy", t.record->>'by' AS by, t.task_id IS NOT NULL AS proposed
     FROM (SELECT) one LEFT JOIN cases c ON c.case_id = $2 LEFT JOIN tasks t ON t.task_id = $1 AND t.status = 'done'`,
    [caseTask(loan, id, 'proposal'), id],
  );
  const { openedBy, askedBy, by, proposed } = known!;
  const { actor, glass = null } = source;
  const fault = approvalFault({ actor, glass, before: [openedBy, askedBy, by].filter((it) => it !== null) });
  if (fault !== null) throw new FactRefused(fault, 'approve');
  const roles = await signersRoles(client, { actor, glass });
  if (!approve || roles === null) return;
  const [stored] = await readLoanFiles(client, [loan], source.at);
  const days = until === null ? null : daysBetween(dayOf(source.at), until);
  const outstanding = stored ? standingOf(stored.file, source.at).outstanding : MOST_MONEY;
  const lacking = caseApprovalFault({ proposed, outstanding, days }, spec, roles);
  if (lacking !== null) throw new FactRefused(lacking, 'approve');
}

/** Who proposes a case, and in which words; null: no such case. */
export async function readProposal(sql: Sql, id: string) {
  const [found] = await rows<{
    case: string;
    kind: CaseKind;
    plan: string;
    openedBy: string | null;
    decidedBy: string | null;
    at: Moment | null;
    asked: Asked | null;
    record: { by?: string; note?: string; answers?: Record<string, string> } | null;
  }>(
    sql,
    `SELECT c.case_id AS "case", c.kind, l.plan, c.opened_by AS "openedBy", c.decided_by AS "decidedBy", c.asked, t.ended_at AS at, t.record
     FROM cases c JOIN loans l USING (loan_id)
     LEFT JOIN tasks t ON t.task_id = c.loan_id || '/case/' || c.case_id || '/proposal' AND t.status = 'done' WHERE c.case_id = $1`,
    [id],
  );
  if (!found) return null;
  const { record, asked, ...it } = found;
  return {
    ...it,
    schedule: asked && askedOf(asked),
    proposedBy: record?.by ?? null,
    note: record?.note ?? null,
    answers: record?.answers ?? {},
  };
}
