import { z } from 'zod';
import { rateOn } from '../../../domain/care/rates.js';
import { accountOf, standingOf, statementOf } from '../../../domain/loan/standing.js';
import { formatMoney } from '../../../domain/money/money.js';
import { dayOf, formatMoment, MS_A_DAY, momentAt } from '../../../domain/time/dates.js';
import { pageOfLoans, worstLoans } from '../../../store/lists/loan-list.js';
import type { StoredLoan } from '../../../store/loans/files/loan-files.js';
import { readTimeline } from '../../../store/loans/timeline.js';
import { retriggerStep } from '../../../store/notices/retrigger.js';
import { maskedPerson } from '../../../store/people/persons.js';
import { foreseeLoan } from '../../../store/work/foresee-loan.js';
import { etagOf } from '../door/etag.js';
import { sourceOf } from '../door/guard.js';
import { languageOf, spokenLine } from '../door/language.js';
import { answerDone, onceHeaders } from '../door/once.js';
import type { Resource } from '../door/room.js';
import { answers, dayAsked, id, momentOrNull, page, paged, pageOf } from '../door/written.js';
import { loan as known, listed, next, paidIn, scheduled, standing, timelineLine } from './loan-answers.js';
import { loanInSight } from './loan-in-sight.js';

const tags = ['loans'];
const params = z.object({ loan: id });
/** What happens next is looked for so far ahead. */
const AHEAD_DAYS = 60;

export const loans: Resource = (room, context) => {
  const { db, seal } = context;
  room.get(
    '/loans',
    {
      schema: {
        ...{ tags, operationId: 'listLoans', summary: 'open loans in sight and how they stand, by id' },
        querystring: z.object({
          ...page,
          plan: id.optional(),
          branch: id.optional(),
          manager: id.optional(),
          stage: id.optional(),
          overdue: z
            .stringbool()
            .default(false)
            .describe('only those of which something is overdue, the worst first: the first `limit` of them'),
        }),
        response: answers(pageOf(listed)),
      },
    },
    async ({ query: { after, limit, overdue: worst, ...filter }, acting: { sight } }) => {
      const now = context.now();
      const found = worst
        ? await worstLoans(db.pool, seal, { ...filter, sight }, limit, now)
        : await pageOfLoans(db.pool, seal, { ...filter, sight }, { after, limit }, now);
      const items = found.map(({ overdue, outstanding, next, ...it }) => ({
        ...it,
        overdue: formatMoney(overdue),
        outstanding: formatMoney(outstanding),
        next: next && { on: next.on, amount: formatMoney(next.amount) },
      }));
      return worst ? { items, next: null } : paged(items, limit, (it) => it.loan);
    },
  );

  room.get(
    '/loans/:loan',
    {
      schema: {
        tags,
        operationId: 'getLoan',
        summary: 'a loan and how it stands; its ETag goes into If-Match',
        params,
        response: answers(known),
      },
    },
    async (request, reply) => {
      const stored = await loanInSight(context, request.params.loan, request.acting.sight);
      const { name } = await maskedPerson(db.pool, seal, stored.file.borrower);
      reply.header('etag', await etagOf(db.pool, 'loan', stored.file.loan));
      return { ...documentOf(stored, context.now()), name };
    },
  );

  room.get(
    '/loans/:loan/schedule',
    {
      schema: {
        tags,
        operationId: 'getSchedule',
        summary: 'its instalments, as they fall due today',
        params,
        response: answers(scheduled),
      },
    },
    async ({ params: { loan }, acting: { sight } }) => {
      const { file } = await loanInSight(context, loan, sight);
      const instalments = accountOf(file, context.now()).instalments.map(
        ({ seq, dueOn, principal, interest, fee }) => ({
          ...{ seq, dueOn, principal: formatMoney(principal), interest: formatMoney(interest), fee: formatMoney(fee) },
        }),
      );
      return { loan, instalments };
    },
  );

  room.get(
    '/loans/:loan/standing',
    {
      schema: {
        ...{ tags, operationId: 'getStanding', summary: 'how it stood, or will stand if nothing comes in, on any day' },
        params,
        querystring: z.object({ on: dayAsked.optional().describe('left out: today') }),
        response: answers(standing),
      },
    },
    async ({ params: { loan }, query: { on }, acting: { sight } }) => {
      const { file } = await loanInSight(context, loan, sight);
      const at = on === undefined ? context.now() : momentAt(on, '23:59');
      const { dpd, overdue, outstanding, overpaid, category } = standingOf(file, at);
      return {
        ...{ loan, on: dayOf(at), dpd, category, since: statementOf(file, at).since },
        ...{ overdue: formatMoney(overdue), outstanding: formatMoney(outstanding), overpaid: formatMoney(overpaid) },
      };
    },
  );

  room.get(
    '/loans/:loan/payments',
    {
      schema: {
        tags,
        operationId: 'listPayments',
        summary: 'what came in, and what of it was reversed',
        params,
        response: answers(paidIn),
      },
    },
    async ({ params: { loan }, acting: { sight } }) => {
      const { file } = await loanInSight(context, loan, sight);
      const payments = file.payments.map((it) => ({
        ...{ reference: it.reference, paidOn: it.paidOn, amount: formatMoney(it.amount) },
        ...{ heardAt: formatMoment(it.recordedAt), reversedAt: momentOrNull(it.reversalRecordedAt) },
      }));
      return { loan, payments };
    },
  );

  room.get(
    '/loans/:loan/diary',
    {
      schema: {
        tags,
        operationId: 'getDiary',
        summary: 'all that happened to it: the timeline',
        params,
        response: answers(z.object({ lines: z.array(timelineLine) })),
      },
    },
    async (request) => {
      const { loan } = request.params;
      await loanInSight(context, loan, request.acting.sight);
      return { lines: (await readTimeline(db.pool, [loan])).map(spokenLine(languageOf(request))) };
    },
  );

  room.get(
    '/loans/:loan/next',
    {
      schema: {
        ...{
          tags,
          operationId: 'getNext',
          summary: 'what happens next, and why, if nothing comes in and staff do their work within a day',
        },
        params,
        querystring: z.object({ days: z.coerce.number().int().min(1).max(366).default(AHEAD_DAYS) }),
        response: answers(next),
      },
    },
    async (request) => {
      const { loan } = request.params;
      await loanInSight(context, loan, request.acting.sight);
      const from = context.now();
      const ahead = {
        from,
        until: from + request.query.days * MS_A_DAY,
        staff: () => MS_A_DAY,
        rules: context.contactRules,
      };
      const lines = (await foreseeLoan(db, loan, ahead)) ?? [];
      return { lines: lines.map(spokenLine(languageOf(request))) };
    },
  );

  room.post(
    '/loans/:loan/retrigger',
    {
      schema: {
        ...{
          tags,
          operationId: 'retrigger',
          summary: 'a notice or a task of the diary once more; contact rules still apply',
        },
        params,
        body: z.strictObject({ step: id, why: z.string().min(1).max(1000) }),
        headers: z.object(onceHeaders),
        response: answers(z.object({ entry: z.string() })),
      },
    },
    async (request, reply) => {
      const { loan } = request.params;
      await loanInSight(context, loan, request.acting.sight);
      const source = sourceOf(request, context);
      await answerDone(request, reply, context, async (client) => ({
        status: 200,
        body: { entry: await retriggerStep(client, { loan, ...request.body }, source) },
      }));
      context.tell();
      return reply;
    },
  );

  room.post(
    '/loans/:loan/restart',
    {
      schema: {
        ...{
          tags,
          operationId: 'restartLoan',
          summary: 'its workflow ends and starts again from the database: nothing is lost, nothing is sent twice',
        },
        params,
        body: z.strictObject({ why: z.string().min(1).max(1000) }),
        response: answers(z.object({ outcome: z.literal('taken') })),
      },
    },
    async (request) => {
      const { loan } = request.params;
      await loanInSight(context, loan, request.acting.sight);
      await context.temporal.restart({ loan, ...request.body }, sourceOf(request, context));
      return { outcome: 'taken' as const };
    },
  );
};

function documentOf({ file, plan, branch, accountManager }: StoredLoan, now: number) {
  const { loan, borrower, product, state } = file;
  const { dpd, overdue, outstanding, overpaid } = standingOf(file, now);
  const { since, next } = statementOf(file, now);
  return {
    ...{ loan, borrower, plan, product, branch, manager: accountManager },
    ...{ stage: state.stage, tier: state.tier, category: state.category, dpd, since },
    overdue: formatMoney(overdue),
    outstanding: formatMoney(outstanding),
    overpaid: formatMoney(overpaid),
    next: next && { on: next.on, amount: formatMoney(next.amount) },
    rate: rateOn(file, dayOf(now), now),
    cause: file.cause?.kind ?? null,
    holds: file.holds
      .filter((it) => it.until === null || it.until > now)
      .map((it) => ({ from: formatMoment(it.from), until: momentOrNull(it.until), reason: it.reason })),
    closedAt: momentOrNull(state.closedAt),
  };
}
