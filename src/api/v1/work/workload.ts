import { z } from 'zod';
import { formatMoney } from '../../../domain/money/money.js';
import { addDays, dayOf } from '../../../domain/time/dates.js';
import { dutiesBetween } from '../../../domain/work/duties.js';
import { calendarNow } from '../../../store/base/calendar.js';
import { fallingDue, personLoads, tasksDue } from '../../../store/lists/workload.js';
import { plansInUse } from '../../../store/work/duties.js';
import type { Resource } from '../door/room.js';
import { answers, day, maybe, money } from '../door/written.js';

const answer = z
  .object({
    from: day,
    until: day.describe('not included'),
    tasks: z
      .array(z.object({ on: day, role: z.string(), tasks: z.int() }))
      .describe('open, by the day on which they are due'),
    people: z
      .array(z.object({ staff: maybe(z.string()), role: z.string(), open: z.int(), late: z.int(), week: z.int() }))
      .describe('the latest first; week: due within seven days'),
    due: z
      .array(z.object({ on: day, instalments: z.int(), amount: money }))
      .describe('by the schedules; what was paid ahead is in it'),
    duties: z
      .array(
        z.object({
          on: day,
          plan: z.string(),
          duty: z.string(),
          title: z.string(),
          rule: z.string(),
          role: maybe(z.string()),
        }),
      )
      .describe('what plans bring round; role null: a paper that is made'),
  })
  .meta({ id: 'Workload' });

export const workload: Resource = (room, { db, now }) => {
  room.get(
    '/workload',
    {
      schema: {
        tags: ['tasks'],
        operationId: 'getWorkload',
        summary: 'what is known of the coming days: open tasks, what falls due, what plans bring round',
        querystring: z.object({ days: z.coerce.number().int().min(1).max(92).default(30) }),
        response: answers(answer),
      },
    },
    async ({ query: { days }, acting: { sight } }) => {
      const branch = sight.of ?? null;
      const from = dayOf(now());
      const until = addDays(from, days);
      const [tasks, people, due] = await Promise.all([
        tasksDue(db.pool, branch, until),
        personLoads(db.pool, branch, now()),
        fallingDue(db.pool, branch, from, until),
      ]);
      const calendar = await calendarNow(db.pool);
      const duties = (await plansInUse(db.pool)).flatMap((plan) =>
        dutiesBetween(plan, calendar, from, until).map(({ duty, day: on }) => ({
          ...{ on, plan: plan.plan, duty: duty.id, title: duty.title, rule: duty.rule, role: duty.task?.role ?? null },
        })),
      );
      return {
        ...{ from, until, tasks, people },
        due: due.map(({ amount, ...it }) => ({ ...it, amount: formatMoney(amount) })),
        duties: duties.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)),
      };
    },
  );
};
