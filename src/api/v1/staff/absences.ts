import type { FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import { z } from 'zod';
import { inJson } from '../../../domain/entry/said-schemas.js';
import { FACTS } from '../../../domain/facts/facts.js';
import { handOverBorrowers } from '../../../store/people/hand-over-borrowers.js';
import { markAbsent, markBack, markLeft } from '../../../store/staff/coming-and-going.js';
import { handOverTasks } from '../../../store/staff/hand-over-tasks.js';
import type { ApiContext } from '../../context.js';
import { sourceOf } from '../door/guard.js';
import { answerDone, onceHeaders } from '../door/once.js';
import { Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, maybe } from '../door/written.js';
import { refuseOthersPeople } from './people-of.js';

const tags = ['staff'];
const headers = z.object(onceHeaders);
const reason = z.string().min(1).max(1000).describe('without names');
const id = inJson.id;
/** As many as a page of tasks has. */
const MOST_TASKS = 200;

const gone = z.object({
  outcome: z.literal('taken'),
  handedOver: z
    .array(z.object({ task: z.string(), to: maybe(z.string()).describe('null: nobody can') }))
    .describe('the open tasks, and who has each of them now'),
});

/** Who is away, back, gone; and who has the work. */
export const absences: Resource = (room, context) => {
  room.post(
    '/absences',
    {
      schema: {
        ...{ tags, operationId: 'absent', summary: 'away until a day: open work goes to others, and stays with them' },
        ...{ body: FACTS.absent.said(inJson), headers, response: answers(gone) },
      },
    },
    async (request, reply) => {
      const { staff, until } = request.body;
      await refuseOthersPeople(context, staff, request.acting.sight);
      return done(request, reply, context, async (client) => ({
        outcome: 'taken',
        handedOver: await markAbsent(client, staff, until, sourceOf(request, context)),
      }));
    },
  );

  room.post(
    '/returns',
    {
      schema: {
        ...{
          tags,
          operationId: 'back',
          summary: 'here again, earlier than was said; handed-over work stays where it is',
        },
        ...{ body: FACTS.back.said(inJson), headers },
        response: answers(z.object({ outcome: z.enum(['taken', 'known']) })),
      },
    },
    async (request, reply) => {
      const { staff } = request.body;
      await refuseOthersPeople(context, staff, request.acting.sight);
      return done(request, reply, context, async (client) => ({
        outcome: (await markBack(client, staff, sourceOf(request, context))) ? 'taken' : 'known',
      }));
    },
  );

  room.post(
    '/leavings',
    {
      schema: {
        ...{ tags, operationId: 'left', summary: 'works here no more from today on: open work goes to others' },
        body: FACTS.left
          .said(inJson)
          .extend({ borrowersTo: id.optional().describe('who is the account manager of the borrowers from now on') }),
        headers,
        response: answers(gone),
      },
    },
    async (request, reply) => {
      const { staff, borrowersTo: to } = request.body;
      const { sight } = request.acting;
      await refuseOthersPeople(context, staff, sight);
      if (to !== undefined) await refuseOthersPeople(context, to, sight, { field: 'to' });
      const source = sourceOf(request, context);
      return done(request, reply, context, async (client) => {
        if (to !== undefined)
          await handOverBorrowers(client, { from: staff, to, reason: `handed over by ${staff}`, sight }, source);
        return { outcome: 'taken', handedOver: await markLeft(client, staff, source) };
      });
    },
  );

  room.post(
    '/task-hand-overs',
    {
      schema: {
        ...{ tags, operationId: 'handOverTasks', summary: 'open tasks of one person go to another' },
        body: z.strictObject({
          ...{ from: id, to: id, reason },
          tasks: z.array(id).min(1).max(MOST_TASKS).optional().describe('left out: all in sight'),
        }),
        headers,
        response: answers(
          z.object({
            items: z.array(
              z.object({ task: z.string(), refused: maybe(z.string()).describe('why it stays; null: it went') }),
            ),
          }),
        ),
      },
    },
    async (request, reply) => {
      const { tasks = null, ...hands } = request.body;
      const { sight } = request.acting;
      await refuseOthersPeople(context, hands.to, sight, { field: 'to', beside: true });
      return done(request, reply, context, async (client) => ({
        items: await handOverTasks(client, { ...hands, tasks, sight }, sourceOf(request, context)),
      }));
    },
  );

  room.post(
    '/borrower-hand-overs',
    {
      schema: {
        ...{
          tags,
          operationId: 'handOverBorrowers',
          summary: 'all borrowers in sight of an account manager go to another, with what is to be done about them',
        },
        body: z.strictObject({ ...{ from: id, to: id, reason } }),
        headers,
        response: answers(z.object({ borrowers: z.array(z.string()) })),
      },
    },
    async (request, reply) => {
      const { from, to } = request.body;
      const { sight } = request.acting;
      await refuseOthersPeople(context, to, sight, { field: 'to', beside: true });
      if (from === to) throw new Refused(422, 'to: somebody else than who hands over', 'to');
      return done(request, reply, context, async (client) => ({
        borrowers: await handOverBorrowers(client, { ...request.body, sight }, sourceOf(request, context)),
      }));
    },
  );
};

async function done(
  request: FastifyRequest,
  reply: FastifyReply,
  context: ApiContext,
  work: (client: pg.PoolClient) => Promise<object>,
): Promise<FastifyReply> {
  await answerDone(request, reply, context, async (client) => ({ status: 200, body: await work(client) }));
  context.tell();
  return reply;
}
