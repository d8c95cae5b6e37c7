import { promiseOutcome } from '../../domain/loan/relief/promises.js';
import { dueDaysNow } from '../../domain/loan/relief/relief.js';
import type { Minor } from '../../domain/money/money.js';
import type { TaskSpec } from '../../domain/plan/plan.js';
import type { Level } from '../../domain/plan/risk.js';
import type { Reason } from '../../domain/reason/reason.js';
import type { Day, Moment } from '../../domain/time/dates.js';
import { APPROVAL } from '../../domain/work/cases.js';
import { rows, type Sql } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { whyOf } from '../base/why.js';
import { readLoanFiles } from '../loans/files/loan-files.js';
import { UNOWNED } from '../staff/unowned.js';
import { ALSO_FOR, ASKED_BY } from '../work/tasks.js';
import { type Filter, inList, maskedName, ofNoLoan, type Page, parametersOf } from './filter.js';
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

/** Warnings, red before yellow before blue, the oldest first; of a page by id. */
export async function listWarnings(
  sql: Sql,
  seal: Seal,
  { open = false, page, ...filter }: Filter & { open?: boolean; page?: Page },
  now: Moment,
): Promise<ListedWarning[]> {
  const scope = filter.sight?.scope ?? 'all';
  const byId = page !== undefined;
  const found = await rows<Found & Omit<ListedWarning, keyof About>>(
    sql,
    `SELECT ${ABOUT}, w.warning_id AS warning, w.number, w.level, w.indicator, w.rule, w.opened_at AS "openedAt", w.closed_at AS "closedAt",
            (SELECT min(due_at) FROM tasks t WHERE t.warning_id = w.warning_id AND t.status = 'open') AS due
     FROM warnings w JOIN loans l USING (loan_id) JOIN borrowers b ON b.borrower_id = l.borrower_id
     WHERE ${inList(scope, { branch: 'w.of_branch' })} AND (w.closed_at IS NULL OR NOT $7) AND w.warning_id > $8
     ORDER BY ${byId ? '' : "(w.closed_at IS NOT NULL), array_position(ARRAY['red', 'yellow', 'blue'], w.level), w.opened_at,"} w.warning_id LIMIT $9`,
    [...parametersOf(filter), open, page?.after ?? '', page?.limit ?? null],
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
  /** Who has the work of it that is due first, a person or a role, and until when; null: none is open. */
  owner: string | null;
  due: Moment | null;
}

/** Cases of relief and disposal, the oldest first; of a page by id. */
export async function listCases(
  sql: Sql,
  seal: Seal,
  { open = false, page, ...filter }: Filter & { open?: boolean; page?: Page },
  now: Moment,
): Promise<ListedCase[]> {
  const scope = filter.sight?.scope ?? 'all';
  const byId = page !== undefined;
  const found = await rows<Found & Omit<ListedCase, keyof About>>(
    sql,
    `SELECT ${ABOUT}, c.case_id AS "case", c.number, c.kind, c.title, c.until_on AS until, ${whyOf('c')} AS why, c.opened_at AS "openedAt", t.owner, t.due_at AS due,
            CASE WHEN NOT c.approved THEN 'rejected' WHEN c.closed_at IS NOT NULL THEN 'closed' WHEN c.approved THEN 'approved' ELSE 'proposed' END AS state
     FROM cases c JOIN loans l USING (loan_id) JOIN borrowers b USING (borrower_id)
       LEFT JOIN LATERAL (SELECT coalesce(owner, role) AS owner, due_at FROM tasks WHERE case_id = c.case_id AND status = 'open'
                          ORDER BY due_at, task_id LIMIT 1) t ON true
     WHERE ${inList(scope, { branch: 'c.of_branch' })} AND (c.closed_at IS NULL OR NOT $7) AND c.case_id > $8
     ORDER BY ${byId ? '' : 'c.opened_at,'} c.case_id LIMIT $9`,
    [...parametersOf(filter), open, page?.after ?? '', page?.limit ?? null],
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

/** Promises to pay of open loans, by their days. `open`: those that are not judged yet. A page is one of loans; `last`: after which the next begins, null: there is none. */
export async function listPromises(
  sql: Sql,
  seal: Seal,
  { open = false, page, ...filter }: Filter & { open?: boolean; page?: Page },
  now: Moment,
): Promise<{ promises: ListedPromise[]; last: string | null }> {
  const scope = filter.sight?.scope ?? 'all';
  const found = await rows<Found>(
    sql,
    `SELECT ${ABOUT} FROM loans l JOIN borrowers b USING (borrower_id)
     WHERE ${inList(scope)} AND l.closed_at IS NULL AND EXISTS (SELECT FROM promises p WHERE p.loan_id = l.loan_id)
       AND l.loan_id > $7 ORDER BY l.loan_id LIMIT $8`,
    [...parametersOf(filter), page?.after ?? '', page?.limit ?? null],
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
  const promises = promised
    .filter((it) => !open || it.outcome === 'running')
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  return { promises, last: page && found.length === page.limit ? found.at(-1)!.loan : null };
}

export interface ListedTask {
  task: string;
  number: number;
  kind: string;
  title: string | null;
  form: string[];
  /** Lines of it whose answers change what is known, or what comes next. */
  sets: TaskSpec['sets'] | null;
  role: string;
  /** Null: nobody. */
  owner: string | null;
  due: Moment;
  late: boolean;
  rule: string;
  why: Reason;
  /** The letter that goes with it; null: none. */
  letter: string | null;
  /** The case whose approval it is: it is done by the decision. Null: of none. */
  decides: string | null;
  /** Null: the recurring work of a unit. */
  loan: string | null;
  /** The person's other loans for which it is done. */
  also: string[];
  duty: string | null;
  borrower: string | null;
  name: string | null;
  overdue: Minor | null;
  dpd: number | null;
}

/** Open tasks, the most urgent first. `page`: after a moment at which one is due, and its id. */
export async function listTasks(
  sql: Sql,
  seal: Seal,
  {
    staff,
    unowned = false,
    late = false,
    task,
    page,
    ...filter
  }: Filter & {
    staff?: string;
    /** Those that wait for somebody who may do them: none in a book without staff. */
    unowned?: boolean;
    late?: boolean;
    task?: string;
    page?: Page & { afterDue: Moment | null };
  },
  now: Moment,
): Promise<ListedTask[]> {
  const { sight, ...narrowing } = filter;
  const scope = sight?.scope ?? 'all';
  const narrowed = Object.values(narrowing).some((it) => it !== undefined);
  // Work of loans and work of none apart, so that each is found by an index of its own.
  const part = (from: string, which: string) => `(SELECT t.task_id, t.due_at FROM tasks t ${from}
       WHERE t.status = 'open' AND ($7::text IS NULL OR t.owner = $7) AND (NOT $15 OR (${UNOWNED})) AND (NOT $8 OR t.due_at < $9) AND ${which}
         AND ($5::text IS NULL OR t.loan_id = $5 OR t.task_id IN (SELECT joined_to FROM tasks j WHERE j.loan_id = $5 AND j.joined_to IS NOT NULL AND j.status <> 'cancelled'))
         AND ($11::text IS NULL OR t.task_id = $11) AND (t.due_at, t.task_id) > (coalesce($12::timestamptz, '-infinity'), $13)
       ORDER BY t.due_at, t.task_id LIMIT $14)`;
  const ofLoans = inList(scope, { ofLoan: 'true', branch: 't.of_branch' });
  const found = await rows<Omit<ListedTask, 'late' | 'name' | 'overdue' | 'dpd'> & { name: Buffer | null }>(
    sql,
    `WITH part AS (${part('JOIN loans l USING (loan_id) JOIN borrowers b USING (borrower_id)', ofLoans)}
       UNION ALL ${part('', `t.loan_id IS NULL AND NOT $10 AND ${ofNoLoan(scope, '$6')}`)} ORDER BY due_at, task_id LIMIT $14)
     SELECT t.task_id AS task, t.number, t.kind, t.title, ${ASKED_BY} AS form, t.sets, t.role, t.owner, t.due_at AS due, t.rule, ${whyOf('t')} AS why, t.duty_id AS duty,
            (SELECT letter_id FROM letters x WHERE x.task_id = t.task_id ORDER BY letter_id LIMIT 1) AS letter,
            CASE WHEN t.kind = '${APPROVAL}' THEN t.case_id END AS decides, t.loan_id AS loan, ${ALSO_FOR} AS also,
            coalesce(l.borrower_id, k.borrower_id) AS borrower, coalesce(b.name_sealed, k.name_sealed) AS name
     FROM part JOIN tasks t USING (task_id) LEFT JOIN loans l USING (loan_id) LEFT JOIN borrowers b USING (borrower_id)
       LEFT JOIN LATERAL (SELECT o.borrower_id, o.name_sealed FROM complaints c JOIN borrowers o USING (borrower_id)
         WHERE c.complaint_id = t.complaint_id) k ON true
     ORDER BY t.due_at, t.task_id`,
    [
      ...[...parametersOf(filter), staff ?? null, late, new Date(now), narrowed, task ?? null],
      ...[page?.afterDue ? new Date(page.afterDue) : null, page?.after ?? '', page?.limit ?? null, unowned],
    ],
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
