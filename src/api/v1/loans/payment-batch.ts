import pMap from 'p-map';
import { z } from 'zod';
import { inJson } from '../../../domain/entry/said-schemas.js';
import { FACTS } from '../../../domain/facts/facts.js';
import { FactRefused } from '../../../store/facts/fact-refused.js';
import { enterFact } from '../../../store/incoming/enter-fact.js';
import { sourceOf } from '../door/guard.js';
import { PROBLEMS } from '../door/problem.js';
import type { Resource } from '../door/room.js';

const MOST = 10_000;
/** A payment of longest ids has some 700 bytes. */
const MOST_BYTES = 8 * 1024 * 1024;
/** Of the database's connections, so that others are served meanwhile. */
const AT_ONCE = 4;

/** A day's payments: each is taken by itself, and what cannot be is named. Sent again, what was taken is known. */
export const paymentBatch: Resource = (room, context) => {
  room.post(
    '/payments/batch',
    {
      bodyLimit: MOST_BYTES,
      schema: {
        operationId: 'payments',
        tags: ['money'],
        summary: `up to ${MOST} payments, each for itself; sent again, what was taken is known`,
        body: z.strictObject({ payments: z.array(FACTS.payment.said(inJson)).min(1).max(MOST) }),
        response: {
          200: z.object({
            taken: z.int(),
            known: z.int(),
            refused: z.array(z.object({ reference: z.string(), reason: z.string() })),
          }),
          ...PROBLEMS,
        },
      },
    },
    async (request) => {
      const source = sourceOf(request, context);
      const enter = async (said: (typeof request.body.payments)[number]) => {
        try {
          return await enterFact({ kind: 'payment', said }, source, { ...context, by: source.actor });
        } catch (error) {
          if (error instanceof FactRefused) return { reference: said.reference, reason: error.message };
          throw error;
        }
      };
      const became = await pMap(request.body.payments, enter, { concurrency: AT_ONCE });
      const taken = became.filter((it) => it === true).length;
      if (taken > 0) context.tell();
      const refused = became.filter((it) => typeof it !== 'boolean');
      return { taken, known: became.length - taken - refused.length, refused };
    },
  );
};
