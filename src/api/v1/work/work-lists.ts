import { z } from 'zod';
import { formatMoney } from '../../../domain/money/money.js';
import { formatMoment } from '../../../domain/time/dates.js';
import { listComplaints } from '../../../store/lists/complaint-list.js';
import { listCases, listPromises, listWarnings } from '../../../store/lists/work-list.js';
import { languageOf, sayingOf } from '../door/language.js';
import type { Resource } from '../door/room.js';
import {
  answers,
  day,
  id,
  maskedName,
  maybe,
  moment,
  momentOrNull,
  money,
  page,
  paged,
  pageOf,
} from '../door/written.js';

const about = {
  loan: z.string(),
  borrower: z.string(),
  name: maskedName,
  overdue: money,
  dpd: z.int(),
  manager: maybe(z.string()),
};

const warning = z
  .object({
    ...about,
    warning: z.string(),
    id: z.string().describe('its short number, W12'),
    level: z.enum(['red', 'yellow', 'blue']),
    indicator: z.string(),
    rule: z.string(),
    openedAt: moment,
    closedAt: maybe(moment),
    due: maybe(moment).describe('of its next task'),
  })
  .meta({ id: 'Warning' });

const disposal = z
  .object({
    ...about,
    case: z.string(),
    id: z.string().describe('its short number, K12'),
    kind: z.string(),
    title: maybe(z.string()),
    state: z.enum(['proposed', 'approved', 'rejected', 'closed']),
    until: maybe(day),
    owner: maybe(z.string()).describe('who has the work of it that is due first'),
    due: maybe(moment),
    why: z.string(),
    openedAt: moment,
  })
  .meta({ id: 'Case' });

const promise = z
  .object({
    ...about,
    promise: z.string(),
    on: day,
    amount: money,
    paid: money,
    outcome: z.enum(['running', 'kept', 'part-kept', 'broken']),
  })
  .meta({ id: 'Promise' });

const complaint = z
  .object({
    complaint: z.string(),
    borrower: z.string(),
    name: maskedName,
    branch: maybe(z.string()),
    manager: maybe(z.string()),
    openedAt: moment,
    state: z.enum(['opened', 'accepted', 'solved', 'closed']),
    owner: maybe(z.string()),
    due: maybe(moment),
    overdue: money.describe('of all open loans of the borrower'),
    dpd: z.int().describe('the worst of them'),
    satisfied: maybe(z.boolean()),
  })
  .meta({ id: 'Complaint' });

const open = z.stringbool().default(true).describe('only those that are open');
const query = z.object({
  ...page,
  open,
  loan: id.optional(),
  plan: id.optional(),
  branch: id.optional(),
  manager: id.optional(),
});
const tags = ['work'];

/** What people work at, about borrowers: each list by id. */
export const workLists: Resource = (room, { db, seal, now, english }) => {
  const sayIn = sayingOf(english);
  room.get(
    '/warnings',
    {
      schema: {
        tags,
        operationId: 'listWarnings',
        summary: 'warnings',
        querystring: query,
        response: answers(pageOf(warning)),
      },
    },
    async ({ query: { after, limit, ...filter }, acting: { sight } }) => {
      const found = await listWarnings(db.pool, seal, { ...filter, sight, page: { after, limit } }, now());
      const items = found.map(({ number, overdue, openedAt, closedAt, due, ...it }) => ({
        ...{ ...it, id: `W${number}`, overdue: formatMoney(overdue) },
        ...{ openedAt: formatMoment(openedAt), closedAt: momentOrNull(closedAt), due: momentOrNull(due) },
      }));
      return paged(items, limit, (it) => it.warning);
    },
  );

  room.get(
    '/cases',
    {
      schema: {
        tags,
        operationId: 'listCases',
        summary: 'relief and disposal',
        querystring: query,
        response: answers(pageOf(disposal)),
      },
    },
    async (request) => {
      const { after, limit, ...filter } = request.query;
      const { sight } = request.acting;
      const say = sayIn(languageOf(request));
      const found = await listCases(db.pool, seal, { ...filter, sight, page: { after, limit } }, now());
      const items = found.map(({ number, overdue, openedAt, due, why, ...it }) => ({
        ...{
          ...it,
          id: `K${number}`,
          overdue: formatMoney(overdue),
          openedAt: formatMoment(openedAt),
          due: momentOrNull(due),
          why: say(why),
        },
      }));
      return paged(items, limit, (it) => it.case);
    },
  );

  room.get(
    '/promises',
    {
      schema: {
        ...{
          tags,
          operationId: 'listPromises',
          summary: 'promises to pay of open loans, by loan; a part has all of its loans',
        },
        querystring: query,
        response: answers(pageOf(promise)),
      },
    },
    async ({ query: { after, limit, ...filter }, acting: { sight } }) => {
      const { promises, last } = await listPromises(db.pool, seal, { ...filter, sight, page: { after, limit } }, now());
      const items = promises.map(({ overdue, amount, paid, ...it }) => ({
        ...{ ...it, overdue: formatMoney(overdue), amount: formatMoney(amount), paid: formatMoney(paid) },
      }));
      return { items, next: last };
    },
  );

  room.get(
    '/complaints',
    {
      schema: {
        ...{ tags, operationId: 'listComplaints', summary: 'complaints' },
        querystring: z.object({
          ...page,
          open,
          overdue: z.stringbool().default(false),
          borrower: id.optional(),
          branch: id.optional(),
          manager: id.optional(),
        }),
        response: answers(pageOf(complaint)),
      },
    },
    async ({ query: { after, limit, ...filter }, acting: { sight } }) => {
      const found = await listComplaints(db.pool, seal, { ...filter, sight, page: { after, limit } }, now());
      const items = found.map(({ openedAt, due, overdue, ...it }) => ({
        ...{ ...it, openedAt: formatMoment(openedAt), due: momentOrNull(due), overdue: formatMoney(overdue) },
      }));
      return paged(items, limit, (it) => it.complaint);
    },
  );
};
