import { z } from 'zod';
import { PROBLEMS } from './door/problem.js';
import type { Resource } from './door/room.js';

const answer = z
  .object({ database: z.boolean(), temporal: z.enum(['good', 'away', 'refused']) })
  .meta({ id: 'Health' });

export const health: Resource = (room, context) => {
  room.get(
    '/health',
    {
      schema: {
        tags: ['health'],
        operationId: 'health',
        summary: 'whether it works',
        response: { 200: answer, 503: answer, '4xx': PROBLEMS['4xx'] },
      },
    },
    async (_, reply) => {
      const it = await context.health();
      return reply.code(it.database && it.temporal !== 'refused' ? 200 : 503).send(it);
    },
  );
};
