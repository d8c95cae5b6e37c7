import { rows, type Sql } from '../../src/store/base/connection/database.js';

/** Rows of which more is said than is so: the comment above each is what must be found. */
export async function lies(sql: Sql, table: 'holds' | 'promises'): Promise<void> {
  // principal is said to be string, and is number
  await rows<{ principal: string }>(sql, 'SELECT principal FROM loans');
  // annual_rate is said to be number, and is string
  await rows<{ annual_rate: number | null }>(sql, 'SELECT annual_rate FROM loans');
  // at is said to be Date, and is number
  await rows<{ at: Date }>(sql, 'SELECT at FROM loan_diary');
  // form is said to be number[], and is string[]
  await rows<{ form: number[] }>(sql, 'SELECT form FROM tasks');
  // closed_at may be null
  await rows<{ closed_at: number }>(sql, 'SELECT closed_at FROM loans WHERE loan_id = $1');
  // kind may be null
  await rows<{ kind: string }>(sql, 'SELECT t.kind FROM loans LEFT JOIN tasks t USING (loan_id)');
  // who may be null
  await rows<{ who: string }>(sql, `SELECT (SELECT min(staff_id) FROM staff) AS who FROM loans`);
  // most may be null
  await rows<{ most: number }>(sql, 'SELECT max(principal) AS most FROM loans');
  // amount does not come
  await rows<{ loan_id: string; amount: number }>(sql, `SELECT loan_id FROM ${table}`);
  // column "no_such" does not exist
  await rows<{ no_such: string }>(sql, 'SELECT no_such FROM loans');
  // stage comes, and is not in the type
  await rows<{ loan_id: string }>(sql, 'SELECT loan_id, stage FROM loans');
  await rows<{ closed_at: number }>(sql, 'SELECT closed_at FROM loans WHERE closed_at > $1');
  await rows<{ kind: string }>(
    sql,
    `SELECT t.kind FROM loans LEFT JOIN tasks t USING (loan_id) WHERE t.status = 'open'`,
  );
}
