import type { FastifyInstance } from 'fastify';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { WEBHOOK_CHANNELS } from '../../domain/plan/atoms.js';
import { recordDelivery } from '../../store/notices/deliveries.js';
import type { ApiContext } from '../context.js';
import { verified } from '../signed.js';

/** What became of a message, as the lender's own gateway says it. */
const ANSWER = z.strictObject({
  id: z.uuid(),
  status: z.enum(['delivered', 'undelivered']),
  /** Stored and shown, so no more than a word or two: no place for a name or a number. */
  code: z
    .string()
    .regex(/^[a-z][a-z-]{0,39}$/)
    .optional(),
  /** The receiver will never be reached again: unfollowed, uninstalled. */
  gone: z.boolean().default(false),
});

/** Answers come signed as the messages went: standardwebhooks.com, with the same secret. */
export function gatewayRoutes(server: FastifyInstance, { db, now, tell }: ApiContext, secret: string): void {
  const signer = new Webhook(secret);
  server.register(async (room) => {
    // The raw bytes, since the signature is over them.
    room.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => done(null, body));
    for (const channel of WEBHOOK_CHANNELS) {
      room.post(`/webhooks/${channel}`, async (request, reply) => {
        const said = verified([signer], request.body, request.headers);
        if (said === undefined) return reply.code(403).send();
        const answer = ANSWER.safeParse(said);
        if (!answer.success) return reply.code(400).send();
        const { id, status, gone, code = 'not-said' } = answer.data;
        const follows = gone ? ('gone' as const) : ('none' as const);
        const report = { status, follows, code: status === 'delivered' ? null : `${channel}-${code}` };
        const news = await recordDelivery(
          db,
          { ...report, channel, messageId: id, providerId: id },
          { actor: `${channel} gateway`, at: now() },
        );
        if (news) tell();
        return reply.code(204).send();
      });
    }
  });
}
