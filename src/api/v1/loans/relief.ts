import { z } from 'zod';
import { inJson } from '../../../domain/entry/said-schemas.js';
import { instalments } from '../../../domain/facts/account/schedule.js';
import type { Unpaid } from '../../../domain/loan/account/arrears.js';
import { formatMoney } from '../../../domain/money/money.js';
import { CASE_KINDS } from '../../../domain/plan/risk.js';
import { reliefAhead } from '../../../domain/work/relief-ahead.js';
import { readPlan } from '../../../store/loans/plans.js';
import type { Resource } from '../door/room.js';
import { answers, day, id, maybe, money } from '../door/written.js';
import { loanInSight } from './loan-in-sight.js';

export const unpaid = z.array(z.object({ seq: z.int(), dueOn: day, principal: money, interest: money, fee: money }));

const ahead = z
  .object({
    refused: maybe(z.string()).describe('why it cannot be approved so; null: it can'),
    faults: z
      .array(z.object({ seq: maybe(z.int()).describe('null: all instalments together'), wrong: z.string() }))
      .describe('all that is wrong with the instalments that were sent'),
    until: maybe(day),
    effect: z.enum(['none', 'pause', 'extend']),
    before: unpaid.describe('what is unpaid now'),
    after: unpaid.describe('what would be'),
    dpd: z.int(),
    overdue: money,
    outstanding: money,
  })
  .meta({ id: 'ReliefAhead' });

export const inMoney = (parts: readonly Pick<Unpaid, 'seq' | 'dueOn' | 'principal' | 'interest' | 'fee'>[]) =>
  parts.map(({ seq, dueOn, principal, interest, fee }) => ({
    ...{ seq, dueOn, principal: formatMoney(principal), interest: formatMoney(interest), fee: formatMoney(fee) },
  }));

export const relief: Resource = (room, context) => {
  room.post(
    '/loans/:loan/relief-ahead',
    {
      schema: {
        ...{
          tags: ['loans'],
          operationId: 'reliefAhead',
          summary: 'what a relief would be, were it approved now; nothing is written',
        },
        params: z.object({ loan: id }),
        body: z.strictObject({
          kind: z.enum(CASE_KINDS),
          until: inJson.day.optional().describe('left out: as far as the plan allows'),
          instalments: instalments(inJson).optional(),
          capitalise: z.boolean().default(false),
        }),
        response: answers(ahead),
      },
    },
    async ({ params: { loan }, body, acting: { sight } }) => {
      const { file, plan } = await loanInSight(context, loan, sight);
      const said = { ...body, until: body.until ?? null, instalments: body.instalments ?? null };
      const it = reliefAhead(file, await readPlan(context.db.pool, plan), said, context.now());
      const { dpd, overdue, outstanding } = it.standing;
      return {
        ...{ refused: it.refused, faults: [...it.faults], until: it.until, effect: it.effect },
        ...{ before: inMoney(it.before), after: inMoney(it.after) },
        ...{ dpd, overdue: formatMoney(overdue), outstanding: formatMoney(outstanding) },
      };
    },
  );
};
