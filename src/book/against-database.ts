import type pg from 'pg';
import { rows } from '../store/base/connection/database.js';
import { MOST_LISTED, type Problems, report } from './problems.js';
import { STAGED, STAGED_FILES, type StagedFile } from './staging.js';

/** A column that must name a row of a table, and what is reported otherwise. `staged`: that row may come with the same book. */
interface Reference {
  file: StagedFile;
  column: string;
  table: string;
  named: string;
  staged: boolean;
  what: string;
}

const LOAN = {
  column: 'loan_id',
  table: 'loans',
  named: 'loan_id',
  staged: true,
  what: 'no such loan, here or in loans.csv',
};
const BORROWER = {
  column: 'borrower_id',
  table: 'borrowers',
  named: 'borrower_id',
  staged: true,
  what: 'no such borrower, here or in borrowers.csv',
};

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
  { file: 'instalments', ...LOAN },
  { file: 'payments', ...LOAN },
];

interface Found {
  line: number;
  name: string;
  what: string;
  total: number;
}

/** Reports rows that name something unknown, and rows whose id stands in the database with other content. */
export async function checkAgainstDatabase(client: pg.PoolClient, problems: Problems): Promise<void> {
  const BACK = 'the person is erased: leave out the row, a new loan is of a new borrower';
  for (const file of ['borrowers', 'contacts', 'loans'] as const) {
    const found = await rows<Found>(client, erasedPersons(file));
    reportAll(problems, found, ({ line, name }) => `${file}.csv:${line} borrower_id: ${name}: ${BACK}`);
  }
  for (const file of STAGED_FILES) {
    for (const reference of REFERENCES.filter((it) => it.file === file)) {
      const found = await rows<Found>(client, missingNames(reference));
      reportAll(problems, found, ({ line, name, what }) => `${file}.csv:${line} ${reference.column}: ${what}: ${name}`);
    }
    const [id] = STAGED[file].key;
    const found = await rows<Found>(client, conflicts(file));
    reportAll(
      problems,
      found,
      ({ line, name, what }) => `${file}.csv:${line} ${id}: ${name} is known with another ${what}`,
    );
  }
}

function reportAll(problems: Problems, found: Found[], say: (it: Found) => string): void {
  for (const it of found) report(problems, say(it));
  problems.count += (found[0]?.total ?? 0) - found.length;
}

function missingNames({ file, column, table, named, staged, what }: Reference): string {
  const known = [table, ...(staged ? [`stage_${table}`] : [])];
  const nowhere = known.map((it) => `NOT EXISTS (SELECT FROM ${it} WHERE ${it}.${named} = s.${column})`);
  return `SELECT s.line, s.${column} AS name, '${what}' AS what, count(*) OVER () AS total
    FROM stage_${file} s WHERE ${nowhere.join(' AND ')} ORDER BY s.line LIMIT ${MOST_LISTED}`;
}

/** In SQL: rows that would bring back a person who was erased. A loan that is known already brings nobody back. */
function erasedPersons(file: 'borrowers' | 'contacts' | 'loans'): string {
  const known = file === 'loans' ? 'AND NOT EXISTS (SELECT FROM loans l WHERE l.loan_id = s.loan_id)' : '';
  return `SELECT s.line, borrower_id AS name, '' AS what, count(*) OVER () AS total
    FROM stage_${file} s JOIN borrowers b USING (borrower_id)
    WHERE b.erased_at IS NOT NULL AND s.line IS NOT NULL ${known} ORDER BY s.line LIMIT ${MOST_LISTED}`;
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
  return `SELECT s.line, concat_ws(' ', ${shown.join(', ')}) AS name, count(*) OVER () AS total,
      concat_ws(', ', ${differs.map(({ sql, said }) => `CASE WHEN ${sql} THEN '${said}' END`).join(', ')}) AS what
    FROM stage_${file} s JOIN ${file} t USING (${key.join(', ')})
    WHERE s.line IS NOT NULL ${STANDS[file] ?? ''} AND (${differs.map(({ sql }) => sql).join(' OR ')}) ORDER BY s.line LIMIT ${MOST_LISTED}`;
}
