import { rows, type Sql } from '../base/connection/database.js';
import { SUBJECTS } from '../base/subjects.js';

/** A table in which something of a person may stand, and which of its rows (`t`) are of the borrower `$1`. */
export interface PersonTable {
  table: string;
  /** All columns, in order. */
  columns: string[];
  sealed: string[];
  /** Keyed hashes of what is sealed. */
  hashes: string[];
  of: string;
}

const LOANS = SUBJECTS.loan.ofBorrower;
const COMPLAINTS = SUBJECTS.complaint.ofBorrower;
const TASKS = `SELECT task_id FROM tasks WHERE loan_id IN (${LOANS}) OR complaint_id IN (${COMPLAINTS})`;
const CASES = `SELECT case_id FROM cases WHERE loan_id IN (${LOANS})`;
const WARNINGS = 'SELECT warning_id FROM warnings WHERE borrower_id = $1';
const THINGS = 'SELECT collateral_id FROM collateral WHERE borrower_id = $1';
const NOTICES = 'SELECT notice_id FROM notices WHERE borrower_id = $1';

/** Whose a row is, by the first of these columns that its table has. A new table needs no word here when it names one of them. */
const BY_COLUMN: [string, string][] = [
  ['borrower_id', 't.borrower_id = $1'],
  ['loan_id', `t.loan_id IN (${LOANS})`],
  ['task_id', `t.task_id IN (${TASKS})`],
  ['complaint_id', `t.complaint_id IN (${COMPLAINTS})`],
  ['case_id', `t.case_id IN (${CASES})`],
  ['warning_id', `t.warning_id IN (${WARNINGS})`],
  ['notice_id', `t.notice_id IN (${NOTICES})`],
  ['collateral_id', `t.collateral_id IN (${THINGS})`],
  ['letter_id', `t.letter_id IN (SELECT letter_id FROM letters WHERE loan_id IN (${LOANS}))`],
];

/** What names its subject in words. */
const BY_WORDS: Record<string, string> = {
  diary: Object.entries(SUBJECTS)
    .flatMap(([kind, it]) => ('ofBorrower' in it ? [`t.kind = '${kind}' AND t.subject IN (${it.ofBorrower})`] : []))
    .join(' OR '),
  tasks: `t.loan_id IN (${LOANS}) OR t.complaint_id IN (${COMPLAINTS})`,
  inbox: `t.about = 'borrower/' || $1 OR t.about IN (SELECT 'loan/' || loan_id FROM loans WHERE borrower_id = $1)
    OR t.about IN (SELECT 'collateral/' || collateral_id FROM (${THINGS}) x) OR t.about IN (SELECT 'payment/' || reference FROM payments WHERE loan_id IN (${LOANS}))`,
  audit_log: `t.subject = 'borrower/' || $1 OR t.subject IN (SELECT 'loan/' || loan_id FROM loans WHERE borrower_id = $1)
    OR t.subject IN (SELECT 'collateral/' || collateral_id FROM (${THINGS}) x) OR t.subject IN (SELECT 'task/' || task_id FROM (${TASKS}) x) OR t.subject IN (SELECT 'complaint/' || complaint_id FROM (${COMPLAINTS}) x)
    OR t.subject IN (SELECT 'warning/' || warning_id FROM (${WARNINGS}) x) OR t.subject IN (SELECT 'case/' || case_id FROM (${CASES}) x)`,
};

/** Of the inbox the hash stays, by which a fact is known that comes again. */
const STAYS = 'content_key';

/** Where something of persons stands, read from the database itself. */
export async function personTables(sql: Sql): Promise<PersonTable[]> {
  const found = await rows<{ table: string; columns: string[] }>(
    sql,
    `SELECT c.table_name::text AS table, array_agg(c.column_name::text ORDER BY ordinal_position) AS columns
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' GROUP BY 1 ORDER BY 1`,
  );
  return found.flatMap(({ table, columns }): PersonTable[] => {
    const of = BY_WORDS[table] ?? BY_COLUMN.find(([column]) => columns.includes(column))?.[1];
    if (of === undefined) return [];
    const sealed = columns.filter((it) => it.endsWith('_sealed'));
    const hashes = sealed
      .map((it) => it.replace(/_sealed$/, '_key'))
      .filter((it) => columns.includes(it) && it !== STAYS);
    return [{ table, columns, of, hashes, sealed }];
  });
}
