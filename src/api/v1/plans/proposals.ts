import { z } from 'zod';
import { planText, proposePlan, publishPlan } from '../../../planning/publish-plan.js';
import { transaction } from '../../../store/base/connection/database.js';
import {
  findPlanProposal,
  listPlanProposals,
  planProposalDocument,
  refusePlanProposal,
} from '../../../store/loans/plan-proposals.js';
import { findPlan } from '../../../store/loans/plans.js';
import { sourceOf } from '../door/guard.js';
import { PROBLEMS, Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, maybe, moment, number } from '../door/written.js';
import { LONGEST_PLAN, planWritten } from './changes.js';

const tags = ['plans'];
const params = z.object({ proposal: number });
const why = z.string().trim().min(1).max(1000);
const SHOWN = 200;

const listed = z
  .object({
    ...{
      proposal: z.int(),
      plan: z.string(),
      basedOn: z.int().describe('the version that was changed'),
      why: z.string(),
    },
    ...{ proposedAt: moment, proposedBy: z.string(), decidedAt: maybe(moment), decidedBy: maybe(z.string()) },
    version: maybe(z.int()).describe('as which it is published; null: it waits, or is refused'),
    reason: maybe(z.string()).describe('why it is refused'),
  })
  .meta({ id: 'PlanProposal' });

/** Changes of plans: proposed by one person, published by another. */
export const planProposals: Resource = (room, context) => {
  const { db, contactRules: rules, settings } = context;
  const of = { rules, own: settings.plans };

  room.get(
    '/plans/:plan/text',
    {
      schema: {
        ...{ tags, operationId: 'getPlanText', summary: 'the newest version as people write it, with its comments' },
        params: z.object({ plan: z.string().max(200) }),
        response: answers(z.object({ version: z.int(), text: z.string() })),
      },
    },
    async ({ params: { plan } }) => {
      const found = await findPlan(db.pool, plan);
      if (found === null) throw new Refused(404, 'there is no such plan', 'plan');
      return { version: found.version, text: await planText(db.pool, found, settings.plans) };
    },
  );

  room.get(
    '/plan-proposals',
    {
      schema: {
        ...{
          tags,
          operationId: 'listPlanProposals',
          summary: `changes of plans that were proposed, the newest ${SHOWN}`,
        },
        querystring: z.object({ waits: z.stringbool().default(false).describe('those alone that nobody has decided') }),
        response: answers(z.object({ items: z.array(listed) })),
      },
    },
    async ({ query: { waits } }) => ({
      items: (await listPlanProposals(db.pool, { waits, most: SHOWN })).map(planProposalDocument),
    }),
  );

  room.get(
    '/plan-proposals/:proposal',
    {
      schema: {
        ...{
          tags,
          operationId: 'getPlanProposal',
          summary: 'one of them, with the words that were changed, before and after',
        },
        params,
        response: answers(listed.extend({ before: z.string(), text: z.string() }).meta({ id: 'PlanProposalText' })),
      },
    },
    async ({ params: { proposal } }) => {
      const found = await findPlanProposal(db.pool, proposal);
      const base = found && (await findPlan(db.pool, found.plan, found.basedOn));
      if (found === null || base === null) throw new Refused(404, 'there is no such proposal', 'proposal');
      return {
        ...planProposalDocument(found),
        before: await planText(db.pool, base, settings.plans),
        text: found.text,
      };
    },
  );

  room.post(
    '/plan-proposals',
    {
      bodyLimit: 2 * LONGEST_PLAN,
      schema: {
        ...{
          tags,
          operationId: 'proposePlan',
          summary: 'proposes a change of the newest version of a plan, which another person publishes',
        },
        body: z.strictObject({ text: planWritten, why }),
        response: { 201: z.object({ proposal: z.int(), plan: z.string() }), ...PROBLEMS },
      },
    },
    async (request, reply) => reply.code(201).send(await proposePlan(db, request.body, of, sourceOf(request, context))),
  );

  room.post(
    '/plan-proposals/:proposal/publication',
    {
      schema: {
        ...{
          tags,
          operationId: 'publishPlan',
          summary: 'publishes it, as another person than its author: loans follow it from their next wake-up',
        },
        params,
        response: answers(z.object({ version: z.int() })),
      },
    },
    async (request) => ({
      version: await publishPlan(db, request.params.proposal, of, sourceOf(request, context)),
    }),
  );

  room.post(
    '/plan-proposals/:proposal/refusal',
    {
      schema: {
        ...{
          tags,
          operationId: 'refusePlan',
          summary: 'it is not published: by another, or by its author, who thinks better of it',
        },
        params,
        body: z.strictObject({ reason: why }),
        response: { 204: z.undefined(), ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { proposal } = request.params;
      const source = sourceOf(request, context);
      await transaction(db, (client) => refusePlanProposal(client, { proposal, ...request.body }, source));
      return reply.code(204).send(undefined);
    },
  );
};
