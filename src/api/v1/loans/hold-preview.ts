import { z } from 'zod';
import { inJson } from '../../../domain/entry/said-schemas.js';
import { heldBack } from '../../../domain/preview/held-back.js';
import { formatMoment, MS_A_DAY } from '../../../domain/time/dates.js';
import { batchFilter } from '../../../domain/work/batch.js';
import { chosenLoans } from '../../../store/batches/foresee-batch.js';
import { foreseeHeld } from '../../../store/work/foresee-loan.js';
import { sourceOf } from '../door/guard.js';
import type { Resource } from '../door/room.js';
import { answers, maybe, moment } from '../door/written.js';

/** So many loans are foreseen, each twice: more would be waited for too long. Our own number. */
const MOST_LOANS = 200;
/** A hold without an end, or with a far one, is looked at so far ahead. */
const AHEAD_DAYS = 60;

const sums = z.object({ messages: z.int(), work: z.int() });
const heldBackOf = z
  .object({
    loans: z.int().describe('how many are chosen'),
    foreseen: z.int().describe(`of how many the counts are: the first ${MOST_LOANS} by id`),
    until: moment.describe(`the end of the hold, at most ${AHEAD_DAYS} days ahead: so far the counts go`),
    keptBack: sums.describe('what would go out or be opened until then, and is not'),
    goesOn: sums.describe('what goes out or is opened nevertheless, such as care'),
    rows: z.array(
      z.object({
        ...{ what: z.enum(['notice', 'task.open']), kind: z.string(), channel: maybe(z.string()), rule: z.string() },
        ...{ keptBack: z.int(), goesOn: z.int() },
      }),
    ),
  })
  .meta({ id: 'HoldPreview' });

export const holdPreview: Resource = (room, context) => {
  room.post(
    '/hold-previews',
    {
      schema: {
        ...{
          tags: ['loans'],
          operationId: 'previewHold',
          summary: 'what a hold from now on would keep back until its end, and what would go on; changes nothing',
        },
        body: z.strictObject({
          filter: batchFilter.describe('as of a batch; one loan: {"loans": ["L1"]}'),
          until: inJson.end.optional().describe('its last day; left out: until released'),
          everything: z.boolean().default(false).describe('checks and visits rest too'),
        }),
        response: answers(heldBackOf),
      },
    },
    async (request) => {
      const { body, acting } = request;
      const { db, seal, contactRules: rules } = context;
      const source = sourceOf(request, context);
      const chosen = await chosenLoans({ sql: db.pool, seal, source }, body.filter, acting.sight);
      const end = body.until ?? null;
      const from = source.at;
      const until = Math.min(end ?? Infinity, from + AHEAD_DAYS * MS_A_DAY);
      const hold = { reason: 'preview', from, until: end, everything: body.everything };
      const ahead = { from, until, staff: () => MS_A_DAY, rules };
      const found = [];
      for (const { loan } of chosen.slice(0, MOST_LOANS)) {
        const both = await foreseeHeld(db, loan, hold, ahead);
        if (both) found.push(both);
      }
      const rows = heldBack(found);
      const sum = (of: 'keptBack' | 'goesOn') => {
        const count = (what: string) => rows.reduce((all, it) => all + (it.what === what ? it[of] : 0), 0);
        return { messages: count('notice'), work: count('task.open') };
      };
      return {
        ...{ loans: chosen.length, foreseen: found.length, until: formatMoment(until) },
        ...{ keptBack: sum('keptBack'), goesOn: sum('goesOn'), rows },
      };
    },
  );
};
