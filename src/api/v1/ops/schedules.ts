import { z } from 'zod';
import { isDay } from '../../../domain/time/dates.js';
import { sourceOf } from '../door/guard.js';
import type { Resource } from '../door/room.js';
import { answers, day, id, maybe, moment, momentOrNull } from '../door/written.js';

const tags = ['operations'];
const params = z.object({ schedule: id });
const dayAsked = day.refine(isDay, 'must be a day');

const schedule = z
  .object({
    schedule: z.string(),
    title: z.string().describe('what it does, in words'),
    there: z.boolean().describe('false: it should be there and is not'),
    ...{ next: maybe(moment), last: maybe(moment) },
    missed: z.int().describe('runs that were too late to be made up for, since it was made'),
    ...{ paused: z.boolean(), note: z.string() },
    lastRun: maybe(
      z.object({
        workflow: z.string(),
        status: z.string().describe('as Temporal calls it: RUNNING, COMPLETED, FAILED, …'),
        endedAt: maybe(moment),
        result: maybe(z.record(z.string(), z.number())).describe('what it did, in figures'),
      }),
    ),
  })
  .meta({ id: 'Recurring' });

const drift = z
  .object({
    missing: z.array(z.object({ kind: z.string(), count: z.int(), first: z.string() })),
    strays: z.array(z.object({ workflow: z.string(), why: z.string() })),
    untold: z.int().describe('news that no workflow was told of yet'),
  })
  .meta({ id: 'Drift' });

export const schedules: Resource = (room, context) => {
  room.get(
    '/schedules',
    {
      schema: {
        ...{
          tags,
          operationId: 'listSchedules',
          summary: 'what recurs: when it comes next, when it came and what of it',
        },
        response: answers(z.object({ items: z.array(schedule) })),
      },
    },
    async () => ({
      items: (await context.temporal.schedules()).map(({ lastRun, ...it }) => ({
        ...{ ...it, next: momentOrNull(it.next), last: momentOrNull(it.last) },
        lastRun: lastRun && { ...lastRun, endedAt: momentOrNull(lastRun.endedAt) },
      })),
    }),
  );

  room.post(
    '/schedules/:schedule/change',
    {
      schema: {
        ...{ tags, operationId: 'changeSchedule', summary: 'starts it now, pauses it, or lets it go on' },
        params,
        body: z.strictObject({ do: z.enum(['trigger', 'pause', 'resume']), why: z.string().trim().min(1).max(1000) }),
        response: answers(z.object({ done: z.string() })),
      },
    },
    async (request) => {
      const { do: steer, why } = request.body;
      const said = { schedule: request.params.schedule, steer, why };
      return { done: await context.temporal.steerSchedule(said, sourceOf(request, context)) };
    },
  );

  room.post(
    '/schedules/:schedule/backfill',
    {
      schema: {
        ...{
          tags,
          operationId: 'backfillSchedule',
          summary: 'makes up for missed days; those that were opened stay as they are',
        },
        params,
        body: z.strictObject({ from: dayAsked, until: dayAsked.describe('the day it ends, not included') }),
        response: answers(z.object({ days: z.array(day) })),
      },
    },
    async (request) => {
      const said = { ...request.params, ...request.body };
      return { days: await context.temporal.backfill(said, sourceOf(request, context)) };
    },
  );

  room.get(
    '/troubles',
    {
      schema: {
        ...{
          tags,
          operationId: 'listTroubles',
          summary:
            'loans and tasks whose workflow fails again and again, or is late, and why: what is due and not done',
        },
        response: answers(z.object({ items: z.array(z.object({ what: z.string(), why: z.string() })) })),
      },
    },
    async () => ({ items: await context.temporal.troubles() }),
  );

  room.get(
    '/drift',
    {
      schema: {
        ...{ tags, operationId: 'getDrift', summary: 'what `reconcile` would mend between database and Temporal' },
        response: answers(drift),
      },
    },
    async () => context.temporal.drift(),
  );
};
