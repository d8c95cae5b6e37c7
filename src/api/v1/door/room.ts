import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { ApiContext } from '../../context.js';

/** Where routes of /api/v1 are put: what is said and answered is held to zod schemas, and published by them. */
export type Room = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse<IncomingMessage>,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** A resource: its routes. */
export type Resource = (room: Room, context: ApiContext) => void;
