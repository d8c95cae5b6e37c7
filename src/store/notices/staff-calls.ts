import { contactFacts } from '../../domain/contact/contact-facts.js';
import { contactGate, type GateVerdict } from '../../domain/contact/contact-gate.js';
import { amountAsked } from '../../domain/loan/amount-asked.js';
import { type ContactRules, historyDays, withPlan } from '../../domain/plan/contact-rules.js';
import { type Moment, MS_A_DAY } from '../../domain/time/dates.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { readLoanFiles } from '../loans/files/loan-files.js';
import type { PlanReader } from '../loans/plans.js';
import { missingBookNow } from './book-age.js';
import { contactHistory, decideAlone } from './notices.js';
import type { GateDecision } from './outcomes.js';

/** The gate wants to know until when a contact is of use. A call is made now or not at all, so any long time will do. */
const OF_USE_MS = 30 * MS_A_DAY;

/**
 * May a borrower be called for a task now? The gate of every message decides, and its decision is kept whatever it is. A call
 * that may be made counts from now on as made, so that two of the staff do not call at once.
 * @throws FactRefused when there is no such open task, or it is about no loan
 */
export async function askToCall(
  db: Begin,
  { rules, planOf, bookAge }: { rules: ContactRules; planOf: PlanReader; bookAge?: number | null },
  task: string,
  source: Source,
): Promise<GateVerdict> {
  return transaction(db, async (client) => {
    await decideAlone(client);
    const [found] = await rows<{ status: string; loan: string | null }>(
      client,
      'SELECT status, loan_id AS loan FROM tasks WHERE task_id = $1',
      [task],
    );
    if (!found) throw new FactRefused(`no task ${task}`, 'task');
    if (found.status === 'joined') throw new FactRefused(`${task} is done with that of another loan`, 'task');
    if (found.status !== 'open') throw new FactRefused(`${task} has ended already`, 'task');
    if (found.loan === null) throw new FactRefused(`${task} is about no loan: nobody is to be called for it`, 'task');
    const now = source.at;
    const [stored] = await readLoanFiles(client, [found.loan], now);
    if (!stored) throw new FactRefused(`no loan ${found.loan}`, 'task');
    const { file } = stored;
    const plan = await planOf(stored.plan, client);
    const set = { ...withPlan(rules, plan), calendar: file.calendar };
    // Whoever calls about a loan that is overdue collects, whatever the task is for.
    const purpose = amountAsked(file, null, now) > 0 ? 'collection' : 'service';
    const histories = await contactHistory(client, [file.borrower], now - historyDays(set) * MS_A_DAY);
    const wanted = {
      channel: 'voice',
      purpose,
      about: null,
      staleAt: now + OF_USE_MS,
      loan: file.loan,
      at: now,
    } as const;
    const known = {
      // Taken for granted: when nothing is due any more, the task has ended.
      somethingDue: true,
      // Consent is about automatic messages and calls, not about a person who calls.
      consent: true,
      bookMissing: (await missingBookNow(client, now, bookAge)) !== null,
      history: histories.get(file.borrower) ?? null,
      // A person who calls waits for no other loan's message.
      gatheredAt: null,
    };
    const decision = contactGate(contactFacts({ file, plan }, wanted, known, now), set);
    const gate: GateDecision = { rules: set.rules, version: set.version, at: now, decision };
    await client.query(
      `INSERT INTO staff_calls (task_id, loan_id, borrower_id, asked_at, asked_by, purpose, allowed, gate)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [task, file.loan, file.borrower, new Date(now), source.actor, purpose, decision.verdict === 'go', gate],
    );
    const said = { verdict: decision.verdict, rule: decision.rule };
    await noteFact(client, source, 'call asked for', `task/${task}`, said);
    return decision;
  });
}

/**
 * How the last call for a task ended. One that nobody answered is no conversation.
 * @throws FactRefused when no call was let go for it whose end is not known
 */
export async function noteCallEnded(
  db: Begin,
  task: string,
  outcome: 'answered' | 'unanswered',
  source: Source,
): Promise<void> {
  await transaction(db, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE staff_calls SET outcome = $2 WHERE staff_call_id =
         (SELECT max(staff_call_id) FROM staff_calls WHERE task_id = $1 AND allowed) AND outcome IS NULL`,
      [task, outcome],
    );
    if (rowCount === 0)
      throw new FactRefused(`no call for ${task} whose end is not known: postloan task call ${task}`, 'task');
    await noteFact(client, source, `call ${outcome}`, `task/${task}`, {});
  });
}

/** For which calls of a task somebody asked, and what was decided; `outcome` null: not known, or not made. */
export async function callsFor(
  sql: Sql,
  task: string,
): Promise<{ at: Moment; by: string; decision: GateVerdict; outcome: 'answered' | 'unanswered' | null }[]> {
  return rows(
    sql,
    `SELECT asked_at AS at, asked_by AS by, gate->'decision' AS decision, outcome FROM staff_calls WHERE task_id = $1 ORDER BY staff_call_id`,
    [task],
  );
}

/** The call for a task that was let go and has not ended, while it may still be made; null: there is none. */
export async function callLetGo(
  sql: Sql,
  task: string,
  now: Moment,
): Promise<{ loan: string; borrower: string } | null> {
  const [call] = await rows<{
    loan: string;
    borrower: string;
    allowed: boolean;
    until: Moment | null;
    outcome: string | null;
  }>(
    sql,
    `SELECT loan_id AS loan, borrower_id AS borrower, allowed, outcome, (gate->'decision'->>'until')::bigint AS until
     FROM staff_calls WHERE task_id = $1 ORDER BY staff_call_id DESC LIMIT 1`,
    [task],
  );
  if (!call?.allowed || call.outcome !== null || (call.until !== null && call.until <= now)) return null;
  return { loan: call.loan, borrower: call.borrower };
}
