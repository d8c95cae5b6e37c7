import { z } from 'zod';
import { BORROWER_KINDS, SIZES } from '../person/borrower.js';

const fits = z.strictObject({
  kinds: z.array(z.enum(BORROWER_KINDS)).optional(),
  sizes: z.array(z.enum([...SIZES, 'unknown'])).optional(),
  industries: z.array(z.string()).optional().describe('one of these words stands in the industry'),
  classes: z.array(z.string()).optional().describe('the class is one of these; "unknown" when there is none'),
  products: z.array(z.string()).optional().describe('one of these words stands in the product'),
  collateral: z
    .union([z.boolean(), z.array(z.string())])
    .optional()
    .describe('true: there is some; false: there is none, a credit exposure; or one of these words stands in it'),
  tiers: z.array(z.string()).optional().describe('the tier of the loan is one of these'),
  principalAtLeast: z
    .string()
    .regex(/^\d+(\.\d{1,2})?$/, 'not an amount such as "300" or "300.50"')
    .optional()
    .describe('what was paid out to the borrower over all open loans, in major units'),
});

/** Which borrowers and loans something applies to. All that is given must fit; an empty segment fits all. */
export const segment = fits
  .extend({ not: fits.optional().describe('and these do not: whoever fits all that is given here is left out') })
  .describe('which borrowers and loans');

export type Segment = z.output<typeof segment>;
