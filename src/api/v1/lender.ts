import { z } from 'zod';
import { formatMoment } from '../../domain/time/dates.js';
import type { Resource } from './door/room.js';
import { answers, moment } from './door/written.js';

const answer = z
  .object({
    name: z.string().describe('empty: not said'),
    hotline: z.string(),
    now: moment.describe('the business moment: the sample has a time of its own'),
  })
  .meta({ id: 'Lender' });

export const lender: Resource = (room, { settings, now }) => {
  room.get(
    '/lender',
    {
      schema: {
        ...{ tags: ['lender'], operationId: 'getLender', summary: 'whose loans these are, and what time it is there' },
        response: answers(answer),
      },
    },
    async () => ({ ...settings.lender, now: formatMoment(now()) }),
  );
};
