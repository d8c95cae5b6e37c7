import { extname } from 'node:path';
import type pg from 'pg';
import type { Moment } from '../../domain/time/dates.js';
import { type Begin, rows, type Sql, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { sha256Of } from '../base/sha256.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';

/** A photo, a signed letter, a scan. A recording of a talk goes where the lender keeps recordings; its reference into the record. */
export const LARGEST_EVIDENCE = 10 * 1024 * 1024;

export interface EvidenceFile {
  name: string;
  bytes: Buffer;
}

/** @throws FactRefused for a file that is empty or larger than LARGEST_EVIDENCE */
function refuseSize({ name, bytes }: EvidenceFile): void {
  if (bytes.length === 0) throw new FactRefused(`${name} is empty`, 'file');
  if (bytes.length > LARGEST_EVIDENCE)
    throw new FactRefused(`${name} has ${bytes.length} bytes: at most ${LARGEST_EVIDENCE} (10 MiB) are kept`, 'file');
}

/** Keeps the files that show what a task's record says (S4); `letter`: what was signed for it. A file that is kept for this task already stays as it is. */
export async function keepEvidence(
  client: pg.PoolClient,
  seal: Seal,
  kept: { task: string; place: string | null; files: readonly EvidenceFile[]; letter?: string },
  source: Source,
): Promise<void> {
  for (const file of kept.files) {
    refuseSize(file);
    const sha256 = sha256Of(file.bytes);
    const added = await client.query(
      `INSERT INTO evidence (task_id, sha256, size, kept_at, kept_by, name_sealed, place_sealed, bytes_sealed, letter_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
      [
        kept.task,
        sha256,
        file.bytes.length,
        new Date(source.at),
        source.actor,
        seal.seal(file.name, 'evidence.name_sealed', kept.task, sha256),
        kept.place === null ? null : seal.seal(kept.place, 'evidence.place_sealed', kept.task, sha256),
        seal.seal(file.bytes.toString('base64'), 'evidence.bytes_sealed', kept.task, sha256),
        kept.letter ?? null,
      ],
    );
    if (!added.rowCount) continue;
    await noteFact(client, source, 'evidence kept', `task/${kept.task}`, { sha256, size: file.bytes.length });
  }
}

/** What may be shown without a reason: neither the name (but its ending) nor the place nor the content. */
export interface MaskedEvidence {
  evidence: number;
  task: string;
  name: string;
  size: number;
  sha256: string;
  at: Moment;
  by: string;
  place: 'sealed' | null;
}

export async function listEvidence(
  sql: Sql,
  seal: Seal,
  of: { loan?: string; task?: string },
): Promise<MaskedEvidence[]> {
  const found = await rows<Omit<MaskedEvidence, 'name' | 'place'> & { name: Buffer | null; placed: boolean }>(
    sql,
    `SELECT evidence_id AS evidence, task_id AS task, name_sealed AS name, size, sha256, kept_at AS at, kept_by AS by,
            place_sealed IS NOT NULL AS placed
     FROM evidence JOIN tasks USING (task_id)
     WHERE ($1::text IS NULL OR loan_id = $1) AND ($2::text IS NULL OR task_id = $2) ORDER BY evidence_id`,
    [of.loan ?? null, of.task ?? null],
  );
  return found.map(({ name, placed, ...it }) => ({
    ...it,
    name: name === null ? 'erased' : masked(seal.tryOpen(name, 'evidence.name_sealed', it.task, it.sha256)),
    place: placed ? 'sealed' : null,
  }));
}

/** Of the name only its ending. Null: it cannot be opened. */
const masked = (name: string | null) => (name === null ? 'cannot be opened' : `***${extname(name)}`);

/** The file itself with its name and place. The reading, with its reason, is an entry of the audit log. */
export async function readEvidence(
  db: Begin,
  seal: Seal,
  evidence: number,
  reason: string,
  source: Source,
): Promise<EvidenceFile & { place: string | null }> {
  if (reason.trim() === '') throw new FactRefused('a reason is needed to look at evidence', 'reason');
  return transaction(db, async (client) => {
    const [row] = await rows<
      { task: string; loan: string | null; sha256: string } & Record<'name' | 'bytes' | 'place', Buffer | null>
    >(
      client,
      `SELECT task_id AS task, loan_id AS loan, sha256, name_sealed AS name, place_sealed AS place, bytes_sealed AS bytes
       FROM evidence JOIN tasks USING (task_id) WHERE evidence_id = $1`,
      [evidence],
    );
    if (!row) throw new FactRefused(`no evidence ${evidence}`, 'evidence');
    if (row.bytes === null || row.name === null) throw new FactRefused(`evidence ${evidence} is erased`, 'evidence');
    const of = [row.task, row.sha256];
    const bytes = Buffer.from(seal.open(row.bytes, 'evidence.bytes_sealed', ...of), 'base64');
    if (sha256Of(bytes) !== row.sha256)
      throw new FactRefused(`evidence ${evidence} is not what was kept: its hash differs`, 'evidence');
    const subject = row.loan === null ? `task/${row.task}` : `loan/${row.loan}`;
    await noteFact(client, source, 'evidence read', subject, { evidence, task: row.task, reason });
    return {
      name: seal.open(row.name, 'evidence.name_sealed', ...of),
      bytes,
      place: row.place === null ? null : seal.open(row.place, 'evidence.place_sealed', ...of),
    };
  });
}
