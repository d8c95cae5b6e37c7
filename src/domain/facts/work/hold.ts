import { z } from 'zod';
import { asSaid, kind } from '../kind.js';

/**
 * Nothing goes out for a loan from a moment on, which may lie ahead or back; left out: from when it is heard. A day that
 * is named as its end belongs to it; without one: until released. Checks, visits and other care go on, unless it is said to hold everything.
 */
export const hold = kind({
  said: (as) =>
    z.strictObject({
      loan: as.id,
      from: as.moment.optional(),
      until: as.end.optional(),
      reason: as.reason,
      everything: as.yes.optional(),
    }),
  about: ({ loan }) => `loan/${loan}`,
  heard: ({ from, until, ...said }, at) => ({
    ...said,
    from: from ?? at,
    until: until ?? null,
    everything: said.everything ?? false,
  }),
  undoneBy: 'release',
  doors: ['scenario'],
});

/** The hold ends when this is heard; one that lies ahead will not begin. */
export const release = kind({
  said: (as) => z.strictObject({ loan: as.id }),
  about: ({ loan }) => `loan/${loan}`,
  heard: asSaid,
  undoneBy: 'hold',
  doors: ['scenario'],
});
