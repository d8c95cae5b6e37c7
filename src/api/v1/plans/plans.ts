import { z } from 'zod';
import { formatMoment } from '../../../domain/time/dates.js';
import { findPlan, planVersions } from '../../../store/loans/plans.js';
import { Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, moment } from '../door/written.js';

const tags = ['plans'];
const version = z
  .object({ plan: z.string(), title: z.string(), version: z.int(), since: moment.describe('in the database') })
  .meta({ id: 'PlanVersion' });

export const plans: Resource = (room, { db, english }) => {
  room.get(
    '/plans',
    {
      schema: {
        tags,
        operationId: 'listPlans',
        summary: 'the names of all plans, and every version of them, the newest first',
        response: answers(z.object({ items: z.array(z.string()), versions: z.array(version) })),
      },
    },
    async () => {
      const versions = await planVersions(db.pool);
      return {
        items: [...new Set(versions.map((it) => it.plan))],
        versions: versions.map((it) => ({ ...it, since: formatMoment(it.since) })),
      };
    },
  );

  room.get(
    '/words',
    {
      schema: {
        tags,
        operationId: 'getWords',
        summary: 'what plans and the forms of work say in Chinese alone, in English; `{}` is a place in both',
        response: answers(z.object({ english: z.record(z.string(), z.string()).describe('by the Chinese') })),
      },
    },
    async () => ({ english: Object.fromEntries(english) }),
  );

  room.get(
    '/plans/:plan',
    {
      schema: {
        ...{ tags, operationId: 'getPlan', summary: 'a version of a plan, as docs/plan-authors.md says' },
        params: z.object({ plan: z.string().max(200) }),
        querystring: z.object({
          version: z.coerce.number().int().min(1).max(2_147_483_647).optional().describe('left out: the newest'),
        }),
        response: answers(z.looseObject({ plan: z.string(), version: z.int() }).meta({ id: 'Plan' })),
      },
    },
    async ({ params: { plan }, query }) => {
      const found = await findPlan(db.pool, plan, query.version);
      if (found === null) throw new Refused(404, 'there is no such plan', 'plan');
      return found;
    },
  );
};
