import { dayOf, type Moment } from '../../domain/time/dates.js';
import { parsePeriod } from '../../domain/time/period.js';
import type { WarningFile } from '../../domain/work/warnings/warning.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Nudge } from '../base/nudges.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source, touchBorrower } from '../facts/facts.js';
import { MS } from '../loans/files/account-facts.js';

/** Null for a warning that is not in the database. */
export async function readWarning(sql: Sql, warning: string): Promise<WarningFile | null> {
  const [row] = await rows<
    Omit<WarningFile, 'done' | 'doneAt' | 'written' | 'joined' | 'despite' | 'openedAs'> & {
      openedAs: WarningFile['level'] | null;
      joined: WarningFile['joined'] | null;
      despite: string[] | null;
      written: WarningFile['written'] | null;
      done: string[] | null;
      tasks: Record<string, number> | null;
    }
  >(
    sql,
    `SELECT w.warning_id AS warning, w.loan_id AS loan, w.level, w.source, w.indicator, w.rule, w.opened_at AS "openedAt",
            w.measures, l.closed_at AS "loanClosedAt",
            (SELECT detail->>'level' FROM loan_diary d WHERE d.loan_id = w.loan_id AND d.entry = 'care/warning/' || w.warning_id) AS "openedAs",
            (SELECT json_agg(json_build_object('at', ${MS('at')}, 'level', detail->'found', 'rule', d.rule, 'why', because,
                'measures', detail->'measures') ORDER BY at, entry)
               FROM loan_diary d JOIN loans o USING (loan_id)
               WHERE o.borrower_id = w.borrower_id AND starts_with(d.entry, 'care/warning/' || w.warning_id || '/joined/')) AS joined,
            (SELECT array_agg(task_id) FROM tasks t WHERE t.warning_id = w.warning_id AND t.record ? 'despite') AS despite,
            (SELECT json_agg(json_build_object('endedAt', (extract(epoch FROM ended_at) * 1000)::bigint))
               FROM measures m JOIN tasks t USING (task_id) WHERE t.warning_id = w.warning_id) AS written,
            (SELECT array_agg(entry) FROM loan_diary d WHERE d.loan_id = w.loan_id AND d.entry LIKE 'warning/%') AS done,
            (SELECT json_object_agg(task_id, (extract(epoch FROM ended_at) * 1000)::bigint) FROM tasks t
               WHERE t.warning_id = w.warning_id AND t.status = 'done') AS tasks
     FROM warnings w JOIN loans l USING (loan_id) WHERE warning_id = $1`,
    [warning],
  );
  if (!row) return null;
  const { done, tasks, written, joined, despite, openedAs, ...file } = row;
  return {
    ...file,
    openedAs: openedAs ?? file.level,
    joined: joined ?? [],
    despite: new Set(despite),
    written: written ?? [],
    done: new Set(done),
    doneAt: new Map(Object.entries(tasks ?? {})),
  };
}

/** `lookAgainAt`: its loan is told, which looks then whether its condition still holds; null: nothing is looked at. */
export async function closeWarning(sql: Sql, warning: string, at: Moment, lookAgainAt: Moment | null): Promise<void> {
  const look = lookAgainAt === null ? null : new Date(lookAgainAt);
  await sql.query(
    'UPDATE warnings SET closed_at = $2, look_again_at = $3 WHERE warning_id = $1 AND closed_at IS NULL',
    [warning, new Date(at), look],
  );
  if (look !== null)
    await sql.query(
      `INSERT INTO nudges (kind, subject, reason) SELECT 'loan', loan_id, 'warning closed' FROM warnings WHERE warning_id = $1`,
      [warning],
    );
}

/** Those of them that are open and only wait for the end of their condition: their workflows are to look. Answers the nudges. */
export async function tellThatWait(sql: Sql, warnings: readonly string[]): Promise<Nudge[]> {
  if (warnings.length === 0) return [];
  return rows<Nudge>(
    sql,
    `INSERT INTO nudges (kind, subject, reason) SELECT 'warning', warning_id, 'holds no more' FROM warnings w
     WHERE warning_id = ANY($1) AND closed_at IS NULL
       AND NOT EXISTS (SELECT FROM tasks t WHERE t.warning_id = w.warning_id AND t.status IN ('open', 'joined'))
     RETURNING nudge_id AS "nudgeId", kind, subject, reason`,
    [warnings],
  );
}

/**
 * News from outside about a borrower (P1.6, P5.10): the rules of the plan say what it opens. The same news on the same
 * day is the same fact.
 */
export async function recordSignal(
  db: Begin,
  signal: { borrower: string; source: string; kind: string },
  source: Source,
): Promise<boolean> {
  const { borrower, kind } = signal;
  return transaction(db, async (client) => {
    await touchBorrower(client, borrower);
    const at = new Date(source.at);
    const known = await rows(
      client,
      `SELECT 1 FROM signals WHERE borrower_id = $1 AND source = $2 AND kind = $3
         AND (at AT TIME ZONE 'Asia/Shanghai')::date = ($4::timestamptz AT TIME ZONE 'Asia/Shanghai')::date`,
      [borrower, signal.source, kind, at],
    );
    if (known.length > 0) return false;
    await client.query('INSERT INTO signals (borrower_id, source, kind, at) VALUES ($1, $2, $3, $4)', [
      borrower,
      signal.source,
      kind,
      at,
    ]);
    await noteFact(client, source, 'signal', `borrower/${borrower}`, { source: signal.source, kind });
    return true;
  });
}

/** A figure of the borrower for a period, `2026-Q3`. A figure that is there with another value is corrected. */
export async function recordIndicator(
  db: Begin,
  indicator: { borrower: string; name: string; period: string; value: number },
  source: Source,
): Promise<boolean> {
  const { borrower, name, period, value } = indicator;
  if (parsePeriod(period)!.from > dayOf(source.at))
    throw new FactRefused(`${name} of ${period}: the period has not begun`, 'period');
  return transaction(db, async (client) => {
    await touchBorrower(client, borrower);
    const [known] = await rows<{ same: boolean }>(
      client,
      `SELECT value = $4::numeric AS same FROM indicators WHERE borrower_id = $1 AND name = $2 AND period = $3
       ORDER BY recorded_at DESC LIMIT 1`,
      [borrower, name, period, value],
    );
    if (known?.same) return false;
    await client.query(
      `INSERT INTO indicators (borrower_id, name, period, value, recorded_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (borrower_id, name, period, recorded_at) DO UPDATE SET value = EXCLUDED.value`,
      [borrower, name, period, value, new Date(source.at)],
    );
    await noteFact(client, source, 'indicator', `borrower/${borrower}`, { name, period, value });
    return true;
  });
}

/** Whether a warning proved right (P5.1), said by the risk manager at its closure or later. */
export async function judgeWarning(db: Begin, warning: string, right: boolean, source: Source): Promise<boolean> {
  return transaction(db, async (client) => {
    const [row] = await rows<{ right: boolean | null; loan: string }>(
      client,
      'SELECT proved_right AS right, loan_id AS loan FROM warnings WHERE warning_id = $1 FOR UPDATE',
      [warning],
    );
    if (!row) throw new FactRefused(`no warning ${warning}`, 'warning');
    if (row.right === right) return false;
    await client.query('UPDATE warnings SET proved_right = $2 WHERE warning_id = $1', [warning, right]);
    await noteFact(client, source, 'warning judged', `loan/${row.loan}`, { warning, right });
    await leaveNudge(client, 'warning', warning, 'judged');
    return true;
  });
}
