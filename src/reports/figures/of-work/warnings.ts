import { rows, type Sql } from '../../../store/base/connection/database.js';
import { ratio } from '../buckets.js';
import type { Values } from '../definitions.js';
import { dayOfMoment } from '../lay-out.js';
import { type ListsOf, listBehind, when } from '../list-behind.js';
import { momentsOf, type Scope } from '../scope.js';

/** Warnings of one level or by one indicator. */
interface WarningGroup {
  key: string;
  opened: number;
  closed: number;
  /** At the cut-off. */
  open: number;
}

/** Relief and disposal cases of one kind, by the name that the plan gives it, such as its group (P2.7). */
interface CaseGroup extends WarningGroup {
  approved: number;
  rejected: number;
}

export interface Warnings {
  values: Values<'warnings'>;
  byLevel: WarningGroup[];
  byIndicator: WarningGroup[];
  cases: CaseGroup[];
}

/** Risk signals and what was done about them, cases of relief and disposal, promises to pay; as known at the cut-off. */
export async function warnings(sql: Sql, scope: Scope): Promise<Warnings> {
  const { from, until } = momentsOf(scope);
  const period = [new Date(from), new Date(until)];
  const found = await rows<WarningGroup & { dimension: string }>(sql, WARNINGS, period);
  const by = (dimension: string): WarningGroup[] =>
    found.filter((it) => it.dimension === dimension).map(({ dimension: _, ...it }) => it);
  const all = by('all')[0];
  const [more] = await rows<Record<string, number>>(sql, MORE, period);
  const [work] = await rows<{ due: number; inTime: number }>(sql, WORK, period);
  const [promises] = await rows<{ due: number; kept: number }>(sql, PROMISES, [scope.from, scope.asOf]);
  return {
    values: {
      'warnings-opened': all?.opened ?? 0,
      'new-warned-borrowers': more!.warned!,
      'warnings-closed': all?.closed ?? 0,
      'warnings-open': all?.open ?? 0,
      'warning-work-in-time-rate': ratio(work!.inTime, work!.due),
      'warning-accuracy': ratio(more!.right!, more!.judged!),
      'key-monitored-borrowers': more!.monitored!,
      'promises-due': promises!.due,
      'promise-kept-rate': ratio(promises!.kept, promises!.due),
    },
    byLevel: by('level'),
    byIndicator: by('indicator'),
    cases: await rows<CaseGroup>(sql, CASES, period),
  };
}

const IS_CLOSED = '(closed_at < $2)';

const WARNINGS = `
SELECT g.dimension, g.key, count(*) FILTER (WHERE opened_at >= $1)::int AS opened,
       count(*) FILTER (WHERE closed_at >= $1 AND ${IS_CLOSED})::int AS closed,
       count(*) FILTER (WHERE ${IS_CLOSED} IS NOT TRUE)::int AS open
FROM warnings JOIN book USING (loan_id),
     LATERAL (VALUES ('all', 'all'), ('level', level), ('indicator', indicator)) AS g (dimension, key)
WHERE opened_at < $2 GROUP BY g.dimension, g.key ORDER BY g.key COLLATE "C"`;

/** Accuracy is judged of warnings closed in the period at whose closure somebody said whether they had proved right. */
const MORE = `
SELECT count(DISTINCT w.borrower_id) FILTER (WHERE opened_at >= $1)::int AS warned,
       count(*) FILTER (WHERE closed_at >= $1 AND ${IS_CLOSED} AND proved_right IS NOT NULL)::int AS judged,
       count(*) FILTER (WHERE closed_at >= $1 AND ${IS_CLOSED} AND proved_right)::int AS right,
       count(DISTINCT w.borrower_id) FILTER (WHERE key_monitoring AND ${IS_CLOSED} IS NOT TRUE)::int AS monitored
FROM warnings w JOIN book USING (loan_id) WHERE opened_at < $2`;

/** The pieces of work of warning cases (form, review, measures, closure) that were due in the period. */
const WORK_DUE = `
SELECT task_id, loan_id, tasks.kind, coalesce(owner, role) AS owner, status = 'done' AND ended_at <= due_at AS in_time FROM tasks JOIN book USING (loan_id)
WHERE warning_id IS NOT NULL AND due_at >= $1 AND due_at < $2
  AND NOT (status = 'cancelled' AND ended_at <= due_at)`;

const WORK = `SELECT count(*)::int AS due, count(*) FILTER (WHERE in_time)::int AS "inTime" FROM (${WORK_DUE}) work`;

const CASES = `
SELECT coalesce(c.title, c.kind) AS key, count(*) FILTER (WHERE opened_at >= $1)::int AS opened,
       count(*) FILTER (WHERE decided_at >= $1 AND decided_at < $2 AND approved)::int AS approved,
       count(*) FILTER (WHERE decided_at >= $1 AND decided_at < $2 AND NOT approved)::int AS rejected,
       count(*) FILTER (WHERE closed_at >= $1 AND ${IS_CLOSED})::int AS closed,
       count(*) FILTER (WHERE ${IS_CLOSED} IS NOT TRUE)::int AS open
FROM cases c JOIN book USING (loan_id) WHERE opened_at < $2 GROUP BY 1 ORDER BY coalesce(c.title, c.kind) COLLATE "C"`;

/**
 * Kept when what was paid by its day, recorded after it was made and not taken back, reaches its amount, as in
 * src/domain/loan/relief/promises.ts; or when the diary says last that it was kept, though less came (nothing due was left unpaid).
 */
const PROMISED = `
SELECT promise_id, loan_id, amount, coalesce(came >= amount OR said = 'promise.kept', false) AS kept
FROM (SELECT p.promise_id, p.loan_id, p.amount, coalesce(sum(m.amount), 0) AS came,
        (SELECT what FROM loan_diary d WHERE d.loan_id = p.loan_id AND d.what LIKE 'promise.%' AND d.detail->>'promise' = p.promise_id
           AND ${dayOfMoment('d.at')} <= $2::date ORDER BY d.at DESC, d.acted_at DESC LIMIT 1) AS said
      FROM promises p JOIN book USING (loan_id)
      LEFT JOIN money m ON m.n = book.n AND m.recorded_at >= p.made_at
        AND m.paid_on <= promised_on AND (m.reversed_on IS NULL OR m.reversed_on > $2::date) AND m.amount > 0
      WHERE promised_on BETWEEN $1 AND $2 AND ${dayOfMoment('made_at')} <= $2::date GROUP BY p.promise_id, p.loan_id, p.amount) p`;

const PROMISES = `SELECT count(*)::int AS due, count(*) FILTER (WHERE kept)::int AS kept FROM (${PROMISED}) promised`;

const OPENED = 'opened_at >= $1';
const CLOSED = `closed_at >= $1 AND ${IS_CLOSED}`;
const OPEN = `${IS_CLOSED} IS NOT TRUE`;
const JUDGED = `${CLOSED} AND proved_right IS NOT NULL`;
// All of them are given the same, of which not each of them asks.
const KNOWN = 'SELECT w.*, $1::timestamptz AS since FROM warnings w JOIN book USING (loan_id) WHERE opened_at < $2';
const borrowersThat = (is: string) =>
  listBehind('moments', `SELECT borrower_id FROM (${KNOWN}) w WHERE ${is} GROUP BY borrower_id`, '1', {
    says: { borrower: 'borrower_id' },
  });
const warningsThat = (part: string, whole?: string) =>
  listBehind('moments', KNOWN, part, {
    says: { loan: 'loan_id', borrower: 'borrower_id', item: 'warning_id', what: 'indicator' },
    ...(whole === undefined ? {} : { whole }),
  });
const SAYS_PROMISE = { loan: 'loan_id', item: 'promise_id', amount: 'amount' };

export const BEHIND_WARNINGS: ListsOf<'warnings'> = {
  'warnings-opened': warningsThat(when(OPENED)),
  'new-warned-borrowers': borrowersThat(OPENED),
  'warnings-closed': warningsThat(when(CLOSED)),
  'warnings-open': warningsThat(when(OPEN)),
  'warning-work-in-time-rate': listBehind('moments', WORK_DUE, when('in_time'), {
    whole: '1',
    says: { loan: 'loan_id', item: 'task_id', what: 'kind', owner: 'owner' },
  }),
  'warning-accuracy': warningsThat(when(`${JUDGED} AND proved_right`), when(JUDGED)),
  'key-monitored-borrowers': borrowersThat(`key_monitoring AND ${OPEN}`),
  'promises-due': listBehind('days', PROMISED, '1', { says: SAYS_PROMISE }),
  'promise-kept-rate': listBehind('days', PROMISED, when('kept'), { whole: '1', says: SAYS_PROMISE }),
};
