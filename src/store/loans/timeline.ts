import { unpaidOn } from '../../domain/loan/account/arrears.js';
import type { AccountFacts } from '../../domain/loan/loan-file.js';
import { accountOf } from '../../domain/loan/standing.js';
import { formatMoney } from '../../domain/money/money.js';
import { lineOf, sortTimeline, type TimelineLine } from '../../domain/preview/timeline.js';
import type { FiguresOf, Reason } from '../../domain/reason/reason.js';
import { inEnglish } from '../../domain/reason/words.js';
import { dayOf, type Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import { whyOf } from '../base/why.js';
import { readLoanFiles } from './files/loan-files.js';

/** Carried out this much later than it belonged: the timeline then says when it was really done. */
const LATE_MS = 10 * 60_000;

interface Entry {
  loan: string;
  borrower: string;
  at: Moment;
  actedAt: Moment;
  what: string;
  rule: string;
  why: Reason;
  dpd: number;
  stage: string;
  detail: Record<string, unknown>;
  status: string | null;
  reason: string | null;
  /** The loan in whose message it was said; null: in none. */
  with: string | null;
  dueAt: Moment | null;
}

/** All that happened to the loans, in the order of time; if none are named, to all loans and in the units' recurring work. */
export async function readTimeline(sql: Sql, loans: string[] | null = null): Promise<TimelineLine[]> {
  const entries = await rows<Entry>(
    sql,
    `SELECT d.loan_id AS loan, l.borrower_id AS borrower, d.at, d.acted_at AS "actedAt", d.what, d.rule, ${whyOf('d')} AS why, d.dpd, d.stage,
            d.detail, n.status, n.reason, n.due_at AS "dueAt",
            (SELECT s.loan_id FROM notices s WHERE s.notice_id = n.joined_to) AS "with"
     FROM loan_diary d JOIN loans l USING (loan_id) LEFT JOIN notices n ON n.loan_id = d.loan_id AND n.entry = d.entry
     WHERE ($1::text[] IS NULL OR d.loan_id = ANY($1))
       AND (d.what <> 'notice' OR n.status IN ('sent', 'failed', 'suppressed', 'unknown'))`,
    [loans],
  );
  const lines = withJoined(entries).map(
    ({ loan, borrower, detail, status, reason, with: said, actedAt, dueAt, ...entry }) => {
      const at = dueAt ?? (actedAt - entry.at > LATE_MS ? actedAt : entry.at);
      return lineOf(
        { ...detail, ...entry, at, ...(status ? { status, reason, with: said } : {}) } as typeof entry,
        loan,
        borrower,
      );
    },
  );
  return sortTimeline([
    ...lines,
    ...(await tasksDone(sql, loans)),
    ...(await payments(sql, loans)),
    ...(await complaints(sql, loans)),
    ...(loans === null ? [...(await duties(sql)), ...(await reports(sql))] : []),
  ]);
}

/** A task that was opened and done with one of another loan from then on is one line: that it joined. */
function withJoined(entries: Entry[]): Entry[] {
  const placeOf = (task: unknown, at: Moment) => `${at} ${task}`;
  const joins = new Map(
    entries.flatMap((it) => (it.what === 'task.join' ? [[placeOf(it.detail.task, it.at), it.detail.with]] : [])),
  );
  /** What it joined may itself have joined another in the same moment. */
  const leaderOf = (task: unknown, at: Moment): unknown => {
    const leader = joins.get(placeOf(task, at));
    return leader === undefined ? task : leaderOf(leader, at);
  };
  return entries.flatMap((it) => {
    if (it.what === 'task.join') return [];
    const leader = it.what === 'task.open' ? leaderOf(it.detail.task, it.at) : it.detail.task;
    return leader === it.detail.task ? [it] : [{ ...it, what: 'task.join', detail: { ...it.detail, with: leader } }];
  });
}

async function tasksDone(sql: Sql, loans: string[] | null): Promise<TimelineLine[]> {
  const done = await rows<{
    loan: string | null;
    borrower: string;
    at: Moment;
    task: string;
    kind: string;
    role: string;
    rule: string;
    why: Reason;
    loans: string[] | null;
  }>(
    sql,
    `SELECT t.loan_id AS loan, coalesce(l.borrower_id, c.borrower_id) AS borrower, t.ended_at AS at, t.task_id AS task, t.kind, t.role, t.rule, ${whyOf('t')} AS why,
            (SELECT array_agg(id ORDER BY id) FROM (SELECT j.loan_id AS id FROM tasks j WHERE j.joined_to = t.task_id AND j.status = 'done' UNION SELECT t.loan_id) of
             HAVING count(*) > 1) AS loans
     FROM tasks t LEFT JOIN loans l USING (loan_id) LEFT JOIN complaints c USING (complaint_id)
     WHERE t.status = 'done' AND t.joined_to IS NULL AND t.ended_at IS NOT NULL AND t.duty_id IS NULL AND ($1::text[] IS NULL OR t.loan_id = ANY($1)
       OR t.task_id IN (SELECT joined_to FROM tasks WHERE loan_id = ANY($1) AND status = 'done')
       OR c.borrower_id IN (SELECT borrower_id FROM loans WHERE loan_id = ANY($1)))`,
    [loans],
  );
  return done.map(({ loan, borrower, ...task }) => lineOf({ ...task, what: 'task.done' }, loan, borrower));
}

/** A complaint is the borrower's: it stands in the timeline of each of the borrower's loans, once. */
async function complaints(sql: Sql, loans: string[] | null): Promise<TimelineLine[]> {
  type Said = {
    at: Moment;
    what: string;
    rule: string;
    why: Reason;
    detail: { due?: Moment | null; upTo?: string | null };
  };
  const entries = await rows<Said & { complaint: string; borrower: string }>(
    sql,
    `SELECT c.complaint_id AS complaint, c.borrower_id AS borrower, d.at, d.what, d.rule, ${whyOf('d')} AS why, d.detail
     FROM diary d JOIN complaints c ON d.kind = 'complaint' AND d.subject = c.complaint_id
     WHERE $1::text[] IS NULL OR c.borrower_id IN (SELECT borrower_id FROM loans WHERE loan_id = ANY($1))`,
    [loans],
  );
  return entries.map(({ detail, ...entry }) =>
    entry.what.startsWith('task.')
      ? { ...lineOf({ ...detail, ...entry }, null, entry.borrower), complaint: entry.complaint }
      : { ...entry, due: detail.due, upTo: detail.upTo, why: inEnglish(entry.why), because: entry.why, loan: null },
  );
}

/** The recurring work of units: it belongs to no loan. */
async function duties(sql: Sql): Promise<TimelineLine[]> {
  const entries = await rows<Pick<Entry, 'at' | 'actedAt' | 'what' | 'rule' | 'why' | 'detail'>>(
    sql,
    `SELECT at, acted_at AS "actedAt", what, rule, ${whyOf('diary')} AS why, detail FROM diary WHERE kind = 'duty'
     UNION ALL
     SELECT ended_at, ended_at, 'task.done', rule, ${whyOf('tasks')}, jsonb_build_object('task', task_id, 'kind', kind, 'role', role)
     FROM tasks WHERE duty_id IS NOT NULL AND status = 'done'`,
  );
  return entries.map(({ detail, actedAt, ...entry }) =>
    lineOf({ ...detail, ...entry, at: actedAt - entry.at > LATE_MS ? actedAt : entry.at }, null, null),
  );
}

/**
 * A paper was filed: one line for each version, with its file for reading, at the minute for which it was made. How many
 * seconds its figures took is no part of what happened.
 */
async function reports(sql: Sql): Promise<TimelineLine[]> {
  type Paper = FiguresOf['paper'] & { kind: string; period: string; file: string; rule: string | null };
  const filed = await rows<Paper & { at: Moment; filedAt: Moment }>(
    sql,
    `SELECT date_trunc('minute', made_at) AS at, filed_at AS "filedAt", kind, period, name AS file, plan, as_of AS "asOf", version,
            (SELECT duty->>'rule' FROM plans p, jsonb_array_elements(content->'duties') AS duty
             WHERE p.plan = reports.plan AND p.version = reports.plan_version AND duty->>'report' = kind LIMIT 1) AS rule
     FROM reports JOIN report_files USING (report_id) WHERE format = 'pdf'`,
  );
  return filed.map(({ filedAt, at, plan, asOf, version, rule, ...it }) => {
    const why: Reason = { code: 'paper', plan, asOf, version };
    const known = { ...it, ...(rule === null ? {} : { rule }), why };
    return lineOf({ ...known, what: 'report', at: filedAt - at > LATE_MS ? filedAt : at }, null, null);
  });
}

async function payments(sql: Sql, loans: string[] | null): Promise<TimelineLine[]> {
  const paid = await rows<{ loan: string }>(
    sql,
    'SELECT DISTINCT loan_id AS loan FROM payments WHERE $1::text[] IS NULL OR loan_id = ANY($1)',
    [loans],
  );
  const files = await readLoanFiles(
    sql,
    paid.map((it) => it.loan),
    0,
  );
  return files.flatMap(({ file }) => {
    const { loan, borrower } = file;
    return file.payments.flatMap((payment, n) => {
      const before = unpaidAt(file, file.payments.slice(0, n), payment.recordedAt);
      const after = unpaidAt(file, file.payments.slice(0, n + 1), payment.recordedAt);
      const clears = [...before].filter((seq) => !after.has(seq));
      const { reference } = payment;
      const line = { what: 'payment', loan, borrower, reference };
      const at = payment.recordedAt;
      const lines: TimelineLine[] = [
        payment.amount < 0
          ? { ...line, what: 'refund', at, amount: formatMoney(-payment.amount) }
          : { ...line, at, amount: formatMoney(payment.amount), clears },
      ];
      if (payment.reversalRecordedAt !== null) {
        lines.push({
          ...line,
          at: payment.reversalRecordedAt,
          amount: formatMoney(-payment.amount),
          clears: [],
          reverses: reference,
        });
      }
      return lines;
    });
  });
}

/** Which instalments are unpaid when only these of the loan's payments have come in; the due days are those of all of them. */
function unpaidAt(file: AccountFacts, payments: AccountFacts['payments'], at: Moment): Set<number> {
  return new Set(unpaidOn({ ...accountOf(file, at), payments }, dayOf(at)).map((part) => part.seq));
}
