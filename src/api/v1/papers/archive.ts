import { z } from 'zod';
import { inJson } from '../../../domain/entry/said-schemas.js';
import { FACTS } from '../../../domain/facts/facts.js';
import { formatMoment } from '../../../domain/time/dates.js';
import { readAccessLog } from '../../../store/documents/archive.js';
import { listArchived, readArchived } from '../../../store/documents/archived-files.js';
import { isInSight } from '../../../store/lists/in-sight.js';
import type { ApiContext } from '../../context.js';
import { answerFile, binary } from '../door/file.js';
import { type Acting, sourceOf } from '../door/guard.js';
import { PROBLEMS, Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, id, maybe, moment, page, paged, pageOf, placeAt, placeOf } from '../door/written.js';

const document = z
  .object({
    loan: z.string(),
    document: z.string().describe('and its form: contract/paper'),
    ...{ at: moment, by: z.string() },
    sha256: maybe(z.string()).describe('null: on paper, or kept by another system'),
    file: z.boolean().describe('it is kept here, and can be looked at'),
  })
  .meta({ id: 'ArchivedDocument' });

const look = z
  .object({
    ...{ at: moment, actor: z.string(), what: z.string(), subject: z.string() },
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'ArchiveLook' });

const tags = ['archive'];

/** What is in the archive, and who filed, handed over or looked at it. */
export const archive: Resource = (room, context) => {
  const { db, seal } = context;
  room.get(
    '/archive',
    {
      schema: {
        ...{ tags, operationId: 'listArchive', summary: 'documents of loans in sight that are in the archive' },
        querystring: z.object({ ...page, loan: id.optional() }),
        response: answers(pageOf(document)),
      },
    },
    async ({ query: { after, limit, loan = null }, acting: { sight } }) => {
      const [ofLoan, document] = placeOf(after);
      const found = await listArchived(db.pool, { loan, sight, after: { loan: ofLoan, document }, limit });
      return paged(
        found.map(({ at, ...it }) => ({ ...it, at: formatMoment(at) })),
        limit,
        (it) => placeAt(it.loan, it.document),
      );
    },
  );

  room.post(
    '/archive/look',
    {
      schema: {
        ...{
          tags,
          operationId: 'readDocument',
          summary: 'the file of a document, for a reason that is kept with who looked',
        },
        body: FACTS.look.said(inJson).omit({ by: true, at: true }),
        response: { 200: binary, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      await refuseOutOfSight(context, request.body.loan, request.acting);
      const bytes = await readArchived(db, seal, request.body, sourceOf(request, context));
      return answerFile(reply, bytes);
    },
  );

  room.get(
    '/archive/looks',
    {
      schema: {
        ...{
          tags,
          operationId: 'listLooks',
          summary: 'who filed, handed over or looked at what of a loan and its borrower',
        },
        querystring: z.object({ loan: id }),
        response: answers(z.object({ items: z.array(look) })),
      },
    },
    async ({ query: { loan }, acting }) => {
      await refuseOutOfSight(context, loan, acting);
      const found = await readAccessLog(db.pool, loan);
      return { items: found.map(({ at, ...it }) => ({ ...it, at: formatMoment(at) })) };
    },
  );
};

/** @throws Refused for a loan that is not there, or not in sight */
async function refuseOutOfSight({ db }: ApiContext, loan: string, { sight }: Acting): Promise<void> {
  if (!(await isInSight(db.pool, 'loan', loan, sight))) throw new Refused(404, 'there is no such loan', 'loan');
}
