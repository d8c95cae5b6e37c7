import type { FastifyReply } from 'fastify';
import { z } from 'zod';

/** A file that somebody has brought, as an answer. */
export const binary = z.string().meta({ format: 'binary' });

/** Answers a file that somebody has brought: whatever it is, no browser runs it. */
export const answerFile = (reply: Pick<FastifyReply, 'type'>, bytes: Buffer): FastifyReply =>
  reply
    .type('application/octet-stream')
    .header('content-disposition', 'attachment')
    .header('x-content-type-options', 'nosniff')
    .serializer((it) => it as never)
    .send(bytes);
