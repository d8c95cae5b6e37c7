import { z } from 'zod';
import { dayOf } from '../../../domain/time/dates.js';
import { readStaff } from '../../../store/staff/staff.js';
import type { Resource } from '../door/room.js';
import { answers, day, maybe } from '../door/written.js';

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
  })
  .meta({ id: 'Staff', description: 'without names' });

export const staff: Resource = (room, { db, now }) => {
  room.get(
    '/staff',
    {
      schema: {
        ...{ tags: ['staff'], operationId: 'listStaff', summary: 'everybody, and how much each has to do' },
        response: answers(z.object({ items: z.array(member) })),
      },
    },
    async () => ({ items: (await readStaff(db.pool, dayOf(now()))).map((it) => ({ ...it, roles: [...it.roles] })) }),
  );
};
