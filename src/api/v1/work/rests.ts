import { z } from 'zod';
import { formatMoney } from '../../../domain/money/money.js';
import { listRests } from '../../../store/lists/rest-list.js';
import type { Resource } from '../door/room.js';
import { answers, id, maskedName, maybe, moment, momentOrNull, money } from '../door/written.js';

const rest = z
  .object({
    loan: z.string(),
    borrower: z.string(),
    name: maskedName,
    overdue: money,
    dpd: z.int(),
    kind: z.enum(['hold', 'complaint', 'grace', 'promise', 'signal', 'suit']),
    until: maybe(moment).describe('null: not known yet'),
  })
  .meta({ id: 'Rest' });

/** What is not to be done now, and from when it may be. */
export const rests: Resource = (room, { db, seal, now }) => {
  room.get(
    '/rests',
    {
      schema: {
        ...{ tags: ['work'], operationId: 'listRests', summary: 'loans in sight that rest now, what ends first first' },
        querystring: z.object({
          limit: z.coerce.number().int().min(1).max(200).default(100),
          loan: id.optional(),
          plan: id.optional(),
          branch: id.optional(),
          manager: id.optional(),
        }),
        response: answers(z.object({ items: z.array(rest) })),
      },
    },
    async ({ query, acting: { sight } }) => {
      const found = await listRests(db.pool, seal, { ...query, sight }, now());
      const items = found.map(({ overdue, until, kind, ...it }) => ({
        ...{ ...it, kind: kind as z.output<typeof rest>['kind'] },
        ...{ overdue: formatMoney(overdue), until: momentOrNull(until) },
      }));
      return { items };
    },
  );
};
