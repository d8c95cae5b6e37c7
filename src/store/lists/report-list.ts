import type { Day, Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';

export interface ListedReport {
  report: number;
  plan: string;
  kind: string;
  period: string;
  currency: string;
  version: number;
  asOf: Day;
  madeAt: Moment;
  sha256: string;
  files: string[];
}

/** Which papers: null: of every plan, of every kind; `reader` null: who sees all of them, else who has been sent them. */
export interface PapersAsked {
  plan: string | null;
  kind: string | null;
  reader: string | null;
}

/** SQL: what the reader, a parameter, was sent; who sees all is none. */
const sentTo = (mine: boolean, reader: string) =>
  mine
    ? `r.report_id IN (SELECT d.report_id FROM report_deliveries d WHERE d.staff_id = ${reader})`
    : `${reader}::text IS NULL`;

/** Papers after one, in the order in which they were made; `newest`: the other way round, from the last one if `after` is 0. */
export async function listReports(
  sql: Sql,
  { plan, kind, reader, after, limit, newest }: PapersAsked & { after: number; limit: number; newest: boolean },
): Promise<ListedReport[]> {
  const mine = reader !== null;
  return rows(
    sql,
    `SELECT report_id AS report, plan, kind, period, currency, version, as_of AS "asOf", made_at AS "madeAt", sha256,
            ARRAY(SELECT format FROM report_files f WHERE f.report_id = r.report_id ORDER BY format) AS files
     FROM reports r WHERE ($1::text IS NULL OR plan = $1) AND ($2::text IS NULL OR kind = $2) AND ${sentTo(mine, '$5')}
       AND ${newest ? '($3::bigint = 0 OR report_id < $3)' : 'report_id > $3'} ORDER BY report_id ${newest ? 'DESC' : ''} LIMIT $4`,
    [plan, kind, after, limit, reader],
  );
}

/** Whether there is such a paper, and the reader may read it. */
export async function mayRead(sql: Sql, report: number, reader: string | null): Promise<boolean> {
  const mine = reader !== null;
  const asked = [report, reader];
  return (await rows(sql, `SELECT FROM reports r WHERE report_id = $1 AND ${sentTo(mine, '$2')}`, asked)).length > 0;
}

/** Null: there is no such report. */
export async function reportFigures(sql: Sql, report: number): Promise<unknown> {
  const [found] = await rows<{ figures: unknown }>(sql, 'SELECT figures FROM reports WHERE report_id = $1', [report]);
  return found?.figures ?? null;
}

/** Null: there is no such file. */
export async function reportFile(
  sql: Sql,
  report: number,
  format: string,
): Promise<{ name: string; bytes: Buffer; sha256: string } | null> {
  const [found] = await rows<{ name: string; bytes: Buffer; sha256: string }>(
    sql,
    'SELECT name, bytes, sha256 FROM report_files WHERE report_id = $1 AND format = $2',
    [report, format],
  );
  return found ?? null;
}

/** A paper by the name of its files: `04-personal_monthly-report_2026-10_v1`. */
export interface NamedPaper {
  report: number;
  name: string;
  version: number;
}

const NAMED = `
SELECT r.report_id AS report, coalesce((SELECT regexp_replace(min(f.name), '[.][a-z]+$', '') FROM report_files f WHERE f.report_id = r.report_id),
         concat_ws('_', r.plan, r.kind, r.period, nullif(r.borrower_id, ''), 'v' || r.version)) AS name, r.version
FROM reports r`;

/** The papers that are called so, by number, by name with or without the version, or by kind; the newest first. */
export const papersNamed = (sql: Sql, text: string): Promise<NamedPaper[]> =>
  rows<NamedPaper>(
    sql,
    `SELECT report, name, version FROM (${NAMED}) n
     WHERE report::text = $1 OR name = $1 OR regexp_replace(name, '_v[0-9]+$', '') = $1
       OR report IN (SELECT report_id FROM reports WHERE kind = $1) ORDER BY report DESC`,
    [text],
  );

/** The last that were made. */
export const newestPapers = (sql: Sql): Promise<NamedPaper[]> =>
  rows<NamedPaper>(sql, `SELECT * FROM (${NAMED}) n ORDER BY report DESC LIMIT 12`, []);
