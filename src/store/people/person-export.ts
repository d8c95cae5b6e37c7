import { maskAddress } from '../../domain/person/mask.js';
import { formatMoment } from '../../domain/time/dates.js';
import { type Database, rows } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { ROW_OF, type RowPart, type SealedColumn } from '../base/sealed-columns.js';
import type { Source } from '../facts/facts.js';
import { type PersonTable, personTables } from './person-tables.js';
import { noteLookAt, UNREADABLE } from './persons.js';

export interface PersonExport {
  borrower: string;
  /** ISO 8601. */
  at: string;
  /** By the names of tables and columns; what was sealed is in the clear, under the column's name without `_sealed`. */
  records: Record<string, Record<string, unknown>[]>;
}

/**
 * Everything that is kept about a person, for the person (PIPL art. 45): what was taken in, decided and why, the words of
 * messages as sent, who looked. Addresses of guarantors and emergency contacts, who are other people, are masked. Evidence comes
 * as base64. The audit log has the reason before anything is read.
 * @throws FactRefused without a reason, or for a borrower that is not there
 */
export async function exportPerson(
  db: Database,
  seal: Seal,
  borrower: string,
  reason: string,
  source: Source,
): Promise<PersonExport> {
  await noteLookAt(db.pool, borrower, 'person exported, all read', reason, source);
  const records: PersonExport['records'] = {};
  for (const it of await personTables(db.pool)) {
    const found = await recordsOf(db, seal, it, borrower);
    if (found.length > 0) records[it.table] = found;
  }
  return { borrower, at: formatMoment(source.at), records };
}

async function recordsOf(
  db: Database,
  seal: Seal,
  { table, columns, sealed: secret, hashes, of }: PersonTable,
  borrower: string,
): Promise<Record<string, unknown>[]> {
  const row = secret.length === 0 ? [] : ROW_OF[table as keyof typeof ROW_OF];
  const plain = columns.filter((it) => !secret.includes(it) && !hashes.includes(it));
  const found = await rows<Record<string, unknown> & { plain: Record<string, unknown> }>(
    db.pool,
    `SELECT (SELECT to_jsonb(p) FROM (SELECT ${plain.map((it) => `t."${it}"`).join(', ')}) p) AS plain${[...secret, ...row].map((it) => `, t.${it}`).join('')}
     FROM ${table} t WHERE (${of}) ORDER BY ${plain.map((it) => `t."${it}"`)[0]}`,
    [borrower],
  );
  return found.map((it) => {
    const opened = secret.map((column) => {
      const value = it[column] as Buffer | null;
      const place = row.map((name) => it[name] as RowPart);
      const text = value && (seal.tryOpen(value, `${table}.${column}` as SealedColumn, ...place) ?? UNREADABLE);
      return [column.replace(/_sealed$/, ''), text];
    });
    const record: Record<string, unknown> = { ...it.plain, ...Object.fromEntries(opened) };
    if (table === 'contacts' && record.whose !== 'self' && typeof record.address === 'string')
      record.address = maskAddress(record.address);
    return record;
  });
}
