import { z } from 'zod';
import { formatMoment } from '../../../domain/time/dates.js';
import { type LetterFormat, readLetter } from '../../../reports/letters/make-letter.js';
import { type ListedLetter, listLetters } from '../../../store/documents/letters.js';
import { sourceOf } from '../door/guard.js';
import { PROBLEMS, Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, id, maybe, moment, page, paged, pageOf, placeAt, placeOf } from '../door/written.js';

const letter = z
  .object({
    letter: z.string(),
    kind: z.string(),
    loan: maybe(z.string()).describe('null: to a unit'),
    unit: maybe(z.string()),
    task: maybe(z.string()).describe('the piece of work it goes with'),
    rule: z.string(),
    at: moment.describe('when it was reserved'),
    number: maybe(z.string()).describe('催〔2026〕12号; null: not made yet, or withdrawn'),
    withdrawn: maybe(z.string()).describe('why it was not made; null: it was, or is still to be'),
    files: z.array(z.object({ format: z.string(), sha256: z.string(), size: z.int() })),
    receipts: z.array(z.int()).describe('what was signed for it: numbers of evidence of its task'),
  })
  .meta({ id: 'Letter', description: 'without names and content' });

const tags = ['letters'];
const FILES = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
} as const satisfies Record<LetterFormat, string>;

/** Letters as they were made: listed without names, read for a reason. */
export const letters: Resource = (room, context) => {
  const { db } = context;
  room.get(
    '/letters',
    {
      schema: {
        ...{
          tags,
          operationId: 'listLetters',
          summary: 'letters about borrowers in sight, and to units of the branch',
        },
        querystring: z.object({
          ...page,
          ...{ loan: id.optional(), borrower: id.optional(), kind: id.optional() },
          sha256: z
            .string()
            .regex(/^[0-9a-f]{64}$/)
            .optional()
            .describe('of a file at hand: which letter it is; none: it was changed, or is none of ours'),
        }),
        response: answers(pageOf(letter)),
      },
    },
    async ({ query: { after, limit, ...asked }, acting: { sight } }) => {
      const [loan, letter] = placeOf(after);
      const found = await listLetters(db, { ...asked, sight, page: { after: { loan, letter }, limit } });
      return paged(found.map(documentOf), limit, (it) => placeAt(it.loan ?? '', it.letter));
    },
  );

  room.get(
    '/letters/:letter',
    {
      schema: {
        ...{ tags, operationId: 'getLetter', summary: 'a letter, without names and content' },
        params: z.object({ letter: id }),
        response: answers(letter),
      },
    },
    async ({ params, acting: { sight } }) => documentOf(await inSight(params.letter, sight)),
  );

  room.post(
    '/letters/:letter/look',
    {
      schema: {
        ...{
          tags,
          operationId: 'readLetter',
          summary: 'the file of a letter, for a reason that is kept with who looked',
        },
        params: z.object({ letter: id }),
        body: z.strictObject({ format: z.enum(['pdf', 'docx']).default('pdf'), reason: z.string().min(1).max(1000) }),
        response: {
          200: {
            description: 'the file as it was filed',
            content: Object.fromEntries(Object.values(FILES).map((it) => [it, { schema: z.unknown() }])),
          },
          ...PROBLEMS,
        },
      },
    },
    async (request, reply) => {
      const { format, reason } = request.body;
      const found = await inSight(request.params.letter, request.acting.sight);
      const asked = { letter: found.letter, format, reason };
      const bytes = await readLetter(context, asked, sourceOf(request, context));
      const name = encodeURIComponent(`${found.number ?? found.kind}.${format}`);
      return reply
        .type(FILES[format])
        .header('content-disposition', `inline; filename*=UTF-8''${name}`)
        .header('x-content-type-options', 'nosniff')
        .send(bytes as never);
    },
  );

  /** @throws Refused for a letter that is not there, or not in sight */
  async function inSight(asked: string, sight: Parameters<typeof listLetters>[1]['sight']): Promise<ListedLetter> {
    const [found] = await listLetters(db, { letter: asked, sight });
    if (!found) throw new Refused(404, 'there is no such letter', 'letter');
    return found;
  }
};

const documentOf = ({ figures: _, at, ...it }: ListedLetter) => ({ ...it, at: formatMoment(at) });
