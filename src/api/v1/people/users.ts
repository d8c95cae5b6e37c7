import { z } from 'zod';
import { saidId } from '../../../domain/entry/said-schemas.js';
import { bindUser } from '../../../store/access/single-sign-on.js';
import { ACCESS_ROLES, addUser, disableUser, listUsers, resetUser } from '../../../store/access/users.js';
import { subjectOf } from '../../sign-on.js';
import { sourceByClock } from '../door/guard.js';
import { answerDone, onceHeaders } from '../door/once.js';
import { PROBLEMS, Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, id, maybe, moment, momentOrNull } from '../door/written.js';

const user = z
  .object({
    staff: z.string(),
    roles: z.array(z.string()),
    branch: maybe(z.string()),
    secondFactor: z.boolean(),
    singleSignOn: z.boolean(),
    disabled: z.boolean(),
    lastSeen: maybe(moment),
  })
  .meta({ id: 'User' });

const given = z
  .object({ staff: z.string(), password: z.string().describe('shown once; changed at the first use') })
  .meta({ id: 'GivenPassword' });
const params = z.object({ staff: id });
const tags = ['access'];

export const users: Resource = (room, context) => {
  const { db, seal } = context;
  room.get(
    '/users',
    {
      schema: {
        tags,
        operationId: 'listUsers',
        summary: 'who may sign in',
        response: answers(z.object({ items: z.array(user) })),
      },
    },
    async () => ({
      items: (await listUsers(db.pool)).map(({ lastSeen, ...it }) => ({ ...it, lastSeen: momentOrNull(lastSeen) })),
    }),
  );

  room.post(
    '/users',
    {
      schema: {
        ...{ tags, operationId: 'addUser', summary: 'somebody may sign in' },
        body: z.strictObject({ staff: saidId, access: z.array(z.enum(ACCESS_ROLES)).default([]) }),
        headers: z.object(onceHeaders),
        response: { 201: given, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { staff } = request.body;
      const source = sourceByClock(request, context);
      return answerDone(request, reply, context, async (client) => ({
        status: 201,
        body: { staff, password: await addUser(client, request.body, source) },
      }));
    },
  );

  room.post(
    '/users/:staff/reset',
    {
      schema: {
        tags,
        operationId: 'resetUser',
        summary: 'a new password; the second factor goes, sessions end',
        params,
        response: answers(given),
      },
    },
    async (request) => {
      const { staff } = request.params;
      return { staff, password: await resetUser(db, seal, staff, sourceByClock(request, context)) };
    },
  );

  room.post(
    '/users/:staff/disable',
    {
      schema: {
        tags,
        operationId: 'disableUser',
        summary: 'nobody signs in by this name any more',
        params,
        response: { 204: z.undefined(), ...PROBLEMS },
      },
    },
    async (request, reply) => {
      await disableUser(db, request.params.staff, sourceByClock(request, context));
      return reply.code(204).send(undefined);
    },
  );

  room.put(
    '/users/:staff/sign-on',
    {
      schema: {
        ...{ tags, operationId: 'bindUser', summary: 'who this is at the lender’s provider of identities' },
        params,
        body: z.strictObject({ subject: maybe(saidId).describe('the provider’s name for the person; null: nobody') }),
        response: { 204: z.undefined(), ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const issuer = context.settings.signOn?.issuer;
      if (issuer === undefined) throw new Refused(409, 'there is no single sign-on here', 'subject');
      const { subject: said } = request.body;
      const subject = said === null ? null : subjectOf(issuer, said);
      await bindUser(db, { staff: request.params.staff, subject }, sourceByClock(request, context));
      return reply.code(204).send(undefined);
    },
  );
};
