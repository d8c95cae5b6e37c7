import { stringify } from 'csv-stringify/sync';
import { documentsOf } from '../../domain/care/occasions.js';
import { sceneOf } from '../../domain/scene/scene.js';
import { dayOf, type Moment, parseMoment } from '../../domain/time/dates.js';
import { type Begin, type Database, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { sha256Of } from '../base/sha256.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';
import { readLoanFiles } from '../loans/files/loan-files.js';
import type { PlanReader } from '../loans/plans.js';

interface HandOver {
  from: string;
  to: string;
  /** Why a document is missing, by `L1:contract/paper`. */
  explained: Record<string, string>;
}

const HEADER = ['borrower_id', 'loan_id', 'document', 'form', 'state', 'filed_on', 'filed_by', 'sha256', 'explanation'];

/**
 * The list of an account manager's archive for whoever takes it over (P2.12), as CSV: what is filed of each open loan, and
 * each gap with its explanation. Kept sealed; who looks after the borrowers is changed in the book, not here.
 * @throws FactRefused for a gap that nobody has explained, an explanation of no gap, and people who are not known
 */
export async function handOverArchive(
  db: Database,
  seal: Seal,
  planOf: PlanReader,
  { from, to, explained }: HandOver,
  source: Source,
): Promise<{ csv: string; loans: number; gaps: number }> {
  return transaction(db, async (client) => {
    const people = await rows<{ staff: string }>(
      client,
      'SELECT staff_id AS staff FROM staff WHERE staff_id = ANY($1)',
      [[from, to]],
    );
    for (const it of [from, to])
      if (!people.some(({ staff }) => staff === it))
        throw new FactRefused(`no staff ${it}`, it === from ? 'from' : 'to');
    if (from === to) throw new FactRefused('nobody hands over to himself', 'to');
    const loans = await rows<{ loan: string }>(
      client,
      `SELECT loan_id AS loan FROM loans JOIN borrowers USING (borrower_id)
       WHERE account_manager = $1 AND closed_at IS NULL AND taken_in_at IS NOT NULL ORDER BY borrower_id, loan_id`,
      [from],
    );
    const names = loans.map((it) => it.loan);
    const filed = await rows<{ loan: string; name: string; at: Moment; by: string; sha256: string | null }>(
      client,
      `SELECT loan_id AS loan, document || '/' || form AS name, filed_at AS at, filed_by AS by, sha256
       FROM archive_documents WHERE loan_id = ANY($1) ORDER BY loan_id, document, form`,
      [names],
    );
    const files = await readLoanFiles(client, names, source.at);
    const lines: string[][] = [];
    const gaps: string[] = [];
    for (const loan of names) {
      const stored = files.find((it) => it.file.loan === loan)!;
      const { borrower, state } = stored.file;
      const line = (name: string, ...rest: string[]) => {
        const [, document, form] = /^([^/]*)\/(.*)$/.exec(name)!;
        lines.push([borrower, loan, document!, form!, ...rest]);
      };
      for (const it of filed.filter((one) => one.loan === loan))
        line(it.name, 'filed', dayOf(it.at), it.by, it.sha256 ?? '', '');
      const scene = sceneOf(stored.file, await planOf(stored.plan, client), source.at);
      for (const { name } of documentsOf(scene, state).filter((it) => it.missing)) {
        gaps.push(`${loan}:${name}`);
        line(name, 'missing', '', '', '', explained[`${loan}:${name}`] ?? '');
      }
    }
    const unexplained = gaps.filter((it) => !explained[it]?.trim());
    if (unexplained.length > 0)
      throw new FactRefused(`missing without an explanation: ${unexplained.join(', ')}`, 'explained');
    const needless = Object.keys(explained).filter((it) => !gaps.includes(it));
    if (needless.length > 0) throw new FactRefused(`not missing: ${needless.join(', ')}`, 'explained');

    const csv = stringify([HEADER, ...lines], { escape_formulas: true });
    const sha256 = sha256Of(csv);
    await client.query(
      'INSERT INTO archive_handovers (from_staff, to_staff, at, by_actor, sha256, list_sealed) VALUES ($1, $2, $3, $4, $5, $6)',
      [from, to, new Date(source.at), source.actor, sha256, seal.seal(csv, 'archive_handovers.list_sealed', sha256)],
    );
    for (const loan of names)
      await noteFact(client, source, 'archive handed over', `loan/${loan}`, {
        from,
        to,
        sha256,
        gaps: gaps.filter((it) => it.startsWith(`${loan}:`)),
      });
    return { csv, loans: names.length, gaps: gaps.length };
  });
}

/**
 * A person looks at a document of the archive, on paper or on the screen of another system (P4.10). `by` and `at` are what
 * that system says: who looked, and when.
 */
export async function noteLook(
  db: Begin,
  look: { loan: string; document: string; reason: string; by?: string | undefined; at?: string | undefined },
  source: Source,
): Promise<boolean> {
  const { loan, document, ...said } = look;
  if (said.at !== undefined && parseMoment(said.at)! > source.at)
    throw new FactRefused(`a look at ${said.at}: has not been yet`, 'at');
  return transaction(db, async (client) => {
    const known = await rows(
      client,
      `SELECT 1 FROM archive_documents WHERE loan_id = $1 AND document || '/' || form = $2`,
      [loan, document],
    );
    if (known.length === 0) throw new FactRefused(`${document} of loan ${loan} is not in the archive`, 'document');
    await noteFact(client, source, 'document read', `loan/${loan}`, { document, ...said });
    return true;
  });
}

interface Look {
  at: Moment;
  actor: string;
  what: string;
  subject: string;
  detail: Record<string, unknown>;
}

/** Who filed, handed over or looked at what of a loan and its borrower, oldest first. Every look is named `… read`. */
export async function readAccessLog(sql: Sql, loan: string): Promise<Look[]> {
  return rows<Look>(
    sql,
    `SELECT at, actor, what, subject, detail FROM audit_log
     WHERE (what LIKE '% read' OR what IN ('documents filed', 'evidence kept', 'archive handed over'))
       AND (subject = 'loan/' || $1
            OR subject = (SELECT 'borrower/' || borrower_id FROM loans WHERE loan_id = $1)
            OR subject IN (SELECT 'task/' || task_id FROM tasks WHERE loan_id = $1))
     ORDER BY audit_id`,
    [loan],
  );
}

/** The documents of a loan in the archive, the first filed first. */
export const listFiled = (sql: Sql, loan: string): Promise<{ document: string; at: Moment; by: string }[]> =>
  rows(
    sql,
    `SELECT document || '/' || form AS document, filed_at AS at, filed_by AS by FROM archive_documents WHERE loan_id = $1
     ORDER BY filed_at, document, form`,
    [loan],
  );
