import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';

export interface AuditEntry {
  id: number;
  at: Moment;
  actor: string;
  what: string;
  subject: string;
  detail: Record<string, unknown>;
}

/** Entries of the audit log after one, the first first; `subject` null: about anything. */
export const auditEntries = (
  sql: Sql,
  { subject, after, limit }: { subject: string | null; after: number; limit: number },
): Promise<AuditEntry[]> =>
  rows(
    sql,
    `SELECT audit_id AS id, at, actor, what, subject, detail FROM audit_log
     WHERE ($1::text IS NULL OR subject = $1) AND audit_id > $2 ORDER BY audit_id LIMIT $3`,
    [subject, after, limit],
  );
