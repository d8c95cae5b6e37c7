import { z } from 'zod';
import { formatMoment } from '../../domain/time/dates.js';
import { type AuditEntry, auditEntries } from '../../store/lists/audit-list.js';
import type { Resource } from './door/room.js';
import { answers, id, moment, page, paged, pageOf } from './door/written.js';

const entry = z
  .object({
    id: z.int(),
    at: moment,
    actor: z.string(),
    what: z.string(),
    subject: z.string(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' });

export const audit: Resource = (room, { db }) => {
  room.get(
    '/audit',
    {
      schema: {
        ...{ tags: ['audit'], operationId: 'listAudit', summary: 'who did what, the first entry first' },
        querystring: z.object({
          ...page,
          after: z.coerce
            .number()
            .int()
            .min(0)
            .max(Number.MAX_SAFE_INTEGER)
            .default(0)
            .describe('`next` of the part before'),
          subject: id.optional().describe('loan/L1, borrower/B1, staff/RM1 …'),
        }),
        response: answers(pageOf(entry)),
      },
    },
    async ({ query: { after, limit, subject } }) => {
      const found = await auditEntries(db.pool, { subject: subject ?? null, after, limit });
      return paged(found.map(documentOf), limit, (it) => String(it.id));
    },
  );
};

const documentOf = ({ at, ...it }: AuditEntry) => ({ ...it, at: formatMoment(at) });
