import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance } from 'fastify';
import type { ApiContext } from './context.js';
import { gatewayRoutes } from './gateway-routes.js';
import { linkRoutes } from './link-routes.js';
import { twilioRoutes } from './twilio-routes.js';

/** Twilio's largest form and a long complaint fit ten times. */
const MOST_BYTES = 64 * 1024;

/** All that is served to the outside. Requests are not logged: their addresses and bodies are personal. */
export async function createServer(context: ApiContext): Promise<FastifyInstance> {
  const { publicUrl, twilioAuthToken, webhookSecret, links } = context.settings;
  const server = fastify({ logger: false, bodyLimit: MOST_BYTES });
  await server.register(formbody);

  server.setErrorHandler(async (error, request, reply) => {
    const { statusCode = 500, code } = error as { statusCode?: number; code?: string };
    // The route as it was written, not as it was asked for: a link is a key. No message: a database's may quote a value.
    if (statusCode >= 500)
      context.logError(`${request.method} ${request.routeOptions.url ?? 'no route'}: ${code ?? (error as Error).name}`);
    return reply.code(statusCode).send();
  });
  server.setNotFoundHandler(async (_, reply) => reply.code(404).send());

  server.get('/health', async (_, reply) => {
    const good = await context.db.pool.query('SELECT 1 FROM loans LIMIT 1').then(
      () => true,
      () => false,
    );
    return reply.code(good ? 200 : 503).send({ database: good });
  });
  if (publicUrl !== null && twilioAuthToken !== null) twilioRoutes(server, context, twilioAuthToken, publicUrl);
  if (webhookSecret !== null) gatewayRoutes(server, context, webhookSecret);
  if (links !== null) linkRoutes(server, context, links);
  return server;
}
