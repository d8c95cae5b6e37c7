import type { Sight } from '../../../store/lists/filter.js';
import { isOneOf } from '../../../store/staff/staff.js';
import type { ApiContext } from '../../context.js';
import { Refused } from '../door/problem.js';

/** `field`: where it was said. @throws Refused for somebody who is not there or not one of the people of who asks, nor, where that will do, works beside them */
export async function refuseOthersPeople(
  { db }: ApiContext,
  staff: string,
  sight: Sight,
  { field = 'staff', ...how }: { field?: string; beside?: true } = {},
): Promise<void> {
  if (!(await isOneOf(db.pool, staff, sight, how))) throw new Refused(404, `there is no such person: ${staff}`, field);
}
