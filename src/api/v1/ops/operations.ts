import { z } from 'zod';
import { CHANNELS } from '../../../domain/plan/plan.js';
import { formatMoment } from '../../../domain/time/dates.js';
import { arrivals } from '../../../store/base/arrivals.js';
import { failingNow } from '../../../store/base/failing.js';
import { counts, outcomes, refusedFacts, waiting } from '../../../store/lists/operations.js';
import { planNames } from '../../../store/loans/plans.js';
import { booksTaken } from '../../../store/notices/book-age.js';
import { pauseSending, pausesNow, resumeSending } from '../../../store/notices/sending.js';
import { sourceOf } from '../door/guard.js';
import { Refused } from '../door/problem.js';
import type { Resource } from '../door/room.js';
import { answers, day, id, maybe, moment } from '../door/written.js';

const tags = ['operations'];
const scope = {
  channel: maybe(z.enum(CHANNELS)).describe('null: every channel'),
  plan: maybe(id).describe('null: every plan; both null: mails to staff too'),
};
const answer = z
  .object({
    at: moment,
    temporalUi: maybe(z.string()).describe('where Temporal’s web UI shows the namespace; null: not known'),
    counts: z.object({
      untold: z.int().describe('workflows that were not told of news for two minutes'),
      unowned: z.int().describe('open tasks that nobody has'),
      unmadeLetters: z.int(),
      unmatchedPayments: z.int(),
      waitingReversals: z.int(),
    }),
    failing: z
      .array(
        z.object({ workflow: z.string(), activity: z.string(), attempts: z.int(), since: moment, why: z.string() }),
      )
      .describe('what has failed three times or more, and still does'),
    outcomes: z
      .array(z.object({ channel: z.string(), became: z.string(), messages: z.int() }))
      .describe('of the last seven days'),
    waiting: z
      .array(
        z.object({
          ...{ channel: z.string(), late: z.int(), resting: z.int(), paused: z.int(), unknown: z.int() },
          since: moment,
        }),
      )
      .describe('messages whose time has come: not looked at, their provider rests, paused, without a known outcome'),
    pauses: z.array(z.object({ ...scope, channel: maybe(z.string()), why: z.string(), at: moment, by: z.string() })),
    refused: z
      .array(
        z.object({
          ...{ sender: z.string(), fact: z.string(), kind: z.string(), at: moment, status: z.string() },
          reason: maybe(z.string()),
        }),
      )
      .describe('facts of other systems that were not taken, the last 50'),
    books: z
      .array(
        z.object({
          ...{ day, at: moment, by: z.string(), changes: z.int(), refused: z.int() },
          givenUp: maybe(z.string()).describe('why it was gone on without; null: it came'),
        }),
      )
      .describe('the books of days that were taken in, the last 14'),
    arrived: z
      .array(
        z.object({
          name: z.string().describe('its folder; `.`: the files that lie beside the folders'),
          state: z.enum(['waits', 'reading', 'taken', 'refused']),
          waitsFor: maybe(z.string()),
          ...{ file: maybe(z.string()), rows: maybe(z.int()).describe('how far it is read') },
          faults: maybe(z.int()).describe('rows that were refused; of a book that was refused whole, its faults'),
          ...{ seenAt: moment, changedAt: moment },
          putAway: maybe(z.string()).describe(
            'where its files were put; what was not taken lies beside them, in refused.jsonl or faults.txt',
          ),
        }),
      )
      .describe('what came in by the watched folder or bucket, the last 14, those first that lie there'),
  })
  .meta({ id: 'Operations' });

/** Two working weeks and the weekends between. */
const BOOKS = 14;

const changed = z.object({ news: z.boolean().describe('false: it was so already') });

export const operations: Resource = (room, context) => {
  const { db, now, tell } = context;
  room.get(
    '/operations',
    {
      schema: {
        ...{ tags, operationId: 'getOperations', summary: 'what does not go on by itself, what waits and for what' },
        response: answers(answer),
      },
    },
    async () => {
      const sql = db.pool;
      const [failing, waits, pauses, refused, books, arrived] = await Promise.all([
        failingNow(sql),
        waiting(sql, now()),
        pausesNow(sql),
        refusedFacts(sql),
        booksTaken(sql, BOOKS),
        arrivals(sql, BOOKS),
      ]);
      return {
        at: formatMoment(now()),
        temporalUi: context.settings.temporalUi,
        counts: await counts(sql),
        failing: failing.map((it) => ({ ...it, since: formatMoment(it.since) })),
        outcomes: await outcomes(sql, now()),
        waiting: waits.map((it) => ({ ...it, since: formatMoment(it.since) })),
        pauses: pauses.map((it) => ({ ...it, at: formatMoment(it.at) })),
        refused: refused.map((it) => ({ ...it, at: formatMoment(it.at) })),
        arrived: arrived.map((it) => ({
          ...it,
          ...{ seenAt: formatMoment(it.seenAt), changedAt: formatMoment(it.changedAt) },
        })),
        books: books.map(({ takenAt, takenBy, ...it }) => ({ ...it, at: formatMoment(takenAt), by: takenBy })),
      };
    },
  );

  room.post(
    '/sending/pauses',
    {
      schema: {
        ...{ tags, operationId: 'pauseSending', summary: 'from now on nothing of it is handed to a provider' },
        body: z.strictObject({ ...scope, why: z.string().min(1).max(1000) }),
        response: answers(changed),
      },
    },
    async (request) => {
      const { why, ...of } = request.body;
      if (of.plan !== null && !(await planNames(db.pool)).includes(of.plan))
        throw new Refused(422, 'plan: there is no such plan', 'plan');
      return { news: await pauseSending(db, of, why, sourceOf(request, context)) };
    },
  );

  room.post(
    '/sending/resumptions',
    {
      schema: {
        ...{
          tags,
          operationId: 'resumeSending',
          summary: 'ends a pause, named as it was said: what waits and is still of use goes on',
        },
        body: z.strictObject(scope),
        response: answers(changed),
      },
    },
    async (request) => {
      const news = await resumeSending(db, request.body, sourceOf(request, context));
      tell();
      return { news };
    },
  );

  room.post(
    '/reconciliations',
    {
      schema: {
        ...{
          tags,
          operationId: 'reconcile',
          summary: 'mends what drifted between database and Temporal; again does nothing',
        },
        body: z.strictObject({}),
        response: answers(
          z.object({
            counted: z.record(z.string(), z.int()).describe('by what was mended'),
            failed: z.array(z.object({ what: z.string(), why: z.string() })).describe('what is left'),
          }),
        ),
      },
    },
    (request) => context.temporal.reconcile(sourceOf(request, context)),
  );
};
