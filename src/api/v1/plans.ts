import { z } from 'zod';
import { findPlan, planNames } from '../../store/loans/plans.js';
import { Refused } from './door/problem.js';
import type { Resource } from './door/room.js';
import { answers } from './door/written.js';

const tags = ['plans'];

export const plans: Resource = (room, { db }) => {
  room.get(
    '/plans',
    {
      schema: {
        tags,
        operationId: 'listPlans',
        summary: 'the names of all plans',
        response: answers(z.object({ items: z.array(z.string()) })),
      },
    },
    async () => ({ items: await planNames(db.pool) }),
  );

  room.get(
    '/plans/:plan',
    {
      schema: {
        ...{ tags, operationId: 'getPlan', summary: 'the newest version of a plan, as docs/plan-authors.md says' },
        params: z.object({ plan: z.string().max(200) }),
        response: answers(z.looseObject({ plan: z.string(), version: z.int() }).meta({ id: 'Plan' })),
      },
    },
    async ({ params: { plan } }) => {
      const found = await findPlan(db.pool, plan);
      if (found === null) throw new Refused(404, 'there is no such plan');
      return found;
    },
  );
};
