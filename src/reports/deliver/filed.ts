import type { Language } from '../../domain/plan/template.js';
import type { Moment } from '../../domain/time/dates.js';
import { type Database, rows, type Sql } from '../../store/base/connection/database.js';
import type { Seal } from '../../store/base/seal.js';
import { sha256Of } from '../../store/base/sha256.js';
import type { Frozen } from '../paper/frozen.js';
import type { Paper } from '../paper/paper.js';
import { PAPERS } from '../papers/index.js';
import { FORMATS, type Format, render } from '../render.js';
import { paperOf } from './make-report.js';
import { readersOf } from './readers.js';

/** A report in one form, as it was filed. */
export interface Filed {
  format: Format;
  /** `04-personal_monthly-report_2026-10_v1.xlsx`; of one borrower `…_2026-10_B1_v1.xlsx`. */
  name: string;
  /** Of the bytes. */
  sha256: string;
  bytes: Buffer;
}

/** By what names can be read, whose the paper is, and in which language it is filed; left out: Chinese. */
export interface Readers {
  seal: Seal;
  lender: string;
  language?: Language | undefined;
}

/** Files the report in every form, once: what is filed already stays as it is. Answers all that is filed. */
export async function fileReport(db: Database, report: Frozen, at: Moment, readers: Readers): Promise<Filed[]> {
  const there = await filedOf(db.pool, report.id);
  const missing = FORMATS.filter((format) => !there.some((it) => it.format === format));
  if (missing.length === 0) return there;
  const paper = await read(db.pool, report, readers);
  for (const format of missing) {
    const bytes = await render(paper, format);
    await db.pool.query(
      `INSERT INTO report_files (report_id, format, name, bytes, sha256, filed_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING`,
      [report.id, format, nameOf(report, format), bytes, sha256Of(bytes), new Date(at)],
    );
  }
  return filedOf(db.pool, report.id);
}

/** The same report for who reads another language than the one in which it is filed, in the forms that are asked for. Nothing is written: of record is what is filed. */
export async function inOtherLanguage(
  sql: Sql,
  report: Frozen,
  readers: Readers,
  formats: readonly Format[] = FORMATS,
): Promise<Filed[]> {
  const language = readers.language === 'en' ? 'zh-CN' : 'en';
  const paper = await read(sql, report, { ...readers, language });
  return Promise.all(
    formats.map(async (format) => {
      const bytes = Buffer.from(await render(paper, format));
      return { format, name: nameOf(report, `${language}.${format}`), sha256: sha256Of(bytes), bytes };
    }),
  );
}

async function read(sql: Sql, report: Frozen, { seal, lender, language = 'zh-CN' }: Readers): Promise<Paper> {
  return paperOf(PAPERS.get(report.kind)!, report, await readersOf(sql, seal, report, lender, { language }));
}

/** What is filed of a report, in the order of FORMATS. */
async function filedOf(sql: Sql, id: number): Promise<Filed[]> {
  const found = await rows<Filed>(sql, 'SELECT format, name, sha256, bytes FROM report_files WHERE report_id = $1', [
    id,
  ]);
  return found.sort((a, b) => FORMATS.indexOf(a.format) - FORMATS.indexOf(b.format));
}

/** What a borrower's id may hold and the name of a file may not. */
const NOT_IN_NAMES = /[\\/:*?"<>|\s]/g;

/** Of the currency only what is not usual, since most lenders have one. */
function nameOf(
  { plan, kind, borrower, period, currency, version }: Frozen,
  format: Format | `${Language}.${Format}`,
): string {
  const one = borrower === '' ? [] : [borrower.replace(NOT_IN_NAMES, '-').slice(0, 60)];
  return `${[plan, kind, period, ...one, ...(currency === 'CNY' ? [] : [currency]), `v${version}`].join('_')}.${format}`;
}
