import { z } from 'zod';
import { ROLES } from '../../../domain/plan/roles.js';
import { dayOf } from '../../../domain/time/dates.js';
import { readStaff, type StaffMember } from '../../../store/staff/staff.js';
import type { Acting } from '../door/guard.js';
import type { Resource } from '../door/room.js';
import { answers, day, id, maybe } from '../door/written.js';

const member = z
  .object({
    staff: z.string(),
    roles: z.array(z.string()),
    branch: maybe(z.string()).describe('null: of all branches'),
    supervisor: maybe(z.string()),
    here: z.boolean(),
    absentUntil: maybe(day).describe('the first day back'),
    leftOn: maybe(day),
    openTasks: z.int(),
    yours: z.boolean().describe('of your branch, or, if you are of none, anybody: whose absence a head may enter'),
  })
  .meta({ id: 'Staff', description: 'without names' });

export const staff: Resource = (room, { db, now }) => {
  room.get(
    '/staff',
    {
      schema: {
        ...{
          tags: ['staff'],
          operationId: 'listStaff',
          summary: 'who works here, of the own branch and of all branches, and how much each has to do',
        },
        querystring: z.object({
          role: z.enum(ROLES).optional(),
          branch: id.optional(),
          here: z.stringbool().optional().describe('false: who is away or has left'),
        }),
        response: answers(z.object({ items: z.array(member) })),
      },
    },
    async ({ query: { role, branch, here }, acting }) => {
      const near = await readStaff(db.pool, dayOf(now()), acting.branch);
      const asked = (it: StaffMember) =>
        (role === undefined || it.roles.includes(role)) &&
        (branch === undefined || it.branch === branch) &&
        (here === undefined || it.here === here);
      return { items: near.filter(asked).map((it) => ({ ...it, roles: [...it.roles], yours: isOf(acting, it) })) };
    },
  );
};

const isOf = (acting: Acting, it: StaffMember) => acting.branch === null || acting.branch === it.branch;
