import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './problem.js';

/** What no database keeps as text, wherever it stands: a NUL, half of a sign. */
export async function refuseUnwritable({ params, query, body }: FastifyRequest, reply: FastifyReply) {
  const field = Object.entries({ params, query, body }).find(([, it]) => isUnwritable(it))?.[0];
  if (field !== undefined)
    return sendProblem(reply, 422, `${field}: has signs that cannot be kept as text (NUL, or half of a sign)`);
}

function isUnwritable(value: unknown): boolean {
  if (typeof value === 'string') return /\0|\p{Surrogate}/u.test(value);
  // The bytes of a file are no text.
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return false;
  return Object.entries(value).some(([key, it]) => isUnwritable(key) || isUnwritable(it));
}
