import { z } from 'zod';
import { asSaid, kind } from '../kind.js';

/** A figure of a borrower for a period, which must have begun. Another value for the same period corrects it from when it is heard. */
export const indicator = kind({
  said: (as) => z.strictObject({ borrower: as.id, name: as.word, period: as.period, value: as.figure }),
  about: ({ borrower }) => `borrower/${borrower}`,
  heard: asSaid,
  undoneBy: 'itself',
  doors: ['intake', 'scenario'],
});
