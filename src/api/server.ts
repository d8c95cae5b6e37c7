import formbody from '@fastify/formbody';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance } from 'fastify';
import { consoleRoutes } from './console-routes.js';
import type { ApiContext } from './context.js';
import { aliyunRoutes } from './gateways/aliyun-routes.js';
import { gatewayRoutes } from './gateways/gateway-routes.js';
import { twilioRoutes } from './gateways/twilio-routes.js';
import { intakeRoutes } from './intake-routes.js';
import { linkRoutes } from './pages/link-routes.js';
import { watchBody } from './slow-body.js';
import { unreadable } from './unreadable.js';
import { sendProblem } from './v1/door/problem.js';
import { v1Routes } from './v1/index.js';

/** Ten times Twilio's largest form or a long complaint, twice a hundred facts of another system. */
const MOST_BYTES = 64 * 1024;

/**
 * The most requests of one address in a minute. Many people may share an address: that of a phone company, or of a mail service
 * which unsubscribes for its users. A provider reports a whole morning's messages at once, and may not repeat what was turned away.
 */
const MOST_A_MINUTE = { pages: 600, webhooks: 6000, intake: 600 };
const MINUTE_MS = 60_000;

/** However steady, nothing that comes takes longer; who is slow is let go sooner (slow-body.ts). */
const REQUEST_MS = 3_600_000;
const HEADERS_MS = 5_000;
const SILENT_MS = 20_000;
/** Node would look for late clients every half minute only. */
const LOOK_FOR_LATE_MS = 1_000;
/** How long an idle connection is kept; a proxy that reuses it later opens a new one. */
const KEEP_ALIVE_MS = 10_000;
/** When we stop, requests under way have so long to be answered, and are then cut off. */
const CLOSE_MS = 5_000;
/** An id has a thousand signs at most, each up to nine letters of an address. */
const LONGEST_ID = 9_000;
/** Each connection takes a file handle of the process; a proxy opens far fewer. */
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
    http: { headersTimeout: HEADERS_MS, connectionsCheckingInterval: LOOK_FOR_LATE_MS },
    routerOptions: { maxParamLength: LONGEST_ID },
    // An address that cannot be read, or with a longer id.
    frameworkErrors: (error, _, reply) =>
      sendProblem(reply, error.statusCode ?? 400, 'this address cannot be read, or is too long'),
    clientErrorHandler: unreadable,
  });
  server.server.maxConnections = MOST_CONNECTIONS;
  server.addHook('onRequest', watchBody);
  server.addHook('preClose', async () => {
    setTimeout(() => server.server.closeAllConnections(), CLOSE_MS).unref();
  });
  await server.register(formbody);
  await server.register(rateLimit, { global: false, timeWindow: MINUTE_MS });

  server.setErrorHandler(async (error, request, reply) => {
    const { statusCode = 500, code } = error as { statusCode?: number; code?: string };
    // The route's pattern, not the address: a link is a secret. Not the error's message: that of a database may quote a value.
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
  await server.register((room) => v1Routes(room, context));
  await server.register(consoleRoutes);
  return server;
}
