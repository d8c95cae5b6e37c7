import { z } from 'zod';
import { type Day, FIRST_DAY, formatMoment, LAST_DAY, MS_A_DAY, momentAt } from '../../../domain/time/dates.js';
import { type AuditEntry, auditEntries } from '../../../store/lists/audit-list.js';
import type { Resource } from '../door/room.js';
import { answers, day, id, moment, order, pageByNumber, paged, pageOf } from '../door/written.js';

const entry = z
  .object({
    id: z.int(),
    at: moment,
    actor: z.string(),
    what: z.string(),
    subject: z.string(),
    detail: z
      .union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))])
      .describe('of steps: each of them'),
  })
  .meta({ id: 'AuditEntry' });

export const audit: Resource = (room, { db }) => {
  room.get(
    '/audit',
    {
      schema: {
        ...{ tags: ['audit'], operationId: 'listAudit', summary: 'who did what, the first entry first, or the newest' },
        querystring: z.object({
          ...pageByNumber,
          subject: id.optional().describe('loan/L1, borrower/B1, staff/RM1 …'),
          about: id.optional().describe('an id alone: whatever is about it, and about the tasks and cases of a loan'),
          actor: id.optional().describe('staff/RM1, key/plk_…, worker; a person by the id alone'),
          what: id.optional().describe('payment, hold, retrigger …'),
          from: day.optional(),
          until: day.optional().describe('the last day'),
          looks: z.stringbool().default(false).describe('only who saw what is personal'),
          order,
        }),
        response: answers(pageOf(entry)),
      },
    },
    async ({ query: { from, until, order: by, ...it } }) => {
      const { after, limit, subject = null, about = null, actor = null, what = null, looks } = it;
      const found = await auditEntries(db.pool, {
        ...{ subject, about, actor, what, looks, after, limit, newest: by === 'newest' },
        from: from === undefined ? null : momentAt(within(from), '00:00'),
        until: until === undefined ? null : momentAt(within(until), '00:00') + MS_A_DAY,
      });
      return paged(found.map(documentOf), limit, (it) => String(it.id));
    },
  );
};

const documentOf = ({ at, ...it }: AuditEntry) => ({ ...it, at: formatMoment(at) });

/** No day before or after those that anything can be of. */
const within = (it: Day): Day => (it < FIRST_DAY ? FIRST_DAY : it > LAST_DAY ? LAST_DAY : it);
