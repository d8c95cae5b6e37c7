import { z } from 'zod';
import { SIZES } from '../../domain/person/borrower.js';
import { WHOSE } from '../../domain/person/contact.js';
import { pageOfBorrowers } from '../../store/lists/borrower-list.js';
import { isInSight } from '../../store/lists/in-sight.js';
import { readBorrower } from '../../store/people/borrowers.js';
import { maskedPerson, type Person, unmaskedPerson } from '../../store/people/persons.js';
import type { ApiContext } from '../context.js';
import { etagOf } from './door/etag.js';
import { sourceOf } from './door/guard.js';
import { Refused } from './door/problem.js';
import type { Resource } from './door/room.js';
import { answers, id, maskedName, maybe, money, moneyOrNull, page, paged, pageOf } from './door/written.js';

const listed = z
  .object({
    borrower: z.string(),
    kind: z.string(),
    name: maskedName,
    branch: maybe(z.string()),
    manager: maybe(z.string()),
    loans: z.int().describe('that are not closed'),
  })
  .meta({ id: 'ListedBorrower' });

const person = z.object({
  borrower: z.string(),
  kind: z.enum(['person', 'enterprise']),
  name: maybe(z.string()),
  identity: maybe(z.string()),
  restricted: z.boolean(),
  erased: z.boolean(),
  loans: z.array(z.string()),
  contacts: z.array(
    z.object({
      whose: z.enum(WHOSE),
      channel: z.string(),
      address: maybe(z.string()),
      consent: z.boolean(),
      retired: z.boolean(),
    }),
  ),
});

const known = person
  .extend({
    language: maybe(z.string()).describe('null: not said'),
    class: maybe(z.string()),
    size: maybe(z.enum(SIZES)),
    industry: maybe(z.string()),
    branch: maybe(z.string()),
    accountManager: maybe(z.string()),
    limit: maybe(money),
  })
  .meta({ id: 'Borrower', description: 'what is known; of the person only what tells two apart' });

const tags = ['borrowers'];
const params = z.object({ borrower: id });

export const borrowers: Resource = (room, context) => {
  const { db, seal } = context;
  room.get(
    '/borrowers',
    {
      schema: {
        ...{ tags, operationId: 'listBorrowers', summary: 'borrowers in sight, by id' },
        querystring: z.object({ ...page, branch: id.optional(), manager: id.optional() }),
        response: answers(pageOf(listed)),
      },
    },
    async ({ query: { after, limit, ...filter }, acting: { sight } }) =>
      paged(await pageOfBorrowers(db.pool, seal, { ...filter, sight }, { after, limit }), limit, (it) => it.borrower),
  );

  room.get(
    '/borrowers/:borrower',
    {
      schema: {
        tags,
        operationId: 'getBorrower',
        summary: 'a borrower, masked; its ETag goes into If-Match',
        params,
        response: answers(known),
      },
    },
    async ({ params: { borrower }, acting: { sight } }, reply) => {
      await mustBeInSight(context, borrower, sight);
      reply.header('etag', await etagOf(db.pool, 'borrower', borrower));
      const { limit, size, ...it } = await readBorrower(db.pool, borrower);
      const masked = await maskedPerson(db.pool, seal, borrower);
      return { ...it, size: size as (typeof SIZES)[number] | null, limit: moneyOrNull(limit), ...masked };
    },
  );

  room.post(
    '/borrowers/:borrower/look',
    {
      schema: {
        ...{
          tags,
          operationId: 'lookAtBorrower',
          summary: 'the person in the clear, for a reason, which is kept with who looked',
        },
        params,
        body: z.strictObject({ reason: z.string().min(1).max(1000) }),
        response: answers(person.meta({ id: 'Person' })),
      },
    },
    async (request): Promise<Person> => {
      const { borrower } = request.params;
      await mustBeInSight(context, borrower, request.acting.sight);
      return unmaskedPerson(db, seal, borrower, request.body.reason, sourceOf(request, context));
    },
  );
};

async function mustBeInSight(
  { db }: ApiContext,
  borrower: string,
  sight: Parameters<typeof isInSight>[3],
): Promise<void> {
  if (!(await isInSight(db.pool, 'borrower', borrower, sight)))
    throw new Refused(404, 'there is no such borrower', 'borrower');
}
