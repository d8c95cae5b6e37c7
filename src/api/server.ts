import formbody from '@fastify/formbody';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance } from 'fastify';
import type { ApiContext } from './context.js';
import { aliyunRoutes } from './gateways/aliyun-routes.js';
import { gatewayRoutes } from './gateways/gateway-routes.js';
import { twilioRoutes } from './gateways/twilio-routes.js';
import { intakeRoutes } from './intake-routes.js';
import { linkRoutes } from './pages/link-routes.js';

/** Twilio's largest form and a long complaint fit ten times, and a hundred facts of another system twice. */
const MOST_BYTES = 64 * 1024;

/**
 * The most requests of one address in a minute. Many people come from one: a phone company's, or that of a mail service which
 * unsubscribes for its users. A provider reports a whole morning's messages, and what it is denied it may not report again.
 */
const MOST_A_MINUTE = { pages: 600, webhooks: 6000, intake: 600 };

/** A request of ours has 64 KiB at most: who needs longer for it, or says nothing meanwhile, ties up a place. */
const REQUEST_MS = 10_000;
const HEADERS_MS = 5_000;
const SILENT_MS = 20_000;
/** Of a page behind a proxy; a proxy that keeps connections longer opens a new one. */
const KEEP_ALIVE_MS = 10_000;
/** A request under way is answered in this time when we stop; a slow one is cut off. */
const CLOSE_MS = 5_000;
/** Each takes a file of the process; a proxy has far fewer open. */
const MOST_CONNECTIONS = 1000;

/** All that is served to the outside. Requests are not logged: their addresses and bodies are personal. */
export async function createServer(context: ApiContext): Promise<FastifyInstance> {
  const { publicUrl, twilioAuthToken, aliyunWebhookSecret, webhookSecret, links, senders } = context.settings;
  const server = fastify({
    logger: false,
    bodyLimit: MOST_BYTES,
    trustProxy: context.settings.trustedProxies,
    requestTimeout: REQUEST_MS,
    connectionTimeout: SILENT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Node looks for the late ones every half minute unless told.
    http: { headersTimeout: HEADERS_MS, connectionsCheckingInterval: 1_000 },
  });
  server.server.maxConnections = MOST_CONNECTIONS;
  server.addHook('preClose', async () => {
    setTimeout(() => server.server.closeAllConnections(), CLOSE_MS).unref();
  });
  await server.register(formbody);
  await server.register(rateLimit, { global: false, timeWindow: 60_000 });

  server.setErrorHandler(async (error, request, reply) => {
    const { statusCode = 500, code } = error as { statusCode?: number; code?: string };
    // The route as it was written, not as it was asked for: a link is a key. No message: a database's may quote a value.
    if (statusCode >= 500)
      context.log(
        'error',
        `${request.method} ${request.routeOptions.url ?? 'no route'}: ${code ?? (error as Error).name}`,
      );
    return reply.code(statusCode).send();
  });
  server.setNotFoundHandler(async (_, reply) => reply.code(404).send());

  server.get('/health', async (_, reply) => {
    const health = await context.health();
    return reply.code(health.database && health.temporal !== 'refused' ? 200 : 503).send(health);
  });
  await server.register(async (room) => {
    room.addHook('onRequest', server.rateLimit({ max: MOST_A_MINUTE.webhooks }));
    if (publicUrl !== null && twilioAuthToken !== null) twilioRoutes(room, context, twilioAuthToken, publicUrl);
    if (aliyunWebhookSecret !== null) aliyunRoutes(room, context, aliyunWebhookSecret);
    if (webhookSecret !== null) gatewayRoutes(room, context, webhookSecret);
  });
  await server.register(async (room) => {
    room.addHook('onRequest', server.rateLimit({ max: MOST_A_MINUTE.intake }));
    if (senders.length > 0) intakeRoutes(room, context, senders);
  });
  await server.register(async (room) => {
    room.addHook('onRequest', server.rateLimit({ max: MOST_A_MINUTE.pages }));
    if (links !== null) linkRoutes(room, context, links);
  });
  return server;
}
