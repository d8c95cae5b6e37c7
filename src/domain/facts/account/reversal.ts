import { z } from 'zod';
import { asSaid, kind } from '../kind.js';

/** A payment bounced or was wrong: from the day on which this is heard it counts no more. Booked again, it counts again. */
export const reversal = kind({
  said: (as) => z.strictObject({ reference: as.id }),
  about: ({ reference }) => `payment/${reference}`,
  heard: asSaid,
  undoneBy: 'payment',
  doors: ['intake', 'scenario'],
});
