import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Language } from '../../../domain/plan/template.js';
import { refusalInChinese } from '../../../domain/reason/refusal-in-chinese.js';
import { BadInput } from '../../../library/checked-yaml.js';
import { databaseFault } from '../../../store/base/connection/database-faults.js';
import { FactRefused } from '../../../store/facts/fact-refused.js';
import type { ApiContext } from '../../context.js';
import { type Fault, type Field, faultsIn, faultsOf, NotAsAsked } from './fault.js';
import { languageOf } from './language.js';

/** What is wrong, as RFC 9457 has it, in the language of Accept-Language; no value that was sent is repeated. */
const problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('what is wrong, and what to do'),
    code: z.enum(['code-needed']).optional().describe('where a program has to tell one refusal from another'),
    errors: z
      .array(
        z.object({
          field: z
            .string()
            .describe('where in the request: `body.amount`, `params.loan`, `querystring.after`, `headers.if-match`'),
          pointer: z.string().optional().describe('of the body, the same as a JSON Pointer (RFC 6901): `#/amount`'),
          detail: z.string().describe('what is wrong there, and what would be right'),
        }),
      )
      .optional()
      .describe('whenever it is about what was sent: each field that it is about'),
  })
  .meta({ id: 'Problem' });

/** What every route may answer besides what it is for. */
export const PROBLEMS = {
  '4xx': { description: 'refused', content: { 'application/problem+json': { schema: problem } } },
  '5xx': { description: 'cannot be done now', content: { 'application/problem+json': { schema: problem } } },
};

/** Refused with a status of its own. `fields`: of what was sent, those that it is about. */
export class Refused extends Error {
  readonly code?: 'code-needed';
  readonly fields: readonly Field[];

  constructor(
    readonly statusCode: number,
    detail: string,
    ...fields: Field[]
  ) {
    super(detail);
    this.fields = fields;
  }
}

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
  detail: string | readonly string[],
  { errors = [], code }: { errors?: Fault[]; code?: string | undefined } = {},
) {
  const say = sayingIn(languageOf(reply.request));
  const said = errors.map((it) => ({ ...it, detail: say(it.detail) }));
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({
      ...problemOf(status, [detail].flat().map(say).join('; ')),
      code,
      ...(said.length === 0 ? {} : { errors: said }),
    });
}

/** A sentence that nobody has said in Chinese stays as it is. */
const sayingIn = (language: Language) => (said: string) =>
  language === 'zh-CN' ? (refusalInChinese(said) ?? said) : said;

/** Whatever was thrown, as a problem; what is our own fault is logged by its route, without words that may quote a value. */
export const problemHandler =
  (context: ApiContext) => async (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => {
    if (thrown instanceof NotAsAsked)
      return sendProblem(reply, 422, thrown.message, { errors: faultsIn(request, thrown) });
    if (thrown instanceof FactRefused || thrown instanceof Refused) {
      const { message, fields } = thrown;
      const more = thrown instanceof Refused ? { status: thrown.statusCode, code: thrown.code } : { status: 409 };
      return sendProblem(reply, more.status, message, { ...more, errors: faultsOf(request, fields, message) });
    }
    if (thrown instanceof BadInput) {
      const errors = thrown.problems.flatMap((it) => faultsOf(request, [/^--([\w-]+)/.exec(it)?.[1] ?? 'text'], it));
      return sendProblem(reply, 422, thrown.problems, { errors });
    }
    const error = thrown as { statusCode?: number; code?: string; message: string; name: string };
    const status = error.statusCode ?? 500;
    if (status < 500) {
      const [detail, ...fields] = SAID[status] ?? ['this cannot be taken', 'body'];
      return sendProblem(reply, status, detail, { errors: faultsOf(request, fields, detail) });
    }
    context.log('error', `${request.method} ${request.routeOptions.url ?? 'no route'}: ${error.code ?? error.name}`);
    if (databaseFault(thrown) === null) return sendProblem(reply, 500, 'an error of ours: it is in the log');
    return sendProblem(reply.header('retry-after', '10'), 503, 'the database does not answer: try again');
  };

/** What fastify refuses by itself, and what it is about. */
const SAID: Record<number, [detail: string, ...fields: string[]]> = {
  400: ['not JSON, or not what its length says', 'body'],
  413: ['too long: send it in parts', 'body'],
  415: ['not application/json', 'headers.content-type'],
  429: ['too many requests: wait a minute'],
};
