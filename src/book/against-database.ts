import type pg from 'pg';
import { rows } from '../store/base/connection/database.js';
import type { BookFile } from './csv/files.js';
import { mostOf, type Problems, type RowFault, report } from './csv/problems.js';
import { STAGED, STAGED_FILES, type StagedFile } from './staging.js';

/** A column that must name a row of a table, and what is reported otherwise. `staged`: that row may come with the same book. */
interface Reference {
  file: StagedFile;
  column: string;
  table: StagedFile | 'plans';
  named: string;
  staged: boolean;
  /** The names in the column, in SQL; left out: the column is one. */
  each?: string;
  what: string;
}

const LOAN = {
  column: 'loan_id',
  table: 'loans',
  named: 'loan_id',
  staged: true,
  what: 'no such loan, here or in loans.csv',
} as const;
const BORROWER = {
  column: 'borrower_id',
  table: 'borrowers',
  named: 'borrower_id',
  staged: true,
  what: 'no such borrower, here or in borrowers.csv',
} as const;

const REFERENCES: Reference[] = [
  { file: 'contacts', ...BORROWER },
  { file: 'loans', ...BORROWER },
  {
    file: 'loans',
    column: 'plan',
    table: 'plans',
    named: 'plan',
    staged: false,
    what: 'no such plan (see `postloan plan list`)',
  },
  { file: 'collateral', ...BORROWER },
  { file: 'collateral', ...LOAN, column: 'loans', each: 'unnest(s.loans)' },
  { file: 'instalments', ...LOAN },
  { file: 'payments', ...LOAN },
];

interface Found {
  line: number;
  name: string;
  what: string;
  total: number;
  loan?: string;
  borrower?: string;
}

/** Reports rows that name something unknown, and rows whose id stands in the database with other content. `unread`: as `checkNames` has it. */
export async function checkAgainstDatabase(
  client: pg.PoolClient,
  problems: Problems,
  unread?: ReadonlySet<BookFile>,
): Promise<void> {
  await checkNames(client, problems, unread);
  for (const file of STAGED_FILES) await checkContent(client, file, problems);
}

/**
 * Rows that name what is nowhere, or would bring back a person who was erased. What may stand in a file that was not read whole (`unread`)
 * is not said to be nowhere.
 */
export async function checkNames(
  client: pg.PoolClient,
  problems: Problems,
  unread: ReadonlySet<BookFile> = new Set(),
): Promise<void> {
  const BACK = 'the person is erased: leave out the row, a new loan is of a new borrower';
  for (const file of ['borrowers', 'contacts', 'loans'] as const) {
    const found = await rows<Found>(client, erasedPersons(file), [mostOf(problems)]);
    reportAll(problems, found, ({ name }) => ({ file, field: 'borrower_id', fault: `${name}: ${BACK}` }));
  }
  for (const reference of REFERENCES) {
    if (reference.table !== 'plans' && unread.has(reference.table)) continue;
    const { file, column } = reference;
    const found = await rows<Found>(client, missingNames(reference), [mostOf(problems)]);
    reportAll(problems, found, ({ name, what }) => ({ file, field: column, fault: `${what}: ${name}` }));
  }
}

/** Rows whose id is in the database with other content. */
export async function checkContent(client: pg.PoolClient, file: StagedFile, problems: Problems): Promise<void> {
  const [field] = STAGED[file].key as [string];
  const found = await rows<Found>(client, conflicts(file), [mostOf(problems)]);
  reportAll(problems, found, ({ name, what }) => ({ file, field, fault: `${name} is known with another ${what}` }));
}

type Said = Pick<RowFault, 'file' | 'field' | 'fault'>;

function reportAll(problems: Problems, found: Found[], say: (it: Found) => Said): void {
  for (const it of found)
    report(problems, { ...say(it), line: it.line, loan: it.loan ?? null, borrower: it.borrower ?? null });
  if (!problems.onRow) problems.count += (found[0]?.total ?? 0) - found.length;
}

/** In SQL: whose a row of a staging table is. */
const whose = (file: StagedFile): string =>
  file === 'borrowers' || file === 'contacts'
    ? 's.borrower_id AS borrower'
    : `${file === 'collateral' ? 'NULL' : 's.loan_id'} AS loan`;

function missingNames({ file, column, table, named, staged, each = `s.${column}`, what }: Reference): string {
  const known = [table, ...(staged ? [`stage_${table}`] : [])];
  const nowhere = known.map((it) => `NOT EXISTS (SELECT FROM ${it} WHERE ${it}.${named} = name)`);
  return `SELECT s.line, name, '${what}' AS what, ${whose(file)}, count(*) OVER () AS total
    FROM stage_${file} s, LATERAL (SELECT ${each} AS name) named WHERE name IS NOT NULL AND ${nowhere.join(' AND ')} ORDER BY s.line LIMIT $1`;
}

/** In SQL: rows that would bring back a person who was erased. A loan that is known already brings nobody back. */
function erasedPersons(file: 'borrowers' | 'contacts' | 'loans'): string {
  const known = file === 'loans' ? 'AND NOT EXISTS (SELECT FROM loans l WHERE l.loan_id = s.loan_id)' : '';
  return `SELECT s.line, s.borrower_id AS name, '' AS what, ${whose(file)}, count(*) OVER () AS total
    FROM stage_${file} s JOIN borrowers b USING (borrower_id)
    WHERE b.erased_at IS NOT NULL AND s.line IS NOT NULL ${known} ORDER BY s.line LIMIT $1`;
}

/** In SQL: rows of the database that a book may contradict are left out: erased persons, and payments that were reversed. */
const STANDS: Partial<Record<StagedFile, string>> = {
  borrowers: 'AND t.erased_at IS NULL',
  payments: 'AND t.reversed_on IS NULL',
};

/** In SQL: rows that contradict the database. A row without a line is not in the file (it was made by the import), and may differ. */
function conflicts(file: StagedFile): string {
  const { key, compared } = STAGED[file];
  const differs = Object.entries(compared).map(([column, said]) => ({
    sql: `s.${column} IS DISTINCT FROM t.${column}`,
    said,
  }));
  const shown = key.filter((column) => !column.endsWith('_key')).map((column) => `s.${column}`);
  return `SELECT s.line, concat_ws(' ', ${shown.join(', ')}) AS name, ${whose(file)}, count(*) OVER () AS total,
      concat_ws(', ', ${differs.map(({ sql, said }) => `CASE WHEN ${sql} THEN '${said}' END`).join(', ')}) AS what
    FROM stage_${file} s JOIN ${file} t USING (${key.join(', ')})
    WHERE s.line IS NOT NULL AND s.good ${STANDS[file] ?? ''} AND (${differs.map(({ sql }) => sql).join(' OR ')}) ORDER BY s.line LIMIT $1`;
}
