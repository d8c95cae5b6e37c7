import { z } from 'zod';
import { type Plan, planSchema } from '../../../domain/plan/plan.js';
import { checkedYaml } from '../../../library/checked-yaml.js';
import { planProblems } from '../../../planning/plan-check.js';
import { DAYS_AHEAD, doneByBoth, planChanges } from '../../../planning/plan-diff.js';
import { findPlan } from '../../../store/loans/plans.js';
import { Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, day, id, maybe } from '../door/written.js';

const tags = ['plans'];
const params = z.object({ plan: z.string().max(200) });
const version = z.coerce.number().int().min(1).max(2_147_483_647);
/** Ten times the longest plan that ships. */
export const LONGEST_PLAN = 512 * 1024;
export const planWritten = z.string().min(1).max(LONGEST_PLAN).describe('a plan as its file has it, YAML');
/** Each is foreseen twice over 90 days. */
const MOST_BORROWERS = 50;

const change = z
  .object({
    key: z.string().describe('checks.follow-up.task.dueDays'),
    from: z.unknown().optional().describe('left out: was not there'),
    to: z.unknown().optional().describe('left out: is there no more'),
  })
  .meta({ id: 'PlanChange' });

/** What a change of a plan is, is worth, and does to the book. */
export const planChangesOf: Resource = (room, { db, contactRules, now }) => {
  const versionOf = async (plan: string, version?: number): Promise<Plan> => {
    const found = await findPlan(db.pool, plan, version ?? null);
    if (found === null) throw new Refused(404, 'there is no such plan, or not this version of it', 'plan');
    return found;
  };

  room.post(
    '/plan-checks',
    {
      bodyLimit: 2 * LONGEST_PLAN,
      schema: {
        ...{ tags, operationId: 'checkPlan', summary: 'holds a plan, and the words it names, to schema and rules' },
        body: z.strictObject({ text: planWritten }),
        response: answers(
          z.object({ problems: z.array(z.string()).describe('line and key of each fault; none: the plan is good') }),
        ),
      },
    },
    async ({ body }) => ({ problems: await planProblems(body.text, 'plan.yaml', contactRules) }),
  );

  room.get(
    '/plans/:plan/diff',
    {
      schema: {
        ...{ tags, operationId: 'diffPlans', summary: 'what stands differently in two versions of a plan' },
        params,
        querystring: z.object({ from: version, to: version.optional().describe('left out: the newest') }),
        response: answers(z.object({ changes: z.array(change) })),
      },
    },
    async ({ params: { plan }, query: { from, to } }) => ({
      changes: planChanges(await versionOf(plan, from), await versionOf(plan, to)),
    }),
  );

  room.post(
    '/plans/:plan/diff',
    {
      bodyLimit: 2 * LONGEST_PLAN,
      schema: {
        ...{
          tags,
          operationId: 'diffBook',
          summary: `what each loan of the plan in sight would get otherwise in the next ${DAYS_AHEAD} days by another version, or by a text, if nothing comes in`,
        },
        params,
        body: z.strictObject({
          from: version.optional().describe('left out: the newest'),
          to: z.union([z.strictObject({ version }), z.strictObject({ text: planWritten })]),
          after: id.or(z.literal('')).default('').describe('`next` of the part before'),
          limit: z.int().min(1).max(MOST_BORROWERS).default(MOST_BORROWERS).describe('borrowers'),
        }),
        response: answers(
          z.object({
            changes: z.array(change),
            items: z.array(
              z.object({
                ...{ loan: z.string(), on: day, what: z.string().describe('task.open follow-up, notice sms due-soon') },
                ...{ before: z.int().describe('how often'), after: z.int() },
              }),
            ),
            next: maybe(z.string()).describe('where the next part begins; null: there is none'),
          }),
        ),
      },
    },
    async ({ params: { plan }, body: { from, to, after, limit }, acting: { sight } }) => {
      const before = await versionOf(plan, from);
      const other = 'text' in to ? checkedYaml(to.text, planSchema, 'plan.yaml') : await versionOf(plan, to.version);
      const compared = { before, after: other, rules: contactRules, now: now() };
      const { done, last } = await doneByBoth(db.pool, compared, { sight, page: { after, limit } });
      return {
        changes: planChanges(before, other),
        items: done.filter((it) => it.before !== it.after),
        next: last,
      };
    },
  );
};
