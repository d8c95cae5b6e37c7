import { z } from 'zod';
import { dayOf } from '../../../domain/time/dates.js';
import { caseSpec, longestUntil } from '../../../domain/work/cases.js';
import { isInSight } from '../../../store/lists/in-sight.js';
import { readPlan } from '../../../store/loans/plans.js';
import { readProposal } from '../../../store/work/cases.js';
import { Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, day, id, maybe, moment, momentOrNull } from '../door/written.js';
import { inMoney, unpaid } from '../loans/relief.js';

const proposal = z
  .object({
    case: z.string(),
    openedBy: maybe(z.string()).describe('null: the plan itself'),
    proposedBy: maybe(z.string()).describe('null: it is not proposed yet'),
    proposedAt: maybe(moment),
    answers: z.record(z.string(), z.string()).describe('by the lines of the proposal'),
    note: maybe(z.string()),
    decidedBy: maybe(z.string()),
    approver: z.string().describe('the role that decides, or one that its work goes up to'),
    effect: z.enum(['none', 'pause', 'extend']),
    schedule: maybe(z.object({ instalments: unpaid, capitalise: z.boolean() })).describe(
      'by which what is unpaid is to fall due; approved as it is unless a day or another is named',
    ),
    longest: maybe(day).describe('how far the plan lets it go; null: it has no end'),
  })
  .meta({ id: 'Proposal' });

/** On what grounds somebody is to decide. */
export const caseRoute: Resource = (room, { db, now }) => {
  room.get(
    '/cases/:case',
    {
      schema: {
        ...{ tags: ['work'], operationId: 'getProposal', summary: 'of a case: who proposes what, and who decides' },
        params: z.object({ case: id }),
        response: answers(proposal),
      },
    },
    async ({ params, acting: { sight } }) => {
      const seen = await isInSight(db.pool, 'case', params.case, sight);
      const found = seen ? await readProposal(db.pool, params.case) : null;
      if (found === null) throw new Refused(404, 'there is no such case', 'case');
      const { kind, plan, at, schedule, ...it } = found;
      const spec = caseSpec(await readPlan(db.pool, plan), kind);
      const { approver, effect } = spec;
      return {
        ...{ ...it, proposedAt: momentOrNull(at), approver, effect },
        schedule: schedule && { ...schedule, instalments: inMoney(schedule.instalments) },
        longest: longestUntil(spec, dayOf(now())),
      };
    },
  );
};
