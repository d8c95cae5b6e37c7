import { z } from 'zod';
import { CASE_KINDS, CATEGORIES } from './atoms.js';

/** What the law says of loans is data: plans/law/. Each number has its source. */
const source = z.string().min(1).describe('where it stands; `own:` when it is ours');
const months = z.number().int().min(1).max(120);

export const lawSchema = z.strictObject({
  law: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words with hyphens'),
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
});

export type Law = z.output<typeof lawSchema>;
