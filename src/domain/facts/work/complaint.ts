import { z } from 'zod';
import { asSaid, kind } from '../kind.js';

/** A borrower complains: until it is solved nothing goes out to the borrower. Its days are counted from when it is heard. */
export const complaint = kind({
  said: (as) => z.strictObject({ id: as.id, borrower: as.id, text: as.text }),
  about: ({ borrower }) => `borrower/${borrower}`,
  heard: asSaid,
  undoneBy: 'solve',
  doors: ['scenario'],
});

/** Somebody has taken it up. */
export const accept = kind({
  said: (as) => z.strictObject({ complaint: as.id }),
  about: ({ complaint }) => `complaint/${complaint}`,
  heard: asSaid,
  undoneBy: null,
  doors: ['scenario'],
});

/** The borrower has a solution. */
export const solve = kind({ ...accept });

/** The satisfaction call, which ends it. */
export const survey = kind({
  said: (as) => z.strictObject({ complaint: as.id, satisfied: as.yes }),
  about: ({ complaint }) => `complaint/${complaint}`,
  heard: asSaid,
  undoneBy: null,
  doors: [],
});
