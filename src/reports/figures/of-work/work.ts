import { rows, type Sql } from '../../../store/base/connection/database.js';
import { findPlan } from '../../../store/loans/plans.js';
import { ratio } from '../buckets.js';
import type { Values } from '../definitions.js';
import { LEADS } from '../lay-out.js';
import { type ListsOf, listBehind, when } from '../list-behind.js';
import { momentsOf, type Scope } from '../scope.js';
import { checksFor, rowsAndKinds, WAS_DUE } from './coverage.js';

/** Work of one person, role or kind. */
interface Work {
  key: string;
  /** Opened in the period. */
  opened: number;
  /** Done in the period, whenever it was due. */
  done: number;
  /** Due in the period and not cancelled before. */
  due: number;
  /** Of those due: done by their due time. */
  inTime: number;
  /** Of those due: done, but after it. */
  late: number;
  /** Open at the cut-off, and how many of them past their due time. */
  open: number;
  overdue: number;
  /** Of those due, done in time; null: none was due. */
  inTimeRate: number | null;
}

export interface Tasks {
  values: Values<'tasks'>;
  /** By owner; work without an owner by its role. */
  byPerson: Work[];
  byRole: Work[];
  byKind: Work[];
}

/** Work of people, for loans and for duties of the plan, as it was known at the cut-off. */
export async function tasks(sql: Sql, scope: Scope): Promise<Tasks> {
  const { from, until } = momentsOf(scope);
  const values = [new Date(from), new Date(until), scope.plan, !scope.part, scope.roles ?? null];
  const found = await rows<Omit<Work, 'inTimeRate'> & { dimension: string }>(sql, WORK, values);
  const by = (dimension: string): Work[] =>
    found
      .filter((it) => it.dimension === dimension)
      .map(({ dimension: _, ...it }) => ({ ...it, inTimeRate: ratio(it.inTime, it.due) }));
  const all = by('all')[0];
  const checked = checksFor(await findPlan(sql, scope.plan), 'check');
  const [checks] = await rows<{ due: number; done: number }>(sql, CHECKS, [...values, ...rowsAndKinds(checked)]);
  return {
    values: {
      'tasks-opened': all?.opened ?? 0,
      'tasks-done': all?.done ?? 0,
      'tasks-due': all?.due ?? 0,
      'tasks-in-time-rate': all?.inTimeRate ?? null,
      'tasks-open': all?.open ?? 0,
      'tasks-overdue': all?.overdue ?? 0,
      'check-coverage': ratio(checks!.done, checks!.due),
    },
    byPerson: by('person'),
    byRole: by('role'),
    byKind: by('kind'),
  };
}

/**
 * SQL: a task as it was known at $2; what happened later has not happened yet. With those of the duties of plan $3 if $4;
 * only of the roles $5, unless null.
 */
const KNOWN = `
SELECT t.task_id, t.loan_id, t.kind, t.rule, t.role, t.owner, t.opened_at, t.due_at,
       CASE WHEN t.ended_at < $2 THEN t.status ELSE 'open' END AS status,
       CASE WHEN t.ended_at < $2 THEN t.ended_at END AS ended_at
FROM tasks t LEFT JOIN book USING (loan_id) LEFT JOIN duties d USING (duty_id)
WHERE t.opened_at < $2 AND (book.loan_id IS NOT NULL OR ($4 AND d.plan = $3))
  AND ($5::text[] IS NULL OR t.role = ANY($5))
  AND ${LEADS}`;

const DONE = `status = 'done' AND ended_at >= $1`;
const IN_TIME = `${WAS_DUE} AND status = 'done' AND ended_at <= due_at`;
const OVERDUE = `status = 'open' AND due_at < $2`;

const WORK = `
SELECT g.dimension, g.key,
       count(*) FILTER (WHERE opened_at >= $1)::int AS opened,
       count(*) FILTER (WHERE ${DONE})::int AS done,
       count(*) FILTER (WHERE ${WAS_DUE})::int AS due,
       count(*) FILTER (WHERE ${IN_TIME})::int AS "inTime",
       count(*) FILTER (WHERE ${WAS_DUE} AND status = 'done' AND ended_at > due_at)::int AS late,
       count(*) FILTER (WHERE status = 'open')::int AS open,
       count(*) FILTER (WHERE ${OVERDUE})::int AS overdue
FROM (${KNOWN}) t, LATERAL (VALUES ('all', 'all'), ('person', coalesce(owner, role)), ('role', role), ('kind', kind))
  AS g (dimension, key)
GROUP BY g.dimension, g.key ORDER BY g.key COLLATE "C"`;

/** Work of the plan's checks that count as such (newest version), due in the period, and what of it was done by the end. */
const CHECKED = `SELECT * FROM (${KNOWN}) t WHERE ${WAS_DUE} AND (rule, kind) IN (SELECT * FROM unnest($6::text[], $7::text[]))`;

const CHECKS = `
SELECT count(*)::int AS due, count(*) FILTER (WHERE status = 'done')::int AS done FROM (${CHECKED}) t`;

const workThat = (part: string, whole?: string) => list('work', KNOWN, part, whole);

const list = (given: 'work' | 'checks', from: string, part: string, whole?: string) =>
  // All of them are given the same, of which not each of them asks.
  listBehind(given, `SELECT *, $1::timestamptz AS since FROM (${from}) work`, part, {
    says: { loan: 'loan_id', item: 'task_id', what: 'kind', owner: 'coalesce(owner, role)' },
    ...(whole === undefined ? {} : { whole }),
  });

export const BEHIND_TASKS: ListsOf<'tasks'> = {
  'tasks-opened': workThat(when('opened_at >= $1')),
  'tasks-done': workThat(when(DONE)),
  'tasks-due': workThat(when(WAS_DUE)),
  'tasks-in-time-rate': workThat(when(IN_TIME), when(WAS_DUE)),
  'tasks-open': workThat(when(`status = 'open'`)),
  'tasks-overdue': workThat(when(OVERDUE)),
  'check-coverage': list('checks', CHECKED, when(`status = 'done'`), '1'),
};
