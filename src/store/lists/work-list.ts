import { promiseOutcome } from '../../domain/loan/relief/promises.js';
import { dueDaysNow } from '../../domain/loan/relief/relief.js';
import type { Minor } from '../../domain/money/money.js';
import type { Level } from '../../domain/plan/risk.js';
import type { Reason } from '../../domain/reason/reason.js';
import type { Day, Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { whyOf } from '../base/why.js';
import { readLoanFiles } from '../loans/files/loan-files.js';
import { type Filter, IN_LIST, maskedName, parametersOf } from './filter.js';
import { standingsOf } from './loan-list.js';

/** Whom and which loan a line is about, and how that stands. */
interface About {
  loan: string;
  borrower: string;
  name: string | null;
  overdue: Minor;
  dpd: number;
  manager: string | null;
}

interface Found {
  loan: string;
  borrower: string;
  name: Buffer | null;
  manager: string | null;
}

const ABOUT = 'l.loan_id AS loan, l.borrower_id AS borrower, b.name_sealed AS name, b.account_manager AS manager';

async function about<R extends Found>(
  sql: Sql,
  seal: Seal,
  found: R[],
  now: Moment,
): Promise<(Omit<R, 'name'> & About)[]> {
  const standings = await standingsOf(
    sql,
    found.map((it) => it.loan),
    now,
  );
  return found.map((it) => ({
    ...it,
    name: maskedName(seal, it.borrower, it.name),
    ...(standings.get(it.loan) ?? { overdue: 0, dpd: 0 }),
  }));
}

export interface ListedWarning extends About {
  warning: string;
  number: number;
  level: Level;
  indicator: string;
  rule: string;
  openedAt: Moment;
  /** Null: open. */
  closedAt: Moment | null;
  /** The next task of it that is due; null: none is open. */
  due: Moment | null;
}

/** Warnings, red before yellow before blue, the oldest first. */
export async function listWarnings(
  sql: Sql,
  seal: Seal,
  { open = false, ...filter }: Filter & { open?: boolean },
  now: Moment,
): Promise<ListedWarning[]> {
  const found = await rows<Found & Omit<ListedWarning, keyof About>>(
    sql,
    `SELECT ${ABOUT}, w.warning_id AS warning, w.number, w.level, w.indicator, w.rule, w.opened_at AS "openedAt", w.closed_at AS "closedAt",
            (SELECT min(due_at) FROM tasks t WHERE t.warning_id = w.warning_id AND t.status = 'open') AS due
     FROM warnings w JOIN loans l USING (loan_id) JOIN borrowers b ON b.borrower_id = l.borrower_id
     WHERE ${IN_LIST} AND (w.closed_at IS NULL OR NOT $6)
     ORDER BY (w.closed_at IS NOT NULL), array_position(ARRAY['red', 'yellow', 'blue'], w.level), w.opened_at, w.warning_id`,
    [...parametersOf(filter), open],
  );
  return about(sql, seal, found, now);
}

export interface ListedCase extends About {
  case: string;
  number: number;
  kind: string;
  title: string | null;
  state: 'proposed' | 'approved' | 'rejected' | 'closed';
  until: Day | null;
  why: Reason;
  openedAt: Moment;
}

/** Cases of relief and disposal, the oldest first. */
export async function listCases(
  sql: Sql,
  seal: Seal,
  { open = false, ...filter }: Filter & { open?: boolean },
  now: Moment,
): Promise<ListedCase[]> {
  const found = await rows<Found & Omit<ListedCase, keyof About>>(
    sql,
    `SELECT ${ABOUT}, c.case_id AS "case", c.number, c.kind, c.title, c.until_on AS until, ${whyOf('c')} AS why, c.opened_at AS "openedAt",
            CASE WHEN NOT c.approved THEN 'rejected' WHEN c.closed_at IS NOT NULL THEN 'closed' WHEN c.approved THEN 'approved' ELSE 'proposed' END AS state
     FROM cases c JOIN loans l USING (loan_id) JOIN borrowers b USING (borrower_id)
     WHERE ${IN_LIST} AND (c.closed_at IS NULL OR NOT $6) ORDER BY c.opened_at, c.case_id`,
    [...parametersOf(filter), open],
  );
  return about(sql, seal, found, now);
}

export interface ListedPromise extends About {
  promise: string;
  on: Day;
  amount: Minor;
  /** What came in for it. */
  paid: Minor;
  outcome: 'running' | 'kept' | 'part-kept' | 'broken';
}

/** Promises to pay of open loans, by their days. `open`: those that are not judged yet. */
export async function listPromises(
  sql: Sql,
  seal: Seal,
  { open = false, ...filter }: Filter & { open?: boolean },
  now: Moment,
): Promise<ListedPromise[]> {
  const found = await rows<Found>(
    sql,
    `SELECT ${ABOUT} FROM loans l JOIN borrowers b USING (borrower_id)
     WHERE ${IN_LIST} AND l.closed_at IS NULL AND EXISTS (SELECT FROM promises p WHERE p.loan_id = l.loan_id)`,
    parametersOf(filter),
  );
  const lines = await about(sql, seal, found, now);
  const files = await readLoanFiles(
    sql,
    found.map((it) => it.loan),
    now,
  );
  const promised = files.flatMap(({ file }) => {
    const line = lines.find((it) => it.loan === file.loan)!;
    return file.promises.map((it): ListedPromise => {
      const { outcome, paid } = promiseOutcome(it, file.payments, now, (at) => dueDaysNow(file, at));
      return { ...line, promise: it.id, on: it.on, amount: it.amount, paid, outcome };
    });
  });
  return promised
    .filter((it) => !open || it.outcome === 'running')
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

export interface ListedTask {
  task: string;
  number: number;
  kind: string;
  title: string | null;
  form: string[];
  role: string;
  /** Null: nobody. */
  owner: string | null;
  due: Moment;
  late: boolean;
  rule: string;
  why: Reason;
  /** The letter that goes with it; null: none. */
  letter: string | null;
  /** Null: the recurring work of a unit. */
  loan: string | null;
  duty: string | null;
  borrower: string | null;
  name: string | null;
  overdue: Minor | null;
  dpd: number | null;
}

/** Open tasks, the most urgent first. */
export async function listTasks(
  sql: Sql,
  seal: Seal,
  { staff, late = false, ...filter }: Filter & { staff?: string; late?: boolean },
  now: Moment,
): Promise<ListedTask[]> {
  const narrowed = Object.values(filter).some((it) => it !== undefined);
  const found = await rows<Omit<ListedTask, 'late' | 'name' | 'overdue' | 'dpd'> & { name: Buffer | null }>(
    sql,
    `SELECT t.task_id AS task, t.number, t.kind, t.title, t.form, t.role, t.owner, t.due_at AS due, t.rule, ${whyOf('t')} AS why, t.duty_id AS duty,
            (SELECT letter_id FROM letters x WHERE x.task_id = t.task_id ORDER BY letter_id LIMIT 1) AS letter,
            t.loan_id AS loan, l.borrower_id AS borrower, b.name_sealed AS name
     FROM tasks t LEFT JOIN loans l USING (loan_id) LEFT JOIN borrowers b USING (borrower_id)
     WHERE t.status = 'open' AND ($6::text IS NULL OR t.owner = $6) AND (NOT $7 OR t.due_at < $8)
       AND ((t.loan_id IS NULL AND NOT $9) OR (t.loan_id IS NOT NULL AND ${IN_LIST}))
     ORDER BY t.due_at, t.task_id`,
    [...parametersOf(filter), staff ?? null, late, new Date(now), narrowed],
  );
  const loans = found.flatMap((it) => it.loan ?? []);
  const standings = await standingsOf(sql, loans, now);
  return found.map(({ name, ...it }) => {
    const standing = it.loan === null ? undefined : standings.get(it.loan);
    return {
      ...it,
      name: it.borrower === null ? null : maskedName(seal, it.borrower, name),
      late: it.due < now,
      overdue: standing?.overdue ?? null,
      dpd: standing?.dpd ?? null,
    };
  });
}
