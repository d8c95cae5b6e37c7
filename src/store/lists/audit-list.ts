import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';

export interface AuditEntry {
  id: number;
  at: Moment;
  actor: string;
  what: string;
  subject: string;
  /** Of steps: each of them. */
  detail: Record<string, unknown> | Record<string, unknown>[];
}

/** Which entries; null: of anything. */
export interface AuditSought {
  subject: string | null;
  /** The id of a loan, borrower, person, task …: what is about it, and about what is of a loan. */
  about: string | null;
  actor: string | null;
  what: string | null;
  from: Moment | null;
  /** Not included. */
  until: Moment | null;
  /** Only who saw what is personal. */
  looks: boolean;
}

/** What an id may be of, each a subject. */
const OF = [
  'loan',
  'borrower',
  'staff',
  'task',
  'case',
  'warning',
  'complaint',
  'payment',
  'duty',
  'user',
  'key',
  'plan',
];
/** What is of a loan has its id before its own. */
const OF_LOAN = ['task', 'case', 'duty'];
/** SQL, so written that an index finds it: by the kinds of its condition, and each beginning by itself. */
const BEGINS_SO = `subject ~ '^(${OF_LOAN.join('|')})/' AND (${OF_LOAN.map((_, n) => `subject ^@ ($3::text[])[${n + 1}]`).join(' OR ')})`;

/** Entries of the audit log after one, the first first; `newest`: before one, the last first. */
export async function auditEntries(
  sql: Sql,
  {
    subject,
    about,
    actor,
    what,
    from,
    until,
    looks,
    after,
    limit,
    newest,
  }: AuditSought & { after: number; limit: number; newest: boolean },
): Promise<AuditEntry[]> {
  const subjects = about === null ? null : [about, ...OF.map((kind) => `${kind}/${about}`)];
  const beginnings = about === null ? null : OF_LOAN.map((kind) => `${kind}/${about}/`);
  return rows(
    sql,
    `SELECT audit_id AS id, at, actor, what, subject, detail FROM audit_log
     WHERE ($1::text IS NULL OR subject = $1)
       AND ($2::text[] IS NULL OR subject = ANY($2) OR ${BEGINS_SO})
       AND ($4::text IS NULL OR actor = $4 OR actor = 'staff/' || $4) AND ($5::text IS NULL OR what = $5)
       AND ($6::timestamptz IS NULL OR at >= $6) AND ($7::timestamptz IS NULL OR at < $7) AND (NOT $8 OR ${LOOKS})
       AND ${newest ? '($9::bigint = 0 OR audit_id < $9)' : 'audit_id > $9'} ORDER BY audit_id ${newest ? 'DESC' : ''} LIMIT $10`,
    [
      ...[subject, subjects, beginnings, actor, what],
      ...[from, until].map((it) => (it === null ? null : new Date(it))),
      ...[looks, after, limit],
    ],
  );
}

/** In SQL: that somebody saw what is personal, or took a file of it. */
export const LOOKS = `(what LIKE '% read' OR what IN ('audit export', 'person sought'))`;
