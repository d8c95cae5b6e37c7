import type { Day, Moment } from '../../domain/time/dates.js';
import { type Database, rows, type Sql, transaction } from '../../store/base/connection/database.js';
import { LONG } from '../../store/base/connection/session.js';
import { sha256Of } from '../../store/base/sha256.js';
import { type Change, canonical, changesBetween } from './compare.js';
import type { ShownChange } from './compare-sections.js';

/** Which report. */
export interface ReportKey {
  plan: string;
  kind: string;
  /** The borrower whom alone it is about; empty: the plan's whole book. */
  borrower: string;
  /** As written: 2026-10, 2026-Q3 … */
  period: string;
  currency: string;
}

/** A report's figures as they were frozen. */
export interface Frozen extends ReportKey {
  id: number;
  /** 1, 2 …: the figures of a later version came out otherwise. */
  version: number;
  /** The last day whose facts are in it. */
  asOf: Day;
  madeAt: Moment;
  planVersion: number;
  figures: object;
  /** Of the figures. */
  sha256: string;
  /** Against the version before, at most a thousand; null: the first version. */
  changed: Change[] | null;
  /** The same as the paper's readers know it; null: the first version, or one of before this was kept. */
  changedInWords: ShownChange[] | null;
}

/** A ledger of a hundred thousand borrowers changes in every line. */
const MOST_CHANGES = 1000;

/**
 * `inWords`: what differs between two versions as readers know it.
 * Keeps the figures for ever. The same figures as the newest version's make no new one; others make the next version, which
 * says what changed: what was once reported never changes silently.
 */
export async function freeze(
  db: Database,
  key: ReportKey,
  made: { asOf: Day; madeAt: Moment; planVersion: number; figures: object },
  inWords: (before: object, after: object) => ShownChange[],
): Promise<{ report: Frozen; news: boolean }> {
  const text = canonical(made.figures);
  const hash = sha256Of(text);
  return transaction(
    db,
    async (client) => {
      await client.query(`SELECT pg_advisory_xact_lock(hashtext('report/' || $1))`, [Object.values(key).join('/')]);
      const newest = await newestReport(client, key);
      if (newest?.sha256 === hash) return { report: newest, news: false };
      const changes = newest && changesBetween(newest.figures, JSON.parse(text));
      const changed = newest && [
        ...changes!.slice(0, MOST_CHANGES),
        ...(changes!.length > MOST_CHANGES ? [{ at: `and ${changes!.length - MOST_CHANGES} more` }] : []),
      ];
      await client.query(
        `INSERT INTO reports (plan, kind, borrower_id, period, currency, version, as_of, made_at, plan_version, figures, sha256, changed, changed_in_words)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [
          key.plan,
          key.kind,
          key.borrower,
          key.period,
          key.currency,
          (newest?.version ?? 0) + 1,
          made.asOf,
          new Date(made.madeAt),
          made.planVersion,
          text,
          hash,
          changed && JSON.stringify(changed),
          newest && JSON.stringify(inWords(newest.figures, made.figures).slice(0, MOST_CHANGES)),
        ],
      );
      return { report: (await newestReport(client, key))!, news: true };
    },
    LONG,
  );
}

const COLUMNS = `report_id AS id, plan, kind, borrower_id AS borrower, period, currency, version, as_of AS "asOf", made_at AS "madeAt", plan_version AS "planVersion", figures, sha256, changed, changed_in_words AS "changedInWords"`;

/** Null: never made. */
export async function newestReport(sql: Sql, key: ReportKey): Promise<Frozen | null> {
  const [found] = await rows<Frozen>(
    sql,
    `SELECT ${COLUMNS} FROM reports WHERE plan = $1 AND kind = $2 AND borrower_id = $3 AND period = $4 AND currency = $5
     ORDER BY version DESC LIMIT 1`,
    [key.plan, key.kind, key.borrower, key.period, key.currency],
  );
  return found ?? null;
}

/** A version as it was frozen; null: there is none. `currency` left out: whichever was made last. */
export async function versionOf(
  sql: Sql,
  key: Omit<ReportKey, 'currency'> & { currency?: string },
  version: number,
): Promise<Frozen | null> {
  const [found] = await rows<Frozen>(
    sql,
    `SELECT ${COLUMNS} FROM reports
     WHERE plan = $1 AND kind = $2 AND borrower_id = $3 AND period = $4 AND ($5::text IS NULL OR currency = $5) AND version = $6
     ORDER BY report_id DESC LIMIT 1`,
    [key.plan, key.kind, key.borrower, key.period, key.currency ?? null, version],
  );
  return found ?? null;
}

/** @throws an Error for a number that no report has */
export async function reportById(sql: Sql, id: number): Promise<Frozen> {
  const [found] = await rows<Frozen>(sql, `SELECT ${COLUMNS} FROM reports WHERE report_id = $1`, [id]);
  if (!found) throw new Error(`no report ${id}`);
  return found;
}
