import { z } from 'zod';
import { formatMoment } from '../../../domain/time/dates.js';
import { type Import, importOf, keepImport, listImports } from '../../../store/incoming/imports.js';
import { sourceOf } from '../door/guard.js';
import { PROBLEMS, Refused } from '../door/problem.js';
import type { Resource, Room } from '../door/room.js';
import { answers, maybe, moment, number, pageByNumber, paged, pageOf } from '../door/written.js';
import { readImports } from './read-imports.js';
import { LARGEST_UPLOAD, takesBooks, uploadedBook, withMapping } from './uploaded.js';

const shown = {
  import: z.int(),
  kind: z.enum(['book', 'daily']),
  checkOnly: z.boolean(),
  acceptWarnings: z.boolean(),
  sha256: z.string().describe('of all its files'),
  state: z
    .enum(['waits', 'reading', 'taken', 'checked', 'refused'])
    .describe('refused: nothing was written; checked: it was to be checked only'),
  tries: z.int().describe('how often it was begun: more than once where the API ended in the middle'),
  file: maybe(z.string()).describe('how far it is read'),
  rows: maybe(z.int()),
  ...{ askedAt: moment, askedBy: z.string(), changedAt: moment },
};
const listed = z.object(shown).meta({ id: 'Import' });
const known = z
  .object({
    ...shown,
    result: maybe(z.looseObject({})).describe(
      'as `import --json` says it: what was inserted; of a daily book what changed, is gone, was refused; `problems` of a book that was refused; null: not read yet',
    ),
  })
  .meta({ id: 'KnownImport' });
const tags = ['imports'];

/** Books and daily feeds that are uploaded: kept, then read in the background. */
export const imports: Resource = (room, context) => {
  const { db, seal } = context;
  const reading = readImports(context);
  room.addHook('onListen', async () => reading.begin());
  room.addHook('onClose', async () => reading.stop());

  room.get(
    '/imports',
    {
      schema: {
        ...{ tags, operationId: 'listImports', summary: 'books that were uploaded, the newest first' },
        querystring: z.object(pageByNumber),
        response: answers(pageOf(listed)),
      },
    },
    async ({ query: { after, limit } }) =>
      paged((await listImports(db.pool, after, limit)).map(documentOf), limit, (it) => String(it.import)),
  );

  room.get(
    '/imports/:import',
    {
      schema: {
        ...{ tags, operationId: 'getImport', summary: 'how far a book is read, and what became of it' },
        params: z.object({ import: number }),
        response: answers(known),
      },
    },
    async ({ params }) => {
      const found = await importOf(db.pool, seal, params.import);
      if (found === null) throw new Refused(404, 'there is no such import, or it is over for thirty days', 'import');
      return { ...documentOf(found), result: found.result as Record<string, unknown> | null };
    },
  );

  void room.register(async (plain) => {
    const uploads = plain as Room;
    await takesBooks(uploads);
    uploads.post(
      '/imports',
      {
        bodyLimit: LARGEST_UPLOAD,
        config: { upload: true },
        schema: {
          ...{
            tags,
            operationId: 'importBook',
            summary:
              'a book, all or nothing, or the state of a day, also in the form of another system, as a zip of its files or as a form of them: it is kept, and read in the background; the same that waits already is not kept twice',
          },
          consumes: ['application/zip', 'multipart/form-data'],
          querystring: z.object({
            kind: z.enum(['book', 'daily']).default('book'),
            checkOnly: z.stringbool().default(false).describe('nothing is written'),
            acceptWarnings: z.stringbool().default(false).describe('of a book: what cannot be meant is meant'),
            mapping: z
              .string()
              .regex(/^[\w-]{1,100}(\.ya?ml)?$/)
              .optional()
              .describe(
                'of a day: what the columns of another system mean: fineract, frappe-lending, bank-statement, or a file that comes too; else as format.yaml beside the files says',
              ),
          }),
          response: { 200: listed, 202: listed, ...PROBLEMS },
        },
      },
      async (request, reply) => {
        const { mapping, ...asked } = request.query;
        if (mapping !== undefined && asked.kind === 'book')
          throw new Refused(422, 'mapping: goes with kind=daily', 'mapping', 'kind');
        const files = await uploadedBook(request, asked.kind);
        if (mapping !== undefined) withMapping(files, mapping);
        const { id, news } = await keepImport(db, seal, { ...asked, files }, sourceOf(request, context));
        reading.soon();
        const kept = await importOf(db.pool, seal, id);
        const { result: _, ...it } = kept!;
        return reply.code(news ? 202 : 200).send(documentOf(it));
      },
    );
  });
};

const documentOf = ({ askedAt, changedAt, ...it }: Import) => ({
  ...it,
  ...{ askedAt: formatMoment(askedAt), changedAt: formatMoment(changedAt) },
});
