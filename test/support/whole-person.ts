import type { Moment } from '../../src/domain/time/dates.js';
import { type Database, rows } from '../../src/store/base/connection/database.js';
import type { Seal } from '../../src/store/base/seal.js';
import { ROW_OF, type RowPart, type SealedColumn } from '../../src/store/base/sealed-columns.js';
import { sealedTables } from '../../src/store/people/keys.js';
import { putLoans } from './loans.js';
import { seeded } from './run-logs.js';

/** A borrower with a loan that has ended, and a sealed value of each kind that there is; `mark` stands in every one of them. */
export async function putWholePerson(
  db: Database,
  seal: Seal,
  it: { loan: string; mark: string; closedAt: Moment; identity: string },
): Promise<string> {
  const { loan, mark } = it;
  const borrower = `B-${loan}`;
  const address = (whose: 'self' | 'guarantor' | 'emergency') => ({
    channel: 'email' as const,
    address: `${whose}-${mark}@mail.example`,
    whose,
  });
  const contacts = [address('self'), address('guarantor'), address('emergency')];
  await putLoans(db, seal, [
    { loan, name: `Name ${mark}`, contacts, instalments: [{ dueOn: '2020-01-10', amount: 1 }] },
  ]);
  seeded(`${mark}@mail.example`, `message ${mark}`, `reply ${mark}`, `complaint ${mark}`, it.identity);
  const words = (kind: string, column: SealedColumn, ...row: RowPart[]) => seal.seal(`${kind} ${mark}`, column, ...row);
  const run = (sql: string, ...values: unknown[]) => db.pool.query(sql, values);
  await run('UPDATE loans SET closed_at = $2, taken_in_at = $2 WHERE loan_id = $1', loan, new Date(it.closedAt));
  await run(
    'UPDATE borrowers SET identity_sealed = $2, identity_key = $3 WHERE borrower_id = $1',
    ...[borrower, seal.seal(`${it.identity} ${mark}`, 'borrowers.identity_sealed', borrower), seal.hash(it.identity)],
  );
  await run(
    `INSERT INTO notices (loan_id, entry, borrower_id, channel, template, purpose, due_at, stale_at, status)
     VALUES ($1, 'n', $2, 'sms', 'due-soon', 'service', now(), now(), 'sent')`,
    ...[loan, borrower],
  );
  const [notice] = await rows<{ id: number }>(db.pool, 'SELECT notice_id AS id FROM notices WHERE loan_id = $1', [
    loan,
  ]);
  await run(
    'UPDATE notices SET text_sealed = $2 WHERE notice_id = $1',
    ...[notice!.id, words('message', 'notices.text_sealed', notice!.id)],
  );
  await run(
    `INSERT INTO answers (answer_id, came_by, borrower_id, kind, channel, at, text_sealed) VALUES ($1, 'SM1', $2, 'reply', 'sms', now(), $3)`,
    ...[`A-${loan}`, borrower, words('reply', 'answers.text_sealed', `A-${loan}`)],
  );
  await run(
    `INSERT INTO unmatched_payments (reference, paid_on, amount, said_sealed, heard_at, loan_id, matched_at, matched_by)
     VALUES ($1, '2020-01-10', 1, $3, now(), $2, now(), 'test')`,
    ...[`U-${loan}`, loan, words('purpose', 'unmatched_payments.said_sealed', `U-${loan}`)],
  );
  await run(
    `INSERT INTO complaints (complaint_id, borrower_id, text_sealed, opened_at, solve_due, due_assumed, accepted_at, solved_at, surveyed_at, satisfied)
     VALUES ($1, $2, $3, now(), now(), false, now(), now(), now(), true)`,
    ...[`C-${loan}`, borrower, words('complaint', 'complaints.text_sealed', `C-${loan}`)],
  );
  await run(
    `INSERT INTO tasks (task_id, loan_id, kind, role, rule, why, opened_at, due_at, status, ended_at, record)
     VALUES ($1 || '/visit', $1, 'visit', 'account-manager', 'S4', '', now(), now(), 'done', now(), $2)`,
    ...[loan, JSON.stringify({ note: `typed ${mark}` })],
  );
  await run(
    `INSERT INTO warnings (warning_id, borrower_id, loan_id, level, source, indicator, opened_at, closed_at, rule)
     VALUES ($1, $2, $3, 'red', 'x', 'y', now(), now(), 'P2.10')`,
    ...[`W-${loan}`, borrower, loan],
  );
  await run(
    `INSERT INTO measures (task_id, text_sealed, written_at, written_by) VALUES ($1 || '/visit', $2, now(), 'RM1')`,
    ...[loan, words('measure', 'measures.text_sealed', `${loan}/visit`)],
  );
  await run(
    `INSERT INTO evidence (task_id, sha256, size, kept_at, kept_by, name_sealed, place_sealed, bytes_sealed)
     VALUES ($1 || '/visit', 'x', 1, now(), 'AM1', $2, $3, $4)`,
    loan,
    ...(['name', 'place', 'bytes'] as const).map((it) => words(it, `evidence.${it}_sealed`, `${loan}/visit`, 'x')),
  );
  await run(
    `INSERT INTO classifications (loan_id, category, reason_sealed, proposed_at, proposed_by) VALUES ($1, 'normal', $2, $3, 'RM1')`,
    ...[loan, words('reason', 'classifications.reason_sealed', loan, it.closedAt), new Date(it.closedAt)],
  );
  await run(
    `INSERT INTO letters (letter_id, kind, loan_id, rule, why, reserved_at) VALUES ($1, 'collection-notice', $2, 'P7.6', '', now())`,
    ...[`${loan}/letter`, loan],
  );
  await run(
    `INSERT INTO letter_contents (letter_id, written_at, prefix, year, number, figures, sha256, content_sealed)
     VALUES ($1, now(), $2, 2020, 1, '{}', 'x', $3)`,
    ...[`${loan}/letter`, loan, words('letter', 'letter_contents.content_sealed', `${loan}/letter`)],
  );
  await run(
    `INSERT INTO letter_files (letter_id, format, sha256, size, bytes_sealed, filed_at) VALUES ($1, 'pdf', 'x', 1, $2, now())`,
    ...[`${loan}/letter`, words('pdf', 'letter_files.bytes_sealed', `${loan}/letter`, 'pdf')],
  );
  await run(`INSERT INTO staff (staff_id) VALUES ('AM1'), ('AM2') ON CONFLICT DO NOTHING`);
  await run(
    `INSERT INTO archive_handovers (from_staff, to_staff, at, by_actor, sha256, list_sealed) VALUES ('AM1', 'AM2', $2, 'test', $1, $3)`,
    ...[`sha-${loan}`, new Date(it.closedAt - 1), words('list', 'archive_handovers.list_sealed', `sha-${loan}`)],
  );
  await run(
    `INSERT INTO audit_log (at, actor, what, subject, detail) VALUES ($3, 'test', 'archive handed over', 'loan/' || $1, $2)`,
    ...[loan, JSON.stringify({ sha256: `sha-${loan}` }), new Date(it.closedAt - 1)],
  );
  await run(
    `INSERT INTO holds (loan_id, from_at, until_at, reason) VALUES ($1, $2, $2::timestamptz + interval '1 hour', $3)`,
    ...[loan, new Date(it.closedAt - 86_400_000), `typed ${mark}`],
  );
  return borrower;
}

/** Every sealed value of the database that can be opened, as `table.column: text`. */
export async function everythingSealed(db: Database, seal: Seal): Promise<string[]> {
  const texts: string[] = [];
  for (const { table, columns } of await sealedTables(db.pool)) {
    for (const column of columns) {
      const found = await rows<Record<string, RowPart>>(
        db.pool,
        `SELECT ${[column, ...ROW_OF[table]].join(', ')} FROM ${table} WHERE ${column} IS NOT NULL`,
      );
      const open = (row: Record<string, RowPart>) =>
        seal.open(row[column] as Buffer, `${table}.${column}` as SealedColumn, ...ROW_OF[table].map((it) => row[it]!));
      texts.push(...found.map((row) => `${table}.${column}: ${open(row)}`));
    }
  }
  return texts;
}
