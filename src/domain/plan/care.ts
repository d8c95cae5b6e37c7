import { z } from 'zod';
import { cadence, days, id, notice, onHoliday, rule, task } from './atoms.js';
import { condition } from './condition.js';
import { segment } from './segment.js';

/** Risk tiers: which loans are followed how closely. The first level that fits counts; the last is the usual one. */
export const tiers = z
  .strictObject({
    rule,
    levels: z
      .array(
        z.strictObject({
          tier: id,
          title: z.string(),
          rule: rule.optional().describe("the tiers' rule if left out"),
          when: z.array(condition).default([]).describe('one of these holds; left out in the last level'),
        }),
      )
      .min(2)
      .describe('worst first'),
    watchDays: days.default(30).describe('so long nothing speaks for the worse tier before the better one is entered'),
  })
  .refine(({ levels }) => levels.every((it, n) => it.when.length > 0 === n < levels.length - 1), {
    message: 'every level but the last says when, the last does not',
  });

/** Work that comes round while nothing is wrong: checks, visits, follow-ups, valuations. */
export const check = z
  .strictObject({
    id,
    rule,
    for: segment.optional(),
    per: z
      .enum(['loan', 'borrower', 'collateral'])
      .default('borrower')
      .describe('one for each loan, one for all of a borrower, or one for each thing that secures loans'),
    every: cadence.optional(),
    byTier: z.record(id, cadence).optional().describe('how often in each tier; at once when the tier is entered'),
    once: z.literal('month-after-payout').optional().describe('in the month after the loan was paid out'),
    openOn: z.number().int().min(1).max(366).default(1).describe('day of the period on which it is opened'),
    dueOn: z.number().int().min(1).max(366).optional().describe('day of the period; left out: dueDays of the task'),
    when: z.array(condition).optional().describe('only while one of these holds'),
    letter: id.optional().describe('a letter of letters/ that goes with the task'),
    covers: z
      .enum(['check', 'follow-up', 'screening'])
      .optional()
      .describe('the coverage that its work counts towards; left out on all: see docs/figures.md'),
    task,
  })
  .refine(
    (it) => [it.every, it.byTier, it.once].filter((one) => one !== undefined).length === 1,
    'exactly one of every, byTier, once',
  )
  .refine((it) => it.per !== 'collateral' || it.once === undefined, 'what is done once is of a loan or of a borrower');

const personalOffer = z
  .strictObject({
    template: id.describe('a file of templates/ that may name rate, limit, onTime'),
    rateOff: z
      .number()
      .min(0)
      .max(100)
      .describe('so many points below the rate of the loan: 0.3 is 4.05 instead of 4.35'),
    limitFactor: z.number().min(0).max(10).describe('the limit, as a share of what was paid out'),
  })
  .describe("the words for a loan whose rate is known, with the borrower's own figures");
export type PersonalOffer = z.output<typeof personalOffer>;

/** An offer to good payers. */
export const offer = z.strictObject({
  id,
  rule,
  for: segment.optional(),
  every: cadence,
  openOn: z.number().int().min(1).max(366).default(1),
  cleanDays: days.describe('nothing was overdue for so many days, and something fell due and was paid in them'),
  notice,
  personal: personalOffer.optional(),
});

/** What a borrower is told when the rate changes. */
export const rateChange = z.strictObject({ rule, for: segment.optional(), notice });

/** What a borrower is told when a relief is refused. */
export const reliefRefused = z.strictObject({ rule, for: segment.optional(), notice });

/** What is done before the last instalment falls due. */
export const maturity = z
  .strictObject({
    id,
    rule,
    for: segment.optional(),
    monthsBefore: z.number().int().min(0).max(12).optional(),
    daysBefore: days.optional(),
    dayOfMonth: z.number().int().min(1).max(28).optional().describe('with monthsBefore: this day of that month'),
    notice: notice.optional(),
    letter: id.optional().describe('a letter of letters/'),
    task: task.optional(),
  })
  .refine((it) => (it.monthsBefore === undefined) !== (it.daysBefore === undefined), 'monthsBefore or daysBefore');

/** The documents that must be there, and the day of the month on which gaps are looked for. */
export const archive = z.strictObject({
  rule,
  openOn: z.number().int().min(1).max(28),
  dueDays: days.default(7),
  onHoliday: onHoliday.optional().describe('where that is a day off: the working day before or after it'),
  documents: z
    .array(
      z.strictObject({
        document: id,
        title: z.string(),
        for: segment.optional(),
        paper: z.boolean().default(true).describe('kept on paper as well'),
        of: z
          .enum(['loan', 'borrower', 'collateral'])
          .default('loan')
          .describe('of a borrower, or of a thing that secures loans: filed with one of its loans it is there for all'),
      }),
    )
    .min(1),
});

export type Check = z.output<typeof check>;
export type MaturityStep = z.output<typeof maturity>;
