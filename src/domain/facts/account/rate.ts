import { z } from 'zod';
import { asSaid, kind } from '../kind.js';

/** From a day on, which may lie ahead or back, another rate holds. Another one for the same day corrects it from when it is heard. */
export const rate = kind({
  said: (as) => z.strictObject({ loan: as.id, annualRate: as.rate, from: as.day }),
  about: ({ loan }) => `loan/${loan}`,
  heard: asSaid,
  undoneBy: 'itself',
  doors: ['intake'],
});
