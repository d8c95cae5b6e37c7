import { z } from 'zod';
import { maskedName, maybe } from '../door/written.js';

const value = maybe(z.union([z.number(), z.string()]));
/** A figure of a paper. */
export const figure = {
  figure: z.string().describe('its name: npl-rate, targets/npl, 台账：逾期本息'),
  title: z.string().describe('as readers know it: 不良率'),
  unit: z.enum(['number', 'money', 'share']),
  formula: z.string(),
  value: value.describe(
    'as it was frozen: money in major units, a share as a part of one, of a target as it is written',
  ),
};

/** What a figure is counted from. `items`: a part of the list. */
export const explanation = z
  .object({
    report: z.int(),
    ...figure,
    counted: value.describe('what the list comes to, by what is known now'),
    agrees: z.boolean().describe('false: facts of its time came in after the paper was made'),
    numerator: value,
    denominator: value.describe('null: the figure is no share'),
    count: z.int().describe('lines of the whole list'),
    items: z.array(
      z.object({
        loan: maybe(z.string()),
        borrower: maybe(z.string()),
        borrowerShown: maskedName,
        item: maybe(z.string()).describe('the id of a piece of work, a warning, a message …'),
        what: maybe(z.string()).describe('what it is: a kind of work, a channel'),
        owner: maybe(z.string()),
        ownerShown: maybe(z.string()),
        amount: maybe(z.string()).describe('what came in, else what is unpaid at the cut-off'),
        days: maybe(z.int()).describe('past due'),
        part: value.describe('what the line adds to the figure, or to its numerator'),
        whole: value.describe('what it adds to the denominator'),
      }),
    ),
    next: maybe(z.string()).describe('where the next part begins; null: there is none'),
  })
  .meta({ id: 'Explanation' });
