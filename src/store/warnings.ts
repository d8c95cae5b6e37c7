import type { Moment } from '../domain/dates.js';
import { levelOf, type WarningFile } from '../domain/warning.js';
import { type Database, rows, type Sql, transaction } from './database.js';
import { FactRefused } from './fact-refused.js';
import { leaveNudge, noteFact, type Source } from './facts.js';

/** Null for a warning that is not in the database. */
export async function readWarning(sql: Sql, warning: string): Promise<WarningFile | null> {
  const [row] = await rows<
    Omit<WarningFile, 'done' | 'doneAt'> & { done: string[] | null; tasks: Record<string, number> | null }
  >(
    sql,
    `SELECT w.warning_id AS warning, w.loan_id AS loan, w.level, w.source, w.indicator, w.opened_at AS "openedAt",
            l.closed_at AS "loanClosedAt",
            (SELECT array_agg(entry) FROM diary d WHERE d.loan_id = w.loan_id AND d.entry LIKE 'warning/%') AS done,
            (SELECT json_object_agg(task_id, (extract(epoch FROM ended_at) * 1000)::bigint) FROM tasks t
               WHERE t.loan_id = w.loan_id AND t.status = 'done' AND t.kind LIKE 'warning-%') AS tasks
     FROM warnings w JOIN loans l USING (loan_id) WHERE warning_id = $1`,
    [warning],
  );
  if (!row) return null;
  const { done, tasks, ...file } = row;
  return { ...file, done: new Set(done), doneAt: new Map(Object.entries(tasks ?? {})) };
}

export async function closeWarning(sql: Sql, warning: string, at: Moment): Promise<void> {
  await sql.query('UPDATE warnings SET closed_at = $2 WHERE warning_id = $1 AND closed_at IS NULL', [
    warning,
    new Date(at),
  ]);
}

/**
 * A signal from outside (P1.6, P5.10) opens a warning about the borrower, kept with the borrower's oldest open loan.
 * The same signal while its warning is open opens none. Answers the warning's id; null when there is nothing to warn of.
 */
export async function recordSignal(
  db: Database,
  signal: { borrower: string; source: string; kind: string },
  source: Source,
): Promise<string | null> {
  return transaction(db, async (client) => {
    const [loan] = await rows<{ loan: string }>(
      client,
      `SELECT loan_id AS loan FROM loans WHERE borrower_id = $1 AND closed_at IS NULL AND taken_in_at IS NOT NULL
       ORDER BY disbursed_on, loan_id LIMIT 1`,
      [signal.borrower],
    );
    if (!loan) throw new FactRefused(`borrower ${signal.borrower} has no open loan`);
    await noteFact(client, source, 'signal', `borrower/${signal.borrower}`, {
      source: signal.source,
      kind: signal.kind,
    });
    const open = await rows(
      client,
      'SELECT 1 FROM warnings WHERE borrower_id = $1 AND source = $2 AND indicator = $3 AND closed_at IS NULL',
      [signal.borrower, signal.source, signal.kind],
    );
    if (open.length > 0) return null;
    const [{ n }] = (await rows<{ n: number }>(
      client,
      'SELECT count(*)::int + 1 AS n FROM warnings WHERE borrower_id = $1',
      [signal.borrower],
    )) as [{ n: number }];
    const id = `${signal.borrower}-${n}`;
    await client.query(
      'INSERT INTO warnings (warning_id, borrower_id, loan_id, level, source, indicator, opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [id, signal.borrower, loan.loan, levelOf(signal.kind), signal.source, signal.kind, new Date(source.at)],
    );
    await leaveNudge(client, 'warning', id, 'signal');
    return id;
  });
}
