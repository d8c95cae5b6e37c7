import { z } from 'zod';
import { id } from '../../plan/atoms.js';
import { asSaid, kind } from '../kind.js';

/** A person sets the tier of a loan until a day, included, whatever the figures say. Another one takes its place; afterwards the figures decide again. */
export const tier = kind({
  // Whether the loan's plan has such a tier, only the plan knows.
  said: (as) => z.strictObject({ loan: as.id, tier: id, until: as.day, reason: as.reason }),
  about: ({ loan }) => `loan/${loan}`,
  heard: asSaid,
  undoneBy: 'itself',
  doors: [],
});
