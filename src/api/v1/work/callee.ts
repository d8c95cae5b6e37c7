import { z } from 'zod';
import { fieldsOfLoans } from '../../../channels/message/fields.js';
import { readTemplates, render } from '../../../channels/message/words.js';
import { amountAsked } from '../../../domain/loan/amount-asked.js';
import { templateFor } from '../../../domain/plan/plan.js';
import { LANGUAGES } from '../../../domain/plan/template.js';
import { isInSight } from '../../../store/lists/in-sight.js';
import { readLoanFiles } from '../../../store/loans/files/loan-files.js';
import { readPlan } from '../../../store/loans/plans.js';
import { addresseeOf } from '../../../store/notices/notices.js';
import { callLetGo } from '../../../store/notices/staff-calls.js';
import { unmaskedPerson } from '../../../store/people/persons.js';
import type { ApiContext } from '../../context.js';
import { sourceOf } from '../door/guard.js';
import { Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, id, maybe } from '../door/written.js';

const callee = z
  .object({
    name: maybe(z.string()),
    numbers: z.array(z.string()).describe('the borrower\u2019s own'),
    script: maybe(z.string()).describe(
      'what the messages of the stage say, with the figures of now; null: they say nothing',
    ),
    language: z.enum(LANGUAGES).describe('of the borrower'),
  })
  .meta({ id: 'Callee' });

/** What is said by messages of collection where a stage sends none. */
const USUAL = 'overdue-friendly';

/** Whom a call that was let go is to reach. */
export const calleeRoute: Resource = (room, context) => {
  const { db, seal } = context;
  room.post(
    '/tasks/:task/callee',
    {
      schema: {
        ...{
          tags: ['tasks'],
          operationId: 'getCallee',
          summary: 'the person in the clear and what to say, while a call is let go; the look is kept with who looked',
        },
        params: z.object({ task: id }),
        response: answers(callee),
      },
    },
    async (request) => {
      const { task } = request.params;
      if (!(await isInSight(db.pool, 'task', task, request.acting.sight)))
        throw new Refused(404, 'there is no such open task', 'task');
      const call = await callLetGo(db.pool, task, context.now());
      if (call === null)
        throw new Refused(409, 'no call is let go for this task now: ask first, POST /tasks/{task}/call', 'task');
      const { name, contacts } = await unmaskedPerson(
        db,
        seal,
        call.borrower,
        `a call that was let go, task ${task}`,
        sourceOf(request, context),
      );
      const own = contacts.filter(
        (it) => it.whose === 'self' && (it.channel === 'voice' || it.channel === 'sms') && !it.retired,
      );
      const numbers = [...new Set(own.flatMap((it) => it.address ?? []))];
      return { name, numbers, ...(await scriptOf(context, call.loan, name)) };
    },
  );
};

async function scriptOf({ db, settings: { lender }, now }: ApiContext, loan: string, name: string | null) {
  const [stored] = await readLoanFiles(db.pool, [loan], now());
  const { language, currency } = (await addresseeOf(db.pool, loan))!;
  const amount = stored ? amountAsked(stored.file, null, now()) : 0;
  if (!stored || amount === 0 || name === null) return { language, script: null };
  const { ladder } = await readPlan(db.pool, stored.plan);
  const stage = ladder?.stages.find((it) => it.stage === stored.file.state.stage);
  const notice = stage?.actions.find((it) => it.notice)?.notice;
  const template = notice ? templateFor(notice, 'sms') : USUAL;
  const fields = { name, ...fieldsOfLoans([{ loan, amount, currency, dueOn: null }], language) };
  try {
    const { text } = render(await readTemplates(), template, language, {
      ...{ ...fields, lender: lender.name || 'postloan', hotline: lender.hotline || '\u2013' },
    });
    return { language, script: text };
  } catch {
    // A template of other fields says nothing that suits.
    return { language, script: null };
  }
}
