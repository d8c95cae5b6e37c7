import { z } from 'zod';
import { CASE_KINDS, CATEGORIES } from './atoms.js';

/** What the law says of loans is data: plans/law/. Each number has its source. */
const source = z.string().min(1).describe('where it stands; `own:` when it is ours');
const months = z.number().int().min(1).max(120);

const warnDays = z.array(z.number().int().min(1)).min(1).describe('so many days ahead of its end, the longest first');
const term = z.strictObject({ months, warnDays: warnDays.optional().describe('left out: those of all'), source });

export const lawSchema = z.strictObject({
  law: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'not lower-case words with hyphens'),
  version: z.number().int().min(1),
  title: z.string(),
  classification: z.strictObject({
    afterRelief: z
      .strictObject({
        kinds: z.array(z.enum(CASE_KINDS)).min(1),
        atLeast: z.enum(CATEGORIES).describe('the category while the loan is observed'),
        months: months.describe('from the first day on which something falls due by the new terms'),
        instalments: z
          .number()
          .int()
          .min(1)
          .describe('so many in a row are paid on their day, and the months are over'),
        source,
      })
      .describe('a relief of a loan that was overdue'),
  }),
  clocks: z
    .strictObject({
      warnDays,
      limitation: term.describe('诉讼时效: of the debt'),
      guarantee: term.describe('保证期间: in which something must be demanded of the guarantor'),
      preservation: term.describe('保全期限: of what was seized or frozen'),
      enforcement: term.describe('申请执行期间: from the judgment on'),
    })
    .describe('terms of law that run for a loan that owes'),
});

export type Law = z.output<typeof lawSchema>;
