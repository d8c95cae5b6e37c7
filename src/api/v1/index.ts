import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject, serializerCompiler } from 'fastify-type-provider-zod';
import type { ApiContext } from '../context.js';
import { audit } from './audit/audit.js';
import { auditContacts } from './audit/contacts.js';
import { auditQuestions } from './audit/questions.js';
import { borrowers } from './borrowers.js';
import { COOKIE } from './door/cookie.js';
import { validatorCompiler } from './door/fault.js';
import { guard, PREFIX, wantsRow } from './door/guard.js';
import { limitsOf } from './door/limits.js';
import { problemHandler, sendProblem } from './door/problem.js';
import { reference } from './door/reference.js';
import type { Resource, Room } from './door/room.js';
import { refuseUnwritable } from './door/writable.js';
import { facts } from './facts.js';
import { health } from './health.js';
import { lender } from './lender.js';
import { holdPreview } from './loans/hold-preview.js';
import { loans } from './loans/loans.js';
import { notices } from './loans/notices.js';
import { papersOfLoan } from './loans/papers.js';
import { paymentBatch } from './loans/payment-batch.js';
import { relief } from './loans/relief.js';
import { events } from './news/events.js';
import { webhooks } from './news/webhooks.js';
import { batches } from './ops/batches.js';
import { imports } from './ops/imports.js';
import { metrics } from './ops/metrics.js';
import { operations } from './ops/operations.js';
import { schedules } from './ops/schedules.js';
import { archive } from './papers/archive.js';
import { letters } from './papers/letters.js';
import { reports } from './papers/reports.js';
import { templates } from './papers/templates.js';
import { keys } from './people/keys.js';
import { session } from './people/session.js';
import { signOn } from './people/sign-on.js';
import { users } from './people/users.js';
import { planChangesOf } from './plans/changes.js';
import { plans } from './plans/plans.js';
import { planProposals } from './plans/proposals.js';
import { planYears } from './plans/year.js';
import { portfolio } from './portfolio/portfolio.js';
import { absences } from './staff/absences.js';
import { staff } from './staff/staff.js';
import { calleeRoute } from './work/callee.js';
import { caseRoute } from './work/case.js';
import { evidenceOfTask } from './work/evidence.js';
import { rests } from './work/rests.js';
import { tasks } from './work/tasks.js';
import { workLists } from './work/work-lists.js';
import { workload } from './work/workload.js';

const RESOURCES: readonly Resource[] = [
  ...[health, reference, session, signOn, lender, borrowers, loans, notices, papersOfLoan, relief, holdPreview],
  ...[tasks, evidenceOfTask, calleeRoute, caseRoute, rests, workLists, facts, paymentBatch],
  ...[
    plans,
    planChangesOf,
    planYears,
    planProposals,
    reports,
    letters,
    archive,
    templates,
    staff,
    absences,
    users,
    keys,
    audit,
    auditQuestions,
    events,
    webhooks,
  ],
  ...[portfolio, workload, auditContacts, operations, metrics, imports, schedules, batches],
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
      // What a page of another site can have sent without being asked for leave.
      room.removeContentTypeParser(['application/x-www-form-urlencoded', 'text/plain']);
      room.setErrorHandler(problemHandler(context));
      room.setNotFoundHandler((_, reply) => sendProblem(reply, 404, 'there is nothing here'));
      await room.register(swagger, {
        openapi: {
          openapi: '3.1.1',
          info: INFO,
          components: {
            securitySchemes: {
              bearer: { type: 'http', scheme: 'bearer' },
              cookie: { type: 'apiKey', in: 'cookie', name: COOKIE },
            },
          },
          security: [{ bearer: [] }, { cookie: [] }],
        },
        transform: jsonSchemaTransform,
        transformObject: jsonSchemaTransformObject,
      });
      await room.register(cookie);
      room.addHook('onRoute', wantsRow);
      // What is answered is about people: no browser and no proxy keeps it.
      room.addHook('onRequest', async (_, reply) => {
        reply.header('cache-control', 'no-store');
      });
      room.addHook('onRequest', guard(context, limitsOf(plain, context.settings.perMinute)));
      room.addHook('preValidation', refuseUnwritable);
      for (const resource of RESOURCES) resource(room, context);
    },
    { prefix: PREFIX },
  );
}
