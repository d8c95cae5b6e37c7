import { z } from 'zod';
import { asSaid, kind } from '../kind.js';

/** The borrower promises to pay an amount by a day, included. It ends kept or broken, and is not taken back. */
export const promise = kind({
  said: (as) => z.strictObject({ loan: as.id, on: as.day, amount: as.sum }),
  about: ({ loan }) => `loan/${loan}`,
  heard: asSaid,
  undoneBy: null,
  doors: ['scenario'],
});
