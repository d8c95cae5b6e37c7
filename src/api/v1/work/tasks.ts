import type { FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import { z } from 'zod';
import type { GateVerdict } from '../../../domain/contact/contact-gate.js';
import { saidId, saidWord } from '../../../domain/entry/said-schemas.js';
import type { Language } from '../../../domain/plan/template.js';
import type { Reason } from '../../../domain/reason/reason.js';
import { formatMoment, parseMoment } from '../../../domain/time/dates.js';
import type { Sql } from '../../../store/base/connection/database.js';
import { type ListedTask, listTasks } from '../../../store/lists/work-list.js';
import { planReader } from '../../../store/loans/plans.js';
import { askToCall, noteCallEnded } from '../../../store/notices/staff-calls.js';
import { assignTask } from '../../../store/staff/staff.js';
import { recordTaskDone } from '../../../store/work/task-done.js';
import type { ApiContext } from '../../context.js';
import { etagOf, matchHeaders, refuseOvertaken } from '../door/etag.js';
import { type Acting, sourceOf } from '../door/guard.js';
import { codeIn, languageOf, sayingOf } from '../door/language.js';
import { answerDone, onceHeaders } from '../door/once.js';
import { Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, id, maskedName, maybe, moment, money, moneyOrNull, page, paged, pageOf } from '../door/written.js';
import { refuseOthersPeople } from '../staff/people-of.js';

const task = z
  .object({
    task: z.string(),
    id: z.string().describe('its short number, T12'),
    kind: z.string(),
    title: maybe(z.string()),
    form: z.array(z.string()).describe('lines that its record answers'),
    choices: z
      .record(z.string(), z.array(z.string()))
      .describe('of lines that decide what comes next: with one of these words their answer begins'),
    days: z.array(z.string()).describe('lines that are answered with a day'),
    role: z.string(),
    owner: maybe(z.string()),
    due: moment,
    late: z.boolean(),
    rule: z.string(),
    why: z.string(),
    letter: maybe(z.string()),
    decides: maybe(z.string()).describe('the case whose approval it is, which is done by its decision; null: of none'),
    loan: maybe(z.string()).describe('null: the recurring work of a unit, or of a complaint'),
    also: z.array(z.string()).describe('other loans of the person for which it is done'),
    duty: maybe(z.string()),
    borrower: maybe(z.string()),
    name: maskedName,
    overdue: maybe(money),
    dpd: maybe(z.int()),
  })
  .meta({ id: 'Task' });

const verdict = z
  .object({
    verdict: z.enum(['go', 'wait', 'never']),
    until: moment.optional().describe('until when it may be called; or before when not'),
    reason: z.string().optional(),
    say: z.string().optional().describe('the reason in the language of Accept-Language'),
    rule: z.string().optional(),
  })
  .meta({ id: 'MayCall' });

const outcome = z.object({ outcome: z.enum(['taken', 'known']) });
const params = z.object({ task: id });
const headers = z.object({ ...onceHeaders, ...matchHeaders });
const tags = ['tasks'];

export const tasks: Resource = (room, context) => {
  const { db, seal } = context;
  const sayIn = sayingOf(context.english);
  room.get(
    '/tasks',
    {
      schema: {
        ...{ tags, operationId: 'listTasks', summary: 'open tasks in sight, what is due first first' },
        querystring: z.object({
          ...page,
          owner: id.optional(),
          unowned: z.stringbool().default(false).describe('those that nobody has'),
          loan: id.optional(),
          plan: id.optional(),
          branch: id.optional(),
          manager: id.optional(),
          late: z.stringbool().default(false),
        }),
        response: answers(pageOf(task)),
      },
    },
    async (request) => {
      const { after, limit, owner, late, ...filter } = request.query;
      const { sight } = request.acting;
      const staff = owner === undefined ? {} : { staff: owner };
      const found = await listTasks(
        db.pool,
        seal,
        { ...filter, ...staff, late, sight, page: { ...cursorOf(after), limit } },
        context.now(),
      );
      return paged(found.map(documentIn(sayIn(languageOf(request)))), limit, (it) => `${it.due} ${it.task}`);
    },
  );

  room.get(
    '/tasks/:task',
    {
      schema: {
        ...{ tags, operationId: 'getTask', summary: 'an open task; its ETag goes into If-Match' },
        params,
        response: answers(task),
      },
    },
    async (request, reply) => {
      const found = await taskInSight(context, request.params.task, request.acting);
      reply.header('etag', await etagOf(db.pool, 'task', found.task));
      return documentIn(sayIn(languageOf(request)))(found);
    },
  );

  room.post(
    '/tasks/:task/done',
    {
      schema: {
        ...{ tags, operationId: 'finishTask', summary: 'it has been done: its record, with the answers to its form' },
        params,
        body: z.strictObject({
          note: z.string().min(1).max(10_000).describe('what was done, with what result'),
          answers: z
            .record(z.string().max(1000), z.string().max(10_000))
            .default({})
            .describe('by the lines of the form'),
          incomplete: z.boolean().default(false).describe('lines without an answer are left open knowingly'),
          finding: saidWord.optional().describe('what was found, as the kind of a signal'),
          despite: z
            .string()
            .min(1)
            .max(1000)
            .optional()
            .describe('why a warning may be closed though what it is about still holds'),
        }),
        headers,
        response: answers(outcome),
      },
    },
    async (request, reply) => {
      const { note, finding, despite, ...rest } = request.body;
      const found = { ...(finding === undefined ? {} : { finding }), ...(despite === undefined ? {} : { despite }) };
      const source = sourceOf(request, context);
      return changed(request, reply, context, (client, it) => {
        refuseOthersWork(it, request.acting);
        return recordTaskDone(client, { task: it.task, record: { note }, ...rest, ...found }, source);
      });
    },
  );

  room.post(
    '/tasks/:task/owner',
    {
      schema: {
        ...{ tags, operationId: 'handOver', summary: 'names who does it from now on' },
        params,
        body: z.strictObject({ staff: saidId, reason: z.string().min(1).max(1000).describe('without names') }),
        headers,
        response: answers(outcome),
      },
    },
    async (request, reply) => {
      await refuseOthersPeople(context, request.body.staff, request.acting.sight, { beside: true });
      const source = sourceOf(request, context);
      return changed(request, reply, context, (client, { task }) =>
        assignTask(client, { task, ...request.body }, source),
      );
    },
  );

  room.post(
    '/tasks/:task/call',
    {
      schema: {
        ...{
          tags,
          operationId: 'mayCall',
          summary: 'may the borrower be called now? what may be called counts as called',
        },
        params,
        headers: z.object(onceHeaders),
        response: answers(verdict),
      },
    },
    async (request, reply) => {
      const { task } = await taskInSight(context, request.params.task, request.acting);
      const rules = { rules: context.contactRules, planOf: planReader(db.pool), bookAge: context.settings.bookAge };
      const source = sourceOf(request, context);
      return answerDone(request, reply, context, async (client) => ({
        status: 200,
        body: asVerdict(languageOf(request), await askToCall(client, rules, task, source)),
      }));
    },
  );

  room.post(
    '/tasks/:task/call-ended',
    {
      schema: {
        ...{ tags, operationId: 'callEnded', summary: 'how the call ended that was let go' },
        params,
        body: z.strictObject({ ended: z.enum(['answered', 'unanswered']) }),
        headers,
        response: answers(outcome),
      },
    },
    async (request, reply) => {
      const source = sourceOf(request, context);
      return changed(request, reply, context, async (client, { task }) => {
        await noteCallEnded(client, task, request.body.ended, source);
        return true;
      });
    },
  );
};

/**
 * Does `work` about an open task in sight, of which it answers whether it is news. The task is looked at within: asked again by the same
 * name, what was done is answered, though the task is open no more.
 */
async function changed(
  request: FastifyRequest & { params: { task: string } },
  reply: FastifyReply,
  context: ApiContext,
  work: (client: pg.PoolClient, task: ListedTask) => Promise<boolean>,
): Promise<FastifyReply> {
  await answerDone(request, reply, context, async (client) => {
    const found = await taskInSight(context, request.params.task, request.acting, client);
    await refuseOvertaken(client, 'task', found.task, request.headers['if-match']);
    return { status: 200, body: { outcome: (await work(client, found)) ? 'taken' : 'known' } };
  });
  context.tell();
  return reply;
}

const asVerdict = (language: Language, it: GateVerdict) => ({
  verdict: it.verdict,
  ...('until' in it ? { until: formatMoment(it.until) } : {}),
  ...('reason' in it
    ? { reason: String(it.reason), say: codeIn(language, String(it.reason)), rule: String(it.rule) }
    : {}),
});

const documentIn =
  (say: (why: Reason) => string) =>
  ({ number, due, why, overdue, sets, ...it }: ListedTask) => ({
    ...it,
    ...choicesOf(sets ?? {}),
    id: `T${number}`,
    due: formatMoment(due),
    why: say(why),
    overdue: moneyOrNull(overdue),
  });

function choicesOf({ way, resumes, dates = {} }: NonNullable<ListedTask['sets']>) {
  const words = way ? Object.values(way.cases).map(([first]) => first!) : [];
  const choices = { ...(way ? { [way.line]: words } : {}), ...(resumes ? { [resumes]: ['是', '否'] } : {}) };
  return { choices, days: Object.values(dates).filter((it) => it !== undefined) };
}

/** A part of the list begins after a moment and a task. @throws Refused for what is none */
function cursorOf(after: string): { after: string; afterDue: number | null } {
  if (after === '') return { after, afterDue: null };
  const at = after.indexOf(' ');
  const due = at < 0 ? null : parseMoment(after.slice(0, at));
  if (due === null) throw new Refused(422, 'after: not the `next` of a part of this list', 'after');
  return { after: after.slice(at + 1), afterDue: due };
}

/** @throws Refused for a task that is not open, or not in sight */
async function taskInSight(
  { db, seal, now }: ApiContext,
  task: string,
  { sight }: Acting,
  sql: Sql = db.pool,
): Promise<ListedTask> {
  const [found] = await listTasks(sql, seal, { task, sight }, now());
  if (!found) throw new Refused(404, 'there is no such open task', 'task');
  return found;
}

/** Heads may do what their people left. @throws Refused for work of another person of another role */
function refuseOthersWork({ owner, role }: ListedTask, { staff, roles }: Acting): void {
  const may = ['system', 'ops', 'department-head', 'branch-president', role].some((it) => roles.includes(it));
  if (!may && owner !== staff) throw new Refused(403, 'this is the work of another role: it is handed over first');
}
