import { z } from 'zod';
import { addressFault } from '../../../channels/guarded-post.js';
import { formatMoment } from '../../../domain/time/dates.js';
import {
  ALL_KINDS,
  addWebhook,
  endWebhook,
  listDeliveries,
  listWebhooks,
  newSecretOf,
  redeliver,
  WEBHOOK_NAME,
} from '../../../store/news/webhooks.js';
import { sourceByClock } from '../door/guard.js';
import { answerDone, onceHeaders } from '../door/once.js';
import { PROBLEMS, Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, maybe, moment, momentOrNull, pageByNumber, paged, pageOf, position } from '../door/written.js';

const name = z.string().regex(WEBHOOK_NAME);
const webhook = z
  .object({
    webhook: name,
    url: z.string(),
    kinds: z.array(z.string()),
    waiting: z.int().describe('still to be delivered'),
    failed: z.int().describe('given up after three days'),
    ended: z.boolean(),
  })
  .meta({ id: 'Webhook' });
const delivery = z
  .object({
    position: z.int(),
    at: moment,
    kind: z.string(),
    about: z.string(),
    entry: maybe(z.string()),
    state: z.enum(['waiting', 'delivered', 'failed']),
    attempts: z.int(),
    due: moment,
    last: maybe(moment),
    answer: maybe(z.string()).describe('what was answered last: a status, or what went wrong'),
  })
  .meta({ id: 'Delivery' });
const shown = z.object({ webhook: name, secret: z.string().describe('shown once') }).meta({ id: 'WebhookSecret' });
const tags = ['events'];
const params = z.object({ webhook: name });

/** Who of the lender's systems is told of events, and what became of it. */
export const webhooks: Resource = (room, context) => {
  const { db, seal, settings } = context;
  room.get(
    '/webhooks',
    {
      schema: {
        ...{ tags, operationId: 'listWebhooks', summary: 'which systems are told, of what' },
        response: answers(z.object({ items: z.array(webhook) })),
      },
    },
    async () => ({ items: await listWebhooks(db.pool) }),
  );

  room.post(
    '/webhooks',
    {
      schema: {
        ...{ tags, operationId: 'addWebhook', summary: 'a system is told of events from now on (Standard Webhooks)' },
        headers: z.object(onceHeaders),
        body: z.strictObject({
          webhook: name,
          url: z.string().max(2000),
          kinds: z
            .array(z.string().min(1).max(100))
            .min(1)
            .max(100)
            .describe(`as /events names them; ${ALL_KINDS}: all`),
        }),
        response: { 201: shown, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const fault = addressFault(request.body.url, settings.webhookHosts);
      if (fault !== null) throw new Refused(422, `url: ${fault}`, 'url');
      const source = sourceByClock(request, context);
      return answerDone(request, reply, context, async (client) => ({
        status: 201,
        body: { webhook: request.body.webhook, secret: await addWebhook(client, seal, request.body, source) },
      }));
    },
  );

  room.post(
    '/webhooks/:webhook/secret',
    {
      schema: {
        ...{ tags, operationId: 'newSecret', summary: 'another secret; the one before is good for a day more' },
        ...{ params, headers: z.object(onceHeaders) },
        response: answers(shown),
      },
    },
    async (request, reply) => {
      const { webhook } = request.params;
      const source = sourceByClock(request, context);
      return answerDone(request, reply, context, async (client) => ({
        status: 200,
        body: { webhook, secret: await newSecretOf(client, seal, webhook, source) },
      }));
    },
  );

  room.delete(
    '/webhooks/:webhook',
    {
      schema: {
        ...{ tags, operationId: 'endWebhook', summary: 'it is told of nothing more', params },
        response: { 204: z.undefined(), ...PROBLEMS },
      },
    },
    async (request, reply) => {
      await endWebhook(db, request.params.webhook, sourceByClock(request, context));
      context.tell();
      return reply.code(204).send(undefined);
    },
  );

  room.get(
    '/webhooks/:webhook/deliveries',
    {
      schema: {
        ...{ tags, operationId: 'listDeliveries', summary: 'what became of each, the first first', params },
        querystring: z.object({ ...pageByNumber, state: delivery.shape.state.optional() }),
        response: answers(pageOf(delivery)),
      },
    },
    async ({ params: { webhook }, query: { after, limit, state = null } }) => {
      const found = await listDeliveries(db.pool, { webhook, state, after, limit });
      const items = found.map(({ at, due, last, ...it }) => ({
        ...{ ...it, at: formatMoment(at), due: formatMoment(due), last: momentOrNull(last) },
      }));
      return paged(items, limit, (it) => String(it.position));
    },
  );

  room.post(
    '/webhooks/:webhook/deliveries',
    {
      schema: {
        ...{
          tags,
          operationId: 'redeliver',
          summary: 'what was given up, or one of any state, is delivered once more',
        },
        ...{ params, headers: z.object(onceHeaders) },
        body: z.strictObject({ position: position.optional().describe('left out: all that was given up') }),
        response: answers(z.object({ again: z.int() })),
      },
    },
    async (request, reply) => {
      const source = sourceByClock(request, context);
      await answerDone(request, reply, context, async (client) => ({
        status: 200,
        body: { again: await redeliver(client, request.params.webhook, request.body.position ?? null, source) },
      }));
      context.tell();
      return reply;
    },
  );
};
