import { z } from 'zod';
import { asSaid, kind } from '../kind.js';

/** Whether a warning proved right (P5.1), said at its closure or later. */
export const judge = kind({
  said: (as) => z.strictObject({ warning: as.ourId, right: as.yes }),
  about: ({ warning }) => `warning/${warning}`,
  heard: asSaid,
  undoneBy: 'itself',
  doors: [],
});
