import { z } from 'zod';
import { QUESTIONS } from '../../../domain/proof/answer.js';
import { formatMoment, parseMoment } from '../../../domain/time/dates.js';
import { answer } from '../../../store/proof/questions/answer.js';
import { Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, dayAsked, id, moment } from '../door/written.js';

const said = z.object({ zh: z.string(), en: z.string() });
export const answerLine = z
  .object({
    at: moment.nullable(),
    says: said,
    entries: z.array(z.string()).describe('as the record and an export name them'),
  })
  .meta({ id: 'AnswerLine' });

/** The questions of `postloan audit`. */
export const auditQuestions: Resource = (room, { db, now }) => {
  room.get(
    '/audit/questions/:question',
    {
      schema: {
        ...{ tags: ['audit'], operationId: 'askAudit', summary: 'what the record says to a question about a loan' },
        params: z.object({ question: z.enum(QUESTIONS) }),
        querystring: z.object({
          loan: id,
          on: dayAsked.optional().describe('what was on this day alone'),
          at: moment.optional().describe('as of this moment; left out: the end of the day, or now'),
        }),
        response: answers(z.object({ question: z.enum(QUESTIONS), loan: z.string(), lines: z.array(answerLine) })),
      },
    },
    async ({ params: { question }, query: { loan, on, at } }) => {
      const lines = await answer(
        db,
        question,
        { loan, on: on ?? null, at: at === undefined ? null : parseMoment(at) },
        now(),
      );
      if (lines === null) throw new Refused(404, 'there is no such loan', 'loan');
      return { question, loan, lines: lines.map((it) => ({ ...it, at: it.at === null ? null : formatMoment(it.at) })) };
    },
  );
};
