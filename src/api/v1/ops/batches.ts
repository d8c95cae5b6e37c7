import { z } from 'zod';
import { formatMoment } from '../../../domain/time/dates.js';
import { ALONE_UP_TO, BATCH_NAME, batchAction, batchFilter, USUAL_PACE } from '../../../domain/work/batch.js';
import {
  type Batch,
  findBatch,
  listBatches,
  listBatchLoans,
  makeBatch,
  steerBatch,
} from '../../../store/batches/batches.js';
import { type Foreseen, foreseeBatch, isDone, type Place, signOf } from '../../../store/batches/foresee-batch.js';
import type { Sight } from '../../../store/lists/filter.js';
import type { ApiContext } from '../../context.js';
import { sourceOf } from '../door/guard.js';
import { codeIn, languageOf } from '../door/language.js';
import { Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, id, maskedName, maybe, moment, momentOrNull, page, paged, pageOf } from '../door/written.js';

const tags = ['batches'];
const params = z.object({ batch: id });
const asked = { action: batchAction, filter: batchFilter };
const why = z.string().trim().min(1).max(1000);
/** So many lines of a preview are answered, and batches of a list; the counts are of all. */
const SHOWN = 500;

const foreseen = z
  .object({
    ...{ loan: z.string(), borrower: z.string(), name: maskedName, plan: z.string(), stage: z.string(), dpd: z.int() },
    does: z.enum(['goes', 'waits', 'stopped', 'joined', 'opens', 'rests', 'goes-on', 'begins-anew', 'nothing']),
    reason: maybe(z.string()).describe('why it waits, is stopped, or nothing is done'),
    until: maybe(moment),
    with: maybe(z.string()).describe('the loan whose message says it too'),
    step: maybe(
      z.object({
        ...{ entry: z.string(), at: moment, what: z.enum(['notice', 'task.open']), rule: z.string() },
        ...{ channel: maybe(z.string()), kind: z.string(), role: maybe(z.string()) },
      }),
    ).describe('what is done again; null: the loan itself is acted on'),
    to: maybe(z.string()).describe('where a message goes, masked'),
    due: z.int().describe('of a workflow that begins anew: how many steps are due and not done, and are done then'),
  })
  .meta({ id: 'ForeseenLoan' });

const preview = z
  .object({
    sign: z.string().describe('says which loans and steps these are: the batch is made by it, or refused'),
    loans: z.int().describe('how many the batch would do; what is stopped, and where nothing is done, is left out'),
    large: z.boolean().describe('it would begin when another person has approved it'),
    counts: z.array(z.object({ does: z.string(), reason: maybe(z.string()), loans: z.int() })),
    items: z
      .array(foreseen)
      .describe(`the first ${SHOWN}: what is done, then what is stopped, then where nothing is done`),
    unknown: z.array(z.string()).describe('loans that were named and are not open, or not in sight'),
  })
  .meta({ id: 'BatchPreview' });

const batch = z
  .object({
    ...{ batch: z.string(), action: batchAction, filter: batchFilter, why: z.string() },
    ...{ perMinute: z.int(), loans: z.int(), done: z.int(), failed: z.int() },
    ...{ madeAt: moment, madeBy: z.string(), approvedBy: maybe(z.string()) },
    ...{ pausedAt: maybe(moment), endedAt: maybe(moment), cancelledBy: maybe(z.string()) },
    waits: z.boolean().describe("it begins with another person's approval"),
  })
  .meta({ id: 'Batch' });

const ofLoan = z
  .object({
    loan: z.string(),
    step: maybe(z.string()),
    state: z.enum(['pending', 'done', 'failed']),
    at: maybe(moment),
    result: maybe(z.string()).describe('the new entry of the diary, or why it failed'),
  })
  .meta({ id: 'LoanOfBatch' });

export const batches: Resource = (room, context) => {
  const { db } = context;
  const inSight = async (name: string, sight: Sight): Promise<Batch> => {
    const found = await findBatch(db.pool, name, sight);
    if (found === null) throw new Refused(404, 'there is no such batch in your sight', 'batch');
    return found;
  };

  room.post(
    '/batch-previews',
    {
      schema: {
        ...{
          tags,
          operationId: 'previewBatch',
          summary: 'what a batch would do to each loan now, to whom, and what the gate would stop; changes nothing',
        },
        body: z.strictObject(asked),
        response: answers(preview),
      },
    },
    async (request) => {
      const { body, acting } = request;
      const all = await foreseeBatch(placeOf(context, sourceOf(request, context)), body, acting.sight);
      const language = languageOf(request);
      const known = new Set(all.map((it) => it.loan));
      const loans = all.filter(isDone).length;
      return {
        sign: signOf(body.action, all),
        ...{ loans, large: loans > ALONE_UP_TO },
        counts: countsOf(all).map((it) => ({ ...it, reason: it.reason && codeIn(language, it.reason) })),
        items: [...all]
          .sort(byInterest)
          .slice(0, SHOWN)
          .map(({ step, ...it }) => ({
            ...it,
            reason: it.reason && codeIn(language, it.reason),
            until: momentOrNull(it.until),
            step: step && { ...step, at: formatMoment(step.at) },
          })),
        unknown: (body.filter.loans ?? []).filter((it) => !known.has(it)),
      };
    },
  );

  room.post(
    '/batches',
    {
      schema: {
        ...{
          tags,
          operationId: 'makeBatch',
          summary: 'does it, loan by loan at a pace; exactly the loans and steps that were looked at',
        },
        body: z.strictObject({
          ...asked,
          batch: z.string().regex(BATCH_NAME, 'must be a word of small letters, digits and -'),
          why,
          perMinute: z.int().min(1).max(6000).default(USUAL_PACE),
          sign: z.string().max(64).describe('of the preview that was looked at'),
        }),
        response: answers(batch),
      },
    },
    async (request) => {
      const { body, acting } = request;
      const source = sourceOf(request, context);
      const all = await foreseeBatch(placeOf(context, source), body, acting.sight);
      await makeBatch(db, body, all, source);
      context.tell();
      return written(await inSight(body.batch, acting.sight));
    },
  );

  room.get(
    '/batches',
    {
      schema: {
        ...{ tags, operationId: 'listBatches', summary: 'what was done to many loans at once, the newest first' },
        response: answers(z.object({ items: z.array(batch) })),
      },
    },
    async ({ acting: { sight } }) => ({ items: (await listBatches(db.pool, sight, SHOWN)).map(written) }),
  );

  room.get(
    '/batches/:batch',
    {
      schema: {
        ...{ tags, operationId: 'getBatch', summary: 'a batch, and how far it has come' },
        params,
        response: answers(batch),
      },
    },
    async ({ params, acting: { sight } }) => written(await inSight(params.batch, sight)),
  );

  room.get(
    '/batches/:batch/loans',
    {
      schema: {
        ...{ tags, operationId: 'listLoansOfBatch', summary: 'what became of each of its loans, by id' },
        params,
        querystring: z.object({ ...page, state: z.enum(['pending', 'done', 'failed']).optional() }),
        response: answers(pageOf(ofLoan)),
      },
    },
    async ({ params, query: { after, limit, state }, acting: { sight } }) => {
      const { batch } = await inSight(params.batch, sight);
      const found = await listBatchLoans(db.pool, { batch, state: state ?? null, after, limit });
      const items = found.map((it) => ({ ...it, at: momentOrNull(it.at) }));
      return paged(items, limit, (it) => it.loan);
    },
  );

  room.post(
    '/batches/:batch/change',
    {
      schema: {
        ...{
          tags,
          operationId: 'changeBatch',
          summary: 'approves, pauses, resumes or cancels it; what is done stays done',
        },
        params,
        body: z.strictObject({ do: z.enum(['approve', 'pause', 'resume', 'cancel']), why }),
        response: answers(z.object({ news: z.boolean().describe('false: it was so already') })),
      },
    },
    async (request) => {
      const { body, acting } = request;
      const found = await inSight(request.params.batch, acting.sight);
      const news = await steerBatch(db, body.do, found, body.why, sourceOf(request, context));
      context.tell();
      return { news };
    },
  );
};

const placeOf = ({ db, seal, contactRules, settings }: ApiContext, source: Place['source']): Place => ({
  ...{ sql: db.pool, seal, rules: contactRules, bookAge: settings.bookAge, source },
});

/** What is done first, then what is stopped, then where there is nothing to do; by loan. */
const byInterest = (a: Foreseen, b: Foreseen) => rank(a) - rank(b);
const rank = (it: Foreseen) => (isDone(it) ? 0 : it.does === 'stopped' ? 1 : 2);

/** How many loans each thing is done to, the most first. */
function countsOf(all: readonly Foreseen[]) {
  const counts = new Map<string, Pick<Foreseen, 'does' | 'reason'> & { loans: number }>();
  for (const { does, reason } of all) {
    const known = counts.get(`${does} ${reason}`) ?? { does, reason, loans: 0 };
    counts.set(`${does} ${reason}`, { ...known, loans: known.loans + 1 });
  }
  return [...counts.values()].sort((a, b) => b.loans - a.loans);
}

const written = ({ madeAt, pausedAt, endedAt, ...it }: Batch) => ({
  ...{ ...it, madeAt: formatMoment(madeAt), pausedAt: momentOrNull(pausedAt), endedAt: momentOrNull(endedAt) },
});
