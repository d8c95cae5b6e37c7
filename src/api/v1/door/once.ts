import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { canonicalize } from 'json-canonicalize';
import type pg from 'pg';
import { z } from 'zod';
import { type Answer, doOnce } from '../../../store/access/once.js';
import { transaction } from '../../../store/base/connection/database.js';
import type { ApiContext } from '../../context.js';
import { Refused } from './problem.js';

/** Who creates something may give it a name, and ask again by that name when no answer came. */
export const onceHeaders = {
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional()
    .describe(
      'a name of yours for what is asked: asked again by it within a day, it is done once and answered as before',
    ),
};

/** Does `work` in one transaction, and answers what it did; by an Idempotency-Key once. @throws Refused for one that stands for something else */
export async function answerDone(
  request: FastifyRequest,
  reply: FastifyReply,
  { db, seal, clock }: ApiContext,
  work: (client: pg.PoolClient) => Promise<Answer>,
): Promise<FastifyReply> {
  const key = request.headers['idempotency-key'] as string | undefined;
  const asked = { actor: request.acting.actor, content: contentOf(request) };
  const did =
    key === undefined
      ? { ...(await transaction(db, work)), again: false }
      : await doOnce(db, seal, { ...asked, key }, clock(), work);
  if (did === 'other')
    throw new Refused(
      422,
      'this Idempotency-Key stands for something else that you asked for: give this another',
      'idempotency-key',
    );
  if (did.again) reply.header('idempotent-replayed', 'true');
  return reply.code(did.status).send(did.body);
}

const contentOf = ({ method, url, body }: FastifyRequest): Buffer =>
  createHash('sha256')
    .update(canonicalize([method, url, body ?? null]))
    .digest();
