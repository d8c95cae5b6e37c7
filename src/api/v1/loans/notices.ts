import { z } from 'zod';
import { formatMoment } from '../../../domain/time/dates.js';
import { isInSight } from '../../../store/lists/in-sight.js';
import { listNotices } from '../../../store/lists/notice-list.js';
import { codeIn, languageOf } from '../door/language.js';
import { Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, id, maybe, moment, momentOrNull } from '../door/written.js';

const notice = z
  .object({
    notice: z.int(),
    loans: z
      .array(z.string())
      .describe('of which the message speaks, that first in whose message the others were said'),
    channel: z.string(),
    template: z.string(),
    purpose: z.string(),
    due: moment,
    status: z.string(),
    reason: maybe(z.string()),
    say: maybe(z.string()).describe('the reason in the language of Accept-Language'),
    contactedAt: maybe(moment),
    delivery: maybe(z.string()).describe('what the provider said became of it'),
    deliveredAt: maybe(moment),
  })
  .meta({ id: 'Notice' });

export const notices: Resource = (room, { db }) => {
  room.get(
    '/loans/:loan/notices',
    {
      schema: {
        ...{ tags: ['loans'], operationId: 'listNotices', summary: 'messages about a loan, and what became of each' },
        params: z.object({ loan: id }),
        response: answers(z.object({ items: z.array(notice) })),
      },
    },
    async (request) => {
      const { loan } = request.params;
      const { sight } = request.acting;
      const language = languageOf(request);
      if (!(await isInSight(db.pool, 'loan', loan, sight))) throw new Refused(404, 'there is no such loan', 'loan');
      const items = (await listNotices(db.pool, loan)).map(({ due, contactedAt, deliveredAt, ...it }) => ({
        ...{
          ...it,
          say: it.reason && codeIn(language, it.reason),
          due: formatMoment(due),
          contactedAt: momentOrNull(contactedAt),
          deliveredAt: momentOrNull(deliveredAt),
        },
      }));
      return { items };
    },
  );
};
