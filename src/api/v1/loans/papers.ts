import { z } from 'zod';
import { documentsOf } from '../../../domain/care/occasions.js';
import { sceneOf } from '../../../domain/scene/scene.js';
import { formatMoment } from '../../../domain/time/dates.js';
import { listFiled } from '../../../store/documents/archive.js';
import { listLetters } from '../../../store/documents/letters.js';
import { readPlan } from '../../../store/loans/plans.js';
import { readNoticeWords } from '../../../store/notices/notice-words.js';
import { sourceOf } from '../door/guard.js';
import { Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, id, maybe, moment, momentOrNull, number } from '../door/written.js';
import { loanInSight } from './loan-in-sight.js';

const papers = z
  .object({
    documents: z.array(
      z.object({
        document: z.string().describe('and its form: contract/paper'),
        filedAt: maybe(moment).describe('null: it is missing'),
        filedBy: maybe(z.string()),
      }),
    ),
    letters: z.array(
      z.object({ letter: z.string(), kind: z.string(), rule: z.string(), at: moment, number: maybe(z.string()) }),
    ),
  })
  .meta({ id: 'Papers' });

const tags = ['loans'];
const params = z.object({ loan: id });

/** What there is of a loan on paper, and what a message said. */
export const papersOfLoan: Resource = (room, context) => {
  const { db, seal } = context;
  room.get(
    '/loans/:loan/papers',
    {
      schema: {
        ...{ tags, operationId: 'listPapers', summary: 'its documents, filed and missing, and its letters' },
        params,
        response: answers(papers),
      },
    },
    async ({ params: { loan }, acting: { sight } }) => {
      const { file, plan } = await loanInSight(context, loan, sight);
      const filed = await listFiled(db.pool, loan);
      const scene = sceneOf(file, await readPlan(db.pool, plan), context.now());
      const missing = documentsOf(scene, file.state).filter((it) => it.missing);
      const letters = await listLetters(db, { loan });
      return {
        documents: [
          ...filed.map(({ document, at, by }) => ({ document, filedAt: momentOrNull(at), filedBy: by })),
          ...missing.map(({ name }) => ({ document: name, filedAt: null, filedBy: null })),
        ],
        letters: letters.map(({ letter, kind, rule, at, number }) => ({
          ...{ letter, kind, rule, at: formatMoment(at), number },
        })),
      };
    },
  );

  room.post(
    '/loans/:loan/notices/:notice/look',
    {
      schema: {
        ...{
          tags,
          operationId: 'readNotice',
          summary: 'the words of a message as they were sent; the look is kept with who looked',
        },
        params: params.extend({ notice: number }),
        body: z.strictObject({ reason: z.string().min(1).max(1000) }),
        response: answers(
          z.object({ notice: z.int(), text: maybe(z.string()).describe('null: nothing was written, or it is erased') }),
        ),
      },
    },
    async (request) => {
      const { loan, notice } = request.params;
      await loanInSight(context, loan, request.acting.sight);
      const words = await readNoticeWords(db, seal, { loan, notice }, request.body.reason, sourceOf(request, context));
      if (words === undefined) throw new Refused(404, 'there is no such message', 'notice');
      return { notice, text: words };
    },
  );
};
