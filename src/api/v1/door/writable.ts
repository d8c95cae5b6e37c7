import type { FastifyRequest } from 'fastify';
import { Refused } from './problem.js';

/** What no database keeps as text, wherever it stands: a NUL, half of a sign. @throws Refused */
export async function refuseUnwritable({ params, query, body }: FastifyRequest): Promise<void> {
  const fields = Object.entries({ params, querystring: query, body }).flatMap(([part, it]) => unwritableIn(it, part));
  if (fields.length > 0)
    throw new Refused(422, 'has signs that cannot be kept as text (NUL, or half of a sign): leave them out', ...fields);
}

/** Where they stand. A key that has them is not repeated. */
function unwritableIn(value: unknown, place: string): string[] {
  if (typeof value === 'string') return hasUnwritable(value) ? [place] : [];
  // The bytes of a file are no text.
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return [];
  return Object.entries(value).flatMap(([key, it]) =>
    hasUnwritable(key) ? [place] : unwritableIn(it, `${place}.${key}`),
  );
}

const hasUnwritable = (text: string): boolean => /\0|\p{Surrogate}/u.test(text);
