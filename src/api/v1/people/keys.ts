import { z } from 'zod';
import { saidMoment } from '../../../domain/entry/said-schemas.js';
import { formatMoment } from '../../../domain/time/dates.js';
import { addKey, listKeys, revokeKey } from '../../../store/access/api-keys.js';
import { KEY_SCOPES } from '../../access.js';
import { sourceByClock } from '../door/guard.js';
import { answerDone, onceHeaders } from '../door/once.js';
import { PROBLEMS } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, maybe, moment, momentOrNull } from '../door/written.js';

const key = z
  .object({
    prefix: z.string(),
    name: z.string(),
    scopes: z.array(z.string()),
    endsAt: moment,
    usedAt: maybe(moment).describe('to the hour; null: never'),
    revoked: z.boolean(),
  })
  .meta({ id: 'Key' });

const tags = ['access'];

export const keys: Resource = (room, context) => {
  const { db } = context;
  room.get(
    '/keys',
    {
      schema: {
        tags,
        operationId: 'listKeys',
        summary: 'the keys of programs',
        response: answers(z.object({ items: z.array(key) })),
      },
    },
    async () => ({
      items: (await listKeys(db.pool)).map(({ endsAt, usedAt, ...it }) => ({
        ...{ ...it, endsAt: formatMoment(endsAt), usedAt: momentOrNull(usedAt) },
      })),
    }),
  );

  room.post(
    '/keys',
    {
      schema: {
        ...{ tags, operationId: 'addKey', summary: 'a key for a program' },
        body: z.strictObject({
          name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
          scopes: z.array(z.enum(KEY_SCOPES as [string, ...string[]])).min(1),
          endsAt: saidMoment,
        }),
        headers: z.object(onceHeaders),
        response: { 201: z.object({ prefix: z.string(), key: z.string().describe('shown once') }), ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const source = sourceByClock(request, context);
      return answerDone(request, reply, context, async (client) => {
        const made = await addKey(client, request.body, source);
        return { status: 201, body: { prefix: made.slice(0, 12), key: made } };
      });
    },
  );

  room.delete(
    '/keys/:prefix',
    {
      schema: {
        ...{ tags, operationId: 'revokeKey', summary: 'the key opens nothing from now on' },
        params: z.object({ prefix: z.string().max(12) }),
        response: { 204: z.undefined(), ...PROBLEMS },
      },
    },
    async (request, reply) => {
      await revokeKey(db, request.params.prefix, sourceByClock(request, context));
      return reply.code(204).send(undefined);
    },
  );
};
