import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatMoment } from '../../../domain/time/dates.js';
import { transaction } from '../../../store/base/connection/database.js';
import { sha256Of } from '../../../store/base/sha256.js';
import { isInSight } from '../../../store/lists/in-sight.js';
import {
  type EvidenceFile,
  keepEvidence,
  LARGEST_EVIDENCE,
  listEvidence,
  readEvidence,
} from '../../../store/work/evidence.js';
import type { ApiContext } from '../../context.js';
import { answerFile, binary } from '../door/file.js';
import { type Acting, sourceOf } from '../door/guard.js';
import { PROBLEMS, Refused } from '../door/problem.js';
import type { Resource, Room } from '../door/room.js';
import { answers, id, maybe, moment, number } from '../door/written.js';

const evidence = z
  .object({
    evidence: z.int(),
    name: z.string().describe('of its name the ending'),
    size: z.int(),
    sha256: z.string(),
    at: moment,
    by: z.string(),
    place: maybe(z.literal('sealed')).describe('null: it was not said where'),
  })
  .meta({ id: 'Evidence' });

const tags = ['tasks'];
const params = z.object({ task: id });
/** Beside the file: names of parts, where it was. */
const FIELDS_BYTES = 16 * 1024;

/** Files that show what a task's record says: kept sealed, known by their hash. */
export const evidenceOfTask: Resource = (room, context) => {
  const { db, seal } = context;
  room.get(
    '/tasks/:task/evidence',
    {
      schema: {
        ...{ tags, operationId: 'listEvidence', summary: 'what is kept of a task, without names, places and content' },
        params,
        response: answers(z.object({ items: z.array(evidence) })),
      },
    },
    async ({ params: { task }, acting }) => {
      await refuseOutOfSight(context, task, acting);
      const items = await listEvidence(db.pool, seal, { task });
      return { items: items.map(({ task: _, at, ...it }) => ({ ...it, at: formatMoment(at) })) };
    },
  );

  room.post(
    '/tasks/:task/evidence/:evidence/look',
    {
      schema: {
        ...{ tags, operationId: 'readEvidence', summary: 'the file, for a reason that is kept with who looked' },
        params: params.extend({ evidence: number }),
        body: z.strictObject({ reason: z.string().min(1).max(1000) }),
        response: { 200: binary, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { task, evidence: asked } = request.params;
      await refuseOutOfSight(context, task, request.acting);
      const kept = await listEvidence(db.pool, seal, { task });
      if (!kept.some((it) => it.evidence === asked))
        throw new Refused(404, 'there is no such evidence of this task', 'evidence');
      const { bytes } = await readEvidence(db, seal, asked, request.body.reason, sourceOf(request, context));
      return answerFile(reply, bytes);
    },
  );

  void room.register(async (plain) => {
    const uploads = plain as Room;
    await uploads.register(multipart, {
      limits: { files: 1, fields: 1, parts: 2, fieldSize: FIELDS_BYTES, fileSize: LARGEST_EVIDENCE },
    });
    uploads.post(
      '/tasks/:task/evidence',
      {
        bodyLimit: LARGEST_EVIDENCE + FIELDS_BYTES,
        config: { upload: true },
        schema: {
          ...{
            tags,
            operationId: 'keepEvidence',
            summary:
              'keeps a file of up to 10 MiB that shows what was done: the part `file`, and before it, if need be, `place`',
          },
          consumes: ['multipart/form-data'],
          params,
          response: answers(z.object({ sha256: z.string(), size: z.int(), outcome: z.enum(['taken', 'known']) })),
        },
      },
      async (request) => {
        const { task } = request.params;
        await refuseOutOfSight(context, task, request.acting);
        const { place, file } = await uploaded(request);
        const source = sourceOf(request, context);
        const [before, after] = await transaction(db, async (client) => {
          const before = await listEvidence(client, seal, { task });
          await keepEvidence(client, seal, { task, place, files: [file] }, source);
          return [before, await listEvidence(client, seal, { task })];
        });
        const known = after.length === before.length;
        const { sha256, size } = known ? after.find((it) => it.sha256 === sha256Of(file.bytes))! : after.at(-1)!;
        return { sha256, size, outcome: known ? ('known' as const) : ('taken' as const) };
      },
    );
  });
};

/** The one file, in memory, and where it was. @throws Refused for what is not that */
async function uploaded(request: FastifyRequest) {
  if (!request.isMultipart())
    throw new Refused(415, 'not multipart/form-data: send a file as the part `file`', 'headers.content-type');
  let file: EvidenceFile | null = null;
  let place: string | null = null;
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file' && part.fieldname === 'file')
        file = { name: part.filename.slice(0, LONGEST_NAME) || 'file', bytes: await part.toBuffer() };
      else if (part.type === 'field' && part.fieldname === 'place') place = String(part.value);
      else throw new Refused(422, 'a part that is not known: only `file` and `place`', 'file');
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    if ((error as { statusCode?: number }).statusCode === 413)
      throw new Refused(413, 'too long: one file of at most 10 MiB, and where it was', 'file');
    throw new Refused(400, 'this cannot be read as multipart/form-data', 'file');
  }
  if (file === null) throw new Refused(422, 'file: missing: send a file as the part `file`', 'file');
  return { place, file };
}

const LONGEST_NAME = 200;

/** @throws Refused for a task that is not there, or of no borrower in sight */
async function refuseOutOfSight({ db }: ApiContext, task: string, { sight }: Acting): Promise<void> {
  if (!(await isInSight(db.pool, 'task', task, sight))) throw new Refused(404, 'there is no such task', 'task');
}
