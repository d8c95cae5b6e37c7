import type pg from 'pg';
import { rows } from '../store/base/connection/database.js';
import type { Seal } from '../store/base/seal.js';
import { noteFact, type Source } from '../store/facts/facts.js';
import type { BookRow } from './csv/files.js';
import { type Problems, report } from './csv/problems.js';
import type { Numbered } from './read-book.js';

type Person = BookRow['staff'];

export interface StaffNews {
  kind: 'new staff' | 'staff';
  staff: string;
}

/**
 * Takes in staff.csv and whoever borrowers name as their account manager; answers who is new or otherwise. Of an account manager of whom
 * nothing but the id was known, the file may tell the rest; otherwise a person who is known with other content is a conflict, or,
 * with `changing`, a change, said by whom.
 */
export async function importStaff(
  client: pg.PoolClient,
  seal: Seal,
  people: Numbered<Person>[],
  problems: Problems,
  changing?: Source,
): Promise<StaffNews[]> {
  const known = await knownStaff(client, seal);
  const inFile = new Set(people.map(({ row }) => row.staff_id));
  for (const { line, row } of people) {
    if (row.supervisor === null || known.has(row.supervisor) || inFile.has(row.supervisor)) continue;
    const fault = `nobody has this staff_id, here or in staff.csv: ${row.supervisor}`;
    report(problems, { file: 'staff', line, field: 'supervisor', fault });
    inFile.delete(row.staff_id);
  }
  const changed: (Person & { differs: string[]; isNew: boolean })[] = [];
  for (const { line, row } of people.filter(({ good = true }) => good)) {
    const before = known.get(row.staff_id);
    const differs = before
      ? fields.filter((it) => before[it] !== UNREADABLE && String(before[it] ?? '') !== String(row[it] ?? ''))
      : ['staff_id'];
    if (differs.length === 0) continue;
    if (before && !isBare(before) && !changing)
      report(problems, {
        ...{ file: 'staff', line, field: 'staff_id' },
        fault: `${row.staff_id} is known with another ${differs.join(', ')}`,
      });
    else if (inFile.has(row.staff_id)) changed.push({ ...row, differs, isNew: !before });
  }
  if (problems.count > 0) return [];
  for (const row of changed) {
    await client.query(
      `INSERT INTO staff (staff_id, roles, branch, name_sealed, email_sealed) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (staff_id) DO UPDATE SET roles = excluded.roles, branch = excluded.branch,
         name_sealed = excluded.name_sealed, email_sealed = excluded.email_sealed`,
      [
        ...[row.staff_id, row.roles, row.branch],
        row.name && seal.seal(row.name, 'staff.name_sealed', row.staff_id),
        row.email && seal.seal(row.email, 'staff.email_sealed', row.staff_id),
      ],
    );
  }
  // Set afterwards, since a supervisor may stand further down in the file.
  for (const { staff_id, supervisor } of changed) {
    await client.query('UPDATE staff SET supervisor = $2 WHERE staff_id = $1', [staff_id, supervisor]);
  }
  for (const { staff_id, differs, isNew } of changing ? changed : [])
    await noteFact(client, changing!, isNew ? 'staff added' : 'staff changed', `staff/${staff_id}`, {
      changed: differs,
    });
  const managers = await rows<{ staff: string }>(
    client,
    `INSERT INTO staff (staff_id, roles)
     SELECT DISTINCT account_manager, ARRAY['account-manager'] FROM stage_borrowers WHERE account_manager IS NOT NULL
     ON CONFLICT DO NOTHING RETURNING staff_id AS staff`,
  );
  return [
    ...changed.map((it): StaffNews => ({ kind: it.isNew ? 'new staff' : 'staff', staff: it.staff_id })),
    ...managers.map(({ staff }): StaffNews => ({ kind: 'new staff', staff })),
  ];
}

/** Stands for a value whose key is lost: it is compared with nothing. */
const UNREADABLE = '\u0000';

const fields = ['name', 'roles', 'supervisor', 'branch', 'email'] as const;

async function knownStaff(client: pg.PoolClient, seal: Seal): Promise<Map<string, Person>> {
  const found = await rows<
    Omit<Person, 'name' | 'email'> & { name_sealed: Buffer | null; email_sealed: Buffer | null }
  >(client, 'SELECT staff_id, roles, supervisor, branch, name_sealed, email_sealed FROM staff');
  return new Map(
    found.map(({ name_sealed, email_sealed, ...row }) => [
      row.staff_id,
      {
        ...row,
        roles: [...row.roles].sort(),
        name: name_sealed && (seal.tryOpen(name_sealed, 'staff.name_sealed', row.staff_id) ?? UNREADABLE),
        email: email_sealed && (seal.tryOpen(email_sealed, 'staff.email_sealed', row.staff_id) ?? UNREADABLE),
      },
    ]),
  );
}

/** Whether only the id is known: the row was made when a borrower named this person as account manager. */
function isBare(row: Person): boolean {
  return (
    String(row.roles) === 'account-manager' &&
    [row.name, row.supervisor, row.branch, row.email].every((it) => it === null)
  );
}
