import { z } from 'zod';
import { asSaid, kind, someWords } from '../kind.js';

/** Something of a loan is otherwise in the core system, and why. What is left out stays; the rate is a fact of its own. */
export const terms = kind({
  said: (as) =>
    z.strictObject({
      loan: as.id,
      product: someWords(as).optional(),
      /** As a second payout makes it more. */
      principal: as.money.optional(),
      penaltyRate: as.rate.optional(),
      collateral: someWords(as).optional(),
      reason: as.reason,
    }),
  about: ({ loan }) => `loan/${loan}`,
  heard: asSaid,
  undoneBy: 'itself',
  doors: ['intake'],
});
