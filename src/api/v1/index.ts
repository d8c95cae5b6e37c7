import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { ApiContext } from '../context.js';
import { audit } from './audit.js';
import { borrowers } from './borrowers.js';
import { facts } from './facts.js';
import { guard, PREFIX, wantsRow } from './guard.js';
import { health } from './health.js';
import { keys } from './keys.js';
import { loans } from './loans.js';
import { notices } from './notices.js';
import { paymentBatch } from './payment-batch.js';
import { plans } from './plans.js';
import { problemHandler, sendProblem } from './problem.js';
import { reference } from './reference.js';
import { reports } from './reports.js';
import type { Resource, Room } from './room.js';
import { session } from './session.js';
import { staff } from './staff.js';
import { tasks } from './tasks.js';
import { users } from './users.js';
import { workLists } from './work-lists.js';

const RESOURCES: readonly Resource[] = [
  ...[health, reference, session, borrowers, loans, notices, tasks, workLists, facts, paymentBatch],
  ...[plans, reports, staff, users, keys, audit],
];

const INFO = {
  title: 'postloan',
  version: '1',
  description:
    'Post-loan management. What is said, and how values are written: docs/interfaces.md. Who may do what: docs/api.md.',
};

/** All of /api/v1: each route has its row in access.ts, its schemas, and its place in the document. */
export async function v1Routes(server: FastifyInstance, context: ApiContext): Promise<void> {
  await server.register(
    async (plain) => {
      const room = plain as Room;
      room.setValidatorCompiler(validatorCompiler);
      room.setSerializerCompiler(serializerCompiler);
      room.setErrorHandler(problemHandler(context));
      room.setNotFoundHandler((_, reply) =>
        sendProblem(reply, 404, 'there is nothing here: GET /api/v1/openapi.json says what there is'),
      );
      await room.register(swagger, {
        openapi: {
          openapi: '3.1.1',
          info: INFO,
          components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
          security: [{ bearer: [] }],
        },
        transform: jsonSchemaTransform,
        transformObject: jsonSchemaTransformObject,
      });
      room.addHook('onRoute', wantsRow);
      room.addHook('onRequest', guard(context));
      for (const resource of RESOURCES) resource(room, context);
    },
    { prefix: PREFIX },
  );
}
