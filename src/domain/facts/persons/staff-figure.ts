import { z } from 'zod';
import { id } from '../../plan/atoms.js';
import { asSaid, kind } from '../kind.js';

/**
 * A sum of one of the staff that stands in no book, such as deposits (P2.3), for a period, which must have begun. Another one for the
 * same period corrects it from when it is heard.
 */
export const staffFigure = kind({
  // Whether any plan asks for it, only the plans know.
  said: (as) => z.strictObject({ staff: as.id, name: id, period: as.period, amount: as.money }),
  about: ({ staff }) => `staff/${staff}`,
  heard: asSaid,
  undoneBy: 'itself',
  doors: [],
});
