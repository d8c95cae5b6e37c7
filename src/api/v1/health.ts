import { z } from 'zod';
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
        response: { 200: answer, 503: answer },
      },
    },
    async (_, reply) => {
      const it = await context.health();
      return reply.code(it.database && it.temporal !== 'refused' ? 200 : 503).send(it);
    },
  );
};
