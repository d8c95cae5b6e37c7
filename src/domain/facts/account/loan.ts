import { z } from 'zod';
import { isCurrency } from '../../entry/said.js';
import { kind, someWords } from '../kind.js';
import { instalments } from './schedule.js';

/** A loan was paid out, and is looked after from when it is heard. Its borrower is here, or came before it. */
export const loan = kind({
  said: (as) =>
    z.strictObject({
      loan: as.id,
      borrower: as.id,
      plan: as.id,
      disbursedOn: as.day,
      principal: as.sum,
      instalments: instalments(as),
      product: someWords(as).optional(),
      collateral: someWords(as).optional(),
      /** Per cent a year. */
      annualRate: as.rate.optional(),
      penaltyRate: as.rate.optional(),
      currency: z.string().refine(isCurrency, 'not a currency such as CNY').optional(),
    }),
  about: ({ loan }) => `loan/${loan}`,
  heard: ({ product = null, collateral = null, annualRate = null, penaltyRate = null, currency = 'CNY', ...said }) => ({
    ...{ ...said, product, collateral, annualRate, penaltyRate, currency },
  }),
  undoneBy: null,
  doors: ['intake'],
});
