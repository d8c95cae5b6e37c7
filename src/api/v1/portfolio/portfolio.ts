import { z } from 'zod';
import type { Plan } from '../../../domain/plan/plan.js';
import { type Day, dayOf } from '../../../domain/time/dates.js';
import { type BookOnDay, bookOnDay } from '../../../reports/papers/book-on-day.js';
import { findPlan } from '../../../store/loans/plans.js';
import { Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, dayAsked, id } from '../door/written.js';
import { portfolio as answer, portfolioAnswer } from './portfolio-answers.js';

/** Counted anew no sooner, however many look at it: of a large book it takes seconds. */
const FRESH_FOR_MS = 60_000;

export const portfolio: Resource = (room, { db, now, clock }) => {
  const known = new Map<string, { until: number; book: Promise<BookOnDay | null> }>();
  const counted = (plan: Plan, on: Day, branch: string | null) => {
    const key = JSON.stringify([plan.plan, plan.version, on, branch]);
    for (const [it, { until }] of known) if (until < clock()) known.delete(it);
    const book = known.get(key)?.book ?? bookOnDay(db, plan, { on, branch, now: now() });
    if (!known.has(key)) known.set(key, { until: clock() + FRESH_FOR_MS, book });
    book.catch(() => known.delete(key));
    return book;
  };

  room.get(
    '/portfolio',
    {
      schema: {
        tags: ['portfolio'],
        operationId: 'getPortfolio',
        summary: "a plan's book at the end of a day: arrears by age, stages, branches, people, what moved, targets",
        querystring: z.object({ plan: id, on: dayAsked.optional().describe('left out: today') }),
        response: answers(answer),
      },
    },
    async ({ query: { plan: name, on = dayOf(now()) }, acting: { sight } }) => {
      if (on > dayOf(now())) throw new Refused(422, 'on: a day that is yet to come has no figures', 'on');
      const plan = await findPlan(db.pool, name);
      const branch = sight.of ?? null;
      const found = plan && (await counted(plan, on, branch));
      if (found === null) throw new Refused(404, 'there is no such plan, or it has no loan by that day', 'plan');
      return portfolioAnswer({ plan: name, currency: found.currency, on, branch }, found);
    },
  );
};
