import { z } from 'zod';
import { day, maskedName, maybe, moment, money } from '../door/written.js';

/** What the routes of a loan answer. */

const dueNext = maybe(z.object({ on: day, amount: money })).describe('what falls due next; null: nothing more');

export const listed = z
  .object({
    loan: z.string(),
    borrower: z.string(),
    name: maskedName,
    plan: z.string(),
    product: maybe(z.string()),
    branch: maybe(z.string()),
    manager: maybe(z.string()),
    stage: z.string(),
    tier: maybe(z.string()),
    category: z.string(),
    dpd: z.int(),
    overdue: money,
    outstanding: money,
    next: dueNext,
  })
  .meta({ id: 'ListedLoan' });

export const loan = listed
  .extend({
    since: maybe(day).describe('from when on it is overdue'),
    overpaid: money,
    rate: maybe(z.string()),
    cause: maybe(z.string()),
    holds: z.array(z.object({ from: moment, until: maybe(moment), reason: z.string() })),
    closedAt: maybe(moment),
  })
  .meta({ id: 'Loan' });

export const scheduled = z
  .object({
    loan: z.string(),
    instalments: z.array(z.object({ seq: z.int(), dueOn: day, principal: money, interest: money, fee: money })),
  })
  .meta({ id: 'Schedule' });

export const standing = z
  .object({
    loan: z.string(),
    on: day,
    dpd: z.int(),
    category: z.string(),
    since: maybe(day),
    overdue: money,
    outstanding: money,
    overpaid: money,
  })
  .meta({ id: 'Standing' });

export const paidIn = z
  .object({
    loan: z.string(),
    payments: z.array(
      z.object({
        reference: z.string(),
        paidOn: day,
        amount: money.describe('below nought: what went back'),
        heardAt: moment,
        reversedAt: maybe(moment),
      }),
    ),
  })
  .meta({ id: 'Payments' });

export const timelineLine = z
  .looseObject({
    at: moment,
    what: z.string(),
    rule: z.string().optional(),
    why: z.string().optional(),
    say: z
      .object({ what: z.string(), why: z.string() })
      .describe('the same in the language of Accept-Language; why is empty where it was said before'),
  })
  .meta({ id: 'TimelineLine', description: 'as in docs/interfaces.md, Timeline' });

export const next = z.object({ lines: z.array(timelineLine) }).meta({ id: 'Next' });
