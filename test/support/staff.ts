import type { Role } from '../../src/domain/plan/roles.js';
import type { Day } from '../../src/domain/time/dates.js';
import type { Database } from '../../src/store/base/connection/database.js';
import type { Seal } from '../../src/store/base/seal.js';

/** A member of staff as a test needs one. */
export interface TestStaff {
  staff: string;
  roles: Role[];
  email?: string;
  leftOn?: Day;
}

export async function addStaff(db: Database, seal: Seal, people: TestStaff[]): Promise<void> {
  for (const { staff, roles, email, leftOn = null } of people) {
    await db.pool.query('INSERT INTO staff (staff_id, roles, email_sealed, left_on) VALUES ($1, $2, $3, $4)', [
      staff,
      roles,
      email === undefined ? null : seal.seal(email, 'staff.email_sealed', staff),
      leftOn,
    ]);
  }
}
