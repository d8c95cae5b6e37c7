import { z } from 'zod';
import { formatMoney } from '../../../domain/money/money.js';
import { BORROWER_KINDS, SIZES } from '../../../domain/person/borrower.js';
import { CHANNELS } from '../../../domain/plan/plan.js';
import { planYear } from '../../../domain/preview/plan-year.js';
import { dayOf } from '../../../domain/time/dates.js';
import { underLaw } from '../../../library/law.js';
import { calendarNow } from '../../../store/base/calendar.js';
import { findPlan } from '../../../store/loans/plans.js';
import { Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, day, id, maybe, money } from '../door/written.js';

const row = z
  .object({
    part: z.enum(['standing', 'messages', 'checks', 'work', 'papers']),
    what: z.string().describe('as in a timeline: stage, notice, task.open'),
    rule: z.string().describe('the row of the plan: P4.2'),
    kind: z.string().describe('the stage, template, kind of task, of warning or of paper'),
    title: maybe(z.string()),
    role: maybe(z.string()),
    channels: z.array(z.enum(CHANNELS)),
    days: z.array(day).describe('a day as often as it is done on it; a message once, however many channels it goes on'),
  })
  .meta({ id: 'RowOfYear' });

/** A plan as its year. */
export const planYears: Resource = (room, { db, contactRules: rules, now }) => {
  room.get(
    '/plans/:plan/year',
    {
      schema: {
        ...{
          tags: ['plans'],
          operationId: 'getPlanYear',
          summary:
            'what a version of a plan does in a year for a loan that is paid on each due day and for one that is never paid, and what comes round in its unit: by row and day',
        },
        params: z.object({ plan: z.string().max(200) }),
        querystring: z.object({
          version: z.coerce.number().int().min(1).max(2_147_483_647).optional().describe('left out: the newest'),
          year: z.coerce.number().int().min(2000).max(2100).optional().describe('left out: this one'),
          kind: z.enum(BORROWER_KINDS).optional().describe("left out: the first of the plan's"),
          size: z.enum(SIZES).optional(),
          class: id.optional().describe('a class of the plan'),
        }),
        response: answers(
          z
            .object({
              year: z.int(),
              kind: z.enum(BORROWER_KINDS),
              loan: z
                .object({
                  ...{ principal: money, disbursedOn: day },
                  instalments: z.array(z.object({ dueOn: day, amount: money })),
                })
                .describe(
                  'what is looked at: the borrower has agreed to every channel, and staff do their work within a day',
                ),
              quiet: z.array(row).describe('each instalment is paid on its day'),
              overdue: z.array(row).describe('nothing is paid'),
              unit: z.array(row).describe('work and papers that come round, whatever the loans do'),
            })
            .meta({ id: 'PlanYear' }),
        ),
      },
    },
    async ({ params: { plan: name }, query }) => {
      const plan = await findPlan(db.pool, name, query.version);
      if (plan === null) throw new Refused(404, 'there is no such plan', 'plan');
      const { year = Number(dayOf(now()).slice(0, 4)), kind = plan.borrowers[0]!, size = null } = query;
      if (!plan.borrowers.includes(kind)) throw new Refused(422, 'kind: the plan is not for such borrowers', 'kind');
      const profile = { kind, size, industry: null, class: query.class ?? null };
      const found = planYear(underLaw(plan), { year, profile, calendar: await calendarNow(db.pool), rules });
      const { principal, disbursedOn, instalments } = found.loan;
      return {
        ...{ ...found, year, kind },
        loan: {
          ...{ principal: formatMoney(principal), disbursedOn },
          instalments: instalments.map((it) => ({
            dueOn: it.dueOn,
            amount: formatMoney(it.principal + it.interest + it.fee),
          })),
        },
      };
    },
  );
};
