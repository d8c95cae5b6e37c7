import type pg from 'pg';
import { dayOf, type Moment } from '../../domain/time/dates.js';
import {
  COMPLAINT_RULE,
  COMPLAINT_WORK,
  type ComplaintFile,
  type ComplaintStep,
  type ComplaintTaskStep,
  solutionDue,
} from '../../domain/work/complaint.js';
import { ownerOf, whose } from '../../domain/work/staffing.js';
import { calendarNow } from '../base/calendar.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { writeDiary } from '../facts/diary.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source } from '../facts/facts.js';
import { insertTask } from '../loans/steps/task-rows.js';
import { staffToGiveWorkTo } from '../staff/staff.js';

/** Null for a complaint that is not in the database. */
export async function readComplaint(sql: Sql, complaint: string): Promise<ComplaintFile | null> {
  const [row] = await rows<Omit<ComplaintFile, 'done'> & { done: string[] | null }>(
    sql,
    `SELECT complaint_id AS complaint, opened_at AS "openedAt", solve_due AS "solveDue", due_assumed AS "dueAssumed",
            accepted_at AS "acceptedAt", solved_at AS "solvedAt", surveyed_at AS "surveyedAt",
            (SELECT array_agg(entry) FROM diary d WHERE d.kind = 'complaint' AND d.subject = c.complaint_id) AS done
     FROM complaints c WHERE complaint_id = $1`,
    [complaint],
  );
  return row ? { ...row, done: new Set(row.done) } : null;
}

/** An entry that stands in its diary already is passed over, and so is its work. */
export async function writeComplaintSteps(
  db: Begin,
  id: string,
  steps: (ComplaintStep | ComplaintTaskStep)[],
  now: Moment,
): Promise<void> {
  await transaction(db, async (client) => {
    // Locks the complaint, so that no work is opened for something that is being done at this moment.
    const [of] = await rows<{ branch: string | null; manager: string | null; done: string[] | null; ended: string[] }>(
      client,
      `SELECT b.branch, b.account_manager AS manager,
              (SELECT array_agg(entry) FROM diary d WHERE d.kind = 'complaint' AND d.subject = c.complaint_id) AS done,
              array_remove(ARRAY[CASE WHEN accepted_at IS NOT NULL THEN 'task/accept' END, CASE WHEN solved_at IS NOT NULL THEN 'task/solve' END,
                CASE WHEN surveyed_at IS NOT NULL THEN 'task/survey' END], NULL) AS ended
       FROM complaints c JOIN borrowers b USING (borrower_id) WHERE complaint_id = $1 FOR UPDATE OF c`,
      [id],
    );
    if (!of) return;
    const fresh = steps.filter((it) => !of.done?.includes(it.key) && !of.ended.includes(it.key));
    await writeDiary(
      client,
      { kind: 'complaint', id },
      fresh.map((it) => ({ ...it, rule: COMPLAINT_RULE })),
      now,
    );
    for (const step of fresh) {
      if (step.what !== 'task.open') continue;
      const { what, key, at, why, ...work } = step;
      const staff = await staffToGiveWorkTo(client, dayOf(now));
      const about = { role: work.role, branch: of.branch, manager: of.manager, another: false, ofComplaint: true };
      const its = whose(about);
      const owner = ownerOf(its.work, staff, its.near);
      await insertTask(client, { loan: null, duty: null, complaint: id, owner, at, rule: COMPLAINT_RULE, why, work });
      await leaveNudge(client, 'task', work.task, what);
    }
  });
}

/** While the complaint is open nothing goes out to this borrower (P4.8). `link`: the message whose link it came by. Answers false when it is known already. @throws FactRefused when by this id another is known */
export async function openComplaint(
  db: Begin,
  seal: Seal,
  complaint: { id: string; borrower: string; text: string; link?: string },
  source: Source,
): Promise<boolean> {
  return transaction(db, async (client) => {
    const { due, assumed } = solutionDue(await calendarNow(client), source.at);
    const borrower = await rows(client, 'SELECT 1 FROM borrowers WHERE borrower_id = $1', [complaint.borrower]);
    if (borrower.length === 0) throw new FactRefused(`no borrower ${complaint.borrower}`, 'borrower');
    const added = await client.query(
      `INSERT INTO complaints (complaint_id, borrower_id, text_sealed, opened_at, solve_due, due_assumed, link) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT DO NOTHING`,
      [
        ...[complaint.id, complaint.borrower, seal.seal(complaint.text, 'complaints.text_sealed', complaint.id)],
        ...[new Date(source.at), new Date(due), assumed, complaint.link ?? null],
      ],
    );
    if (!added.rowCount) {
      if (await isSaid(client, seal, complaint)) return false;
      throw new FactRefused(`complaint ${complaint.id} is known of another borrower, or with other words`, 'id');
    }
    await tell(client, complaint.id, 'complaint', source);
    return true;
  });
}

/** Whether it is what was said before under this id, as far as its words can still be read. */
async function isSaid(
  sql: Sql,
  seal: Seal,
  { id, borrower, text }: { id: string; borrower: string; text: string },
): Promise<boolean> {
  const [known] = await rows<{ borrower: string; text: Buffer | null }>(
    sql,
    'SELECT borrower_id AS borrower, text_sealed AS text FROM complaints WHERE complaint_id = $1',
    [id],
  );
  const words = known!.text && seal.tryOpen(known!.text, 'complaints.text_sealed', id);
  return known!.borrower === borrower && (words === null || words === text);
}

/** The complaints that came by the link of a message. */
export async function complaintsByLink(sql: Sql, notice: string): Promise<{ id: string; at: Moment; open: boolean }[]> {
  return rows(
    sql,
    `SELECT complaint_id AS id, opened_at AS at, surveyed_at IS NULL AS open FROM complaints
     WHERE link = $1 ORDER BY opened_at`,
    [notice],
  );
}

export const acceptComplaint = (db: Begin, complaint: string, source: Source) =>
  mark(
    db,
    complaint,
    'accepted_at = $2 WHERE complaint_id = $1 AND accepted_at IS NULL',
    [],
    'complaint accepted',
    source,
  );

/** A complaint that is solved without having been accepted was accepted by that. */
export const solveComplaint = (db: Begin, complaint: string, source: Source) =>
  mark(
    db,
    complaint,
    'solved_at = $2, accepted_at = coalesce(accepted_at, $2) WHERE complaint_id = $1 AND solved_at IS NULL',
    [],
    'complaint solved',
    source,
  );

/** The satisfaction call ends the complaint. */
export const surveyComplaint = (db: Begin, complaint: string, satisfied: boolean, source: Source) =>
  mark(
    db,
    complaint,
    'surveyed_at = $2, satisfied = $3 WHERE complaint_id = $1 AND surveyed_at IS NULL AND solved_at IS NOT NULL',
    [satisfied],
    'satisfaction call',
    source,
  );

async function mark(
  db: Begin,
  complaint: string,
  change: string,
  values: unknown[],
  what: string,
  source: Source,
): Promise<boolean> {
  return transaction(db, async (client) => {
    const known = await rows(client, 'SELECT 1 FROM complaints WHERE complaint_id = $1 FOR UPDATE', [complaint]);
    if (known.length === 0) throw new FactRefused(`no complaint ${complaint}`, 'complaint');
    const result = await client.query(`UPDATE complaints SET ${change}`, [complaint, new Date(source.at), ...values]);
    if (!result.rowCount) return false;
    await endWork(client, complaint, source.at);
    await tell(client, complaint, what, source);
    return true;
  });
}

/** Ends the open work of a complaint: what it asked for has happened. */
async function endWork(client: pg.PoolClient, complaint: string, at: Moment): Promise<void> {
  const ended = await rows<{ task: string }>(
    client,
    `UPDATE tasks t SET status = 'done', ended_at = $2 FROM complaints c
     WHERE t.complaint_id = $1 AND c.complaint_id = $1 AND t.status = 'open'
       AND (t.kind = $3 AND c.accepted_at IS NOT NULL OR t.kind = $4 AND c.solved_at IS NOT NULL OR t.kind = $5 AND c.surveyed_at IS NOT NULL)
     RETURNING t.task_id AS task`,
    [complaint, new Date(at), COMPLAINT_WORK.accept, COMPLAINT_WORK.solve, COMPLAINT_WORK.survey],
  );
  for (const { task } of ended) await leaveNudge(client, 'task', task, 'done');
}

/** The complaint's workflow, and the borrower's loans: they are held while it is open. */
async function tell(client: pg.PoolClient, complaint: string, what: string, source: Source): Promise<void> {
  await noteFact(client, source, what, `complaint/${complaint}`, { on: dayOf(source.at) });
  await leaveNudge(client, 'complaint', complaint, what);
  const loans = await rows<{ loan: string }>(
    client,
    `UPDATE loans l SET revision = revision + 1 FROM complaints c
     WHERE c.complaint_id = $1 AND l.borrower_id = c.borrower_id AND l.closed_at IS NULL RETURNING l.loan_id AS loan`,
    [complaint],
  );
  for (const { loan } of loans) await leaveNudge(client, 'loan', loan, what);
}
