import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { BadInput } from '../../../library/checked-yaml.js';
import { databaseFault } from '../../../store/base/connection/database-faults.js';
import { FactRefused } from '../../../store/facts/fact-refused.js';
import type { ApiContext } from '../../context.js';

/** What is wrong, as RFC 9457 has it; no value that was sent is repeated. */
const problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('what is wrong, and what to do'),
    code: z.enum(['code-needed']).optional().describe('where a program has to tell one refusal from another'),
    errors: z
      .array(z.object({ field: z.string(), detail: z.string() }))
      .optional()
      .describe('of what was sent: where, and what is wrong there'),
  })
  .meta({ id: 'Problem' });

/** What every route may answer besides what it is for. */
export const PROBLEMS = {
  '4xx': { description: 'refused', content: { 'application/problem+json': { schema: problem } } },
  '5xx': { description: 'cannot be done now', content: { 'application/problem+json': { schema: problem } } },
};

/** Refused with a status of its own. */
export class Refused extends Error {
  constructor(
    readonly statusCode: number,
    detail: string,
    readonly code?: 'code-needed',
  ) {
    super(detail);
  }
}

type Fault = { field: string; detail: string };

/** A problem as it is answered (RFC 9457). */
export const problemOf = (status: number, detail: string) => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail,
});

export function sendProblem(
  reply: FastifyReply,
  status: number,
  detail: string,
  more: { errors?: Fault[]; code?: string } = {},
) {
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({ ...problemOf(status, detail), ...more });
}

/** Whatever was thrown, as a problem; what is our own fault is logged by its route, without words that may quote a value. */
export const problemHandler =
  (context: ApiContext) => async (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => {
    if (hasZodFastifySchemaValidationErrors(thrown)) {
      const errors = thrown.validation.map(({ instancePath, message, params }) => ({
        field: [thrown.validationContext, ...instancePath.split('/').filter(Boolean)].join('.'),
        detail:
          (params as { issue?: { code?: string } }).issue?.code === 'unrecognized_keys'
            ? 'has keys that are not known'
            : (message ?? 'wrong'),
      }));
      return sendProblem(reply, 422, 'what was sent is not what is asked for', { errors });
    }
    if (thrown instanceof FactRefused) return sendProblem(reply, 409, thrown.message);
    if (thrown instanceof BadInput) return sendProblem(reply, 422, thrown.problems.join('; '));
    const error = thrown as { statusCode?: number; code?: string; message: string; name: string };
    if (thrown instanceof Refused)
      return sendProblem(reply, thrown.statusCode, thrown.message, thrown.code ? { code: thrown.code } : {});
    const status = error.statusCode ?? 500;
    if (status < 500) return sendProblem(reply, status, SAID[status] ?? 'this cannot be taken');
    context.log('error', `${request.method} ${request.routeOptions.url ?? 'no route'}: ${error.code ?? error.name}`);
    if (databaseFault(thrown) === null) return sendProblem(reply, 500, 'an error of ours: it is in the log');
    return sendProblem(reply.header('retry-after', '10'), 503, 'the database does not answer: try again');
  };

/** What fastify refuses by itself. */
const SAID: Record<number, string> = {
  400: 'not JSON, or not what its length says',
  413: 'too long: send it in parts',
  415: 'not application/json',
  429: 'too many requests: wait a minute',
};
