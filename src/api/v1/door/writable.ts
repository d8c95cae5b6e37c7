import type { FastifyRequest } from 'fastify';
import { canBeKept, UNKEPT } from '../../../domain/entry/said.js';
import { Refused } from './problem.js';

/** Nothing that is asked for has so many parts within parts. */
const MOST_DEEP = 50;

/** What no database keeps as text, wherever it stands: a NUL, half of a sign; and what is nested so that nobody could walk through it. @throws Refused */
export async function refuseUnwritable({ params, query, body }: FastifyRequest): Promise<void> {
  const fields = Object.entries({ params, querystring: query, body }).flatMap(([part, it]) => unwritableIn(it, [part]));
  if (fields.length > 0) throw new Refused(422, UNKEPT, ...fields);
}

/** Where they stand. A key that has them is not repeated. */
function unwritableIn(value: unknown, place: readonly string[]): (readonly string[])[] {
  if (typeof value === 'string') return canBeKept(value) ? [] : [place];
  // The bytes of a file are no text.
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return [];
  if (place.length > MOST_DEEP)
    throw new Refused(422, 'is nested too deeply: parts within parts, more than any that is asked for', 'body');
  return Object.entries(value).flatMap(([key, it]) => (canBeKept(key) ? unwritableIn(it, [...place, key]) : [place]));
}
