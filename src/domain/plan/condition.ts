import { z } from 'zod';
import { CASE_KINDS, CATEGORIES, days, id } from './atoms.js';
import { segment } from './segment.js';

export const CAUSES = ['temporary', 'deteriorating', 'wilful', 'disaster', 'illness'] as const;
export type Cause = (typeof CAUSES)[number];

/** A test on the figures of a loan and its borrower. All that is given must hold. */
export const condition = z
  .strictObject({
    dpd: days.optional().describe('days past due, at least'),
    overdueAtLeast: z
      .string()
      .regex(/^\d+(\.\d{1,2})?$/, 'not an amount such as "300" or "300.50"')
      .optional()
      .describe('all that is overdue of the borrower, over all open loans, in major units'),
    unpaidInstalments: z.number().int().min(1).optional().describe('so many instalments are overdue, at least'),
    category: z.enum(CATEGORIES).optional().describe('classified so or worse, whatever the days past due are'),
    indicator: z.string().optional().describe('a figure of the borrower, such as debt-to-asset'),
    above: z.number().optional(),
    below: z.number().optional(),
    fallsBy: z.number().positive().optional().describe('against the period before, as a share: 0.1 is ten per cent'),
    risesBy: z.number().positive().optional(),
    movesBy: z.number().positive().optional().describe('either way'),
    running: z.number().int().min(1).default(1).describe('so many periods one after the other'),
    freshFor: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe('the newest figure counts for so many periods after its own; left out: until there is a newer one'),
    signals: z.array(z.string()).optional().describe('a signal of one of these kinds came in'),
    withinDays: days.default(90).describe('a signal counts so many days'),
    tried: z
      .strictObject({
        times: z.number().int().min(1),
        days: z.number().int().min(1).default(1).describe('on so many different days'),
        kinds: z.array(id).min(1).default(['call', 'visit']).describe('by such work'),
      })
      .optional()
      .describe(
        'people have tried to reach the borrower so often since the arrears began, and no payment or promise came of it, nor was a call answered',
      ),
    causes: z.array(z.enum(CAUSES)).optional().describe('the cause found for the arrears'),
    noCaseOf: z.array(z.enum(CASE_KINDS)).min(1).optional().describe('no case of these kinds is open'),
    for: segment.optional(),
  })
  .refine(
    (it) =>
      (it.indicator === undefined) ===
      [it.above, it.below, it.fallsBy, it.risesBy, it.movesBy].every((bound) => bound === undefined),
    'an indicator needs a bound (above, below, fallsBy, risesBy, movesBy), and a bound an indicator',
  )
  .refine((it) => it.freshFor === undefined || it.indicator !== undefined, 'freshFor is about an indicator');

export type Condition = z.output<typeof condition>;

/** Every condition of a plan. */
export function conditionsOf(plan: {
  tiers?: { levels: { when: Condition[] }[] } | undefined;
  warnings: { rules: { when: Condition[] }[] };
  cases: { when: Condition[] }[];
  checks: { when?: Condition[] | undefined }[];
  ladder: { stages: { actions: { when?: Condition[] | undefined }[] }[] };
}): Condition[] {
  const parts = [
    ...(plan.tiers?.levels ?? []),
    ...[...plan.warnings.rules, ...plan.cases, ...plan.checks],
    ...plan.ladder.stages.flatMap((it) => it.actions),
  ];
  return parts.flatMap((it) => it.when ?? []);
}
