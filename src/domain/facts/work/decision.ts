import { z } from 'zod';
import { oneOf } from '../../entry/said-schemas.js';
import { CASE_KINDS } from '../../plan/risk.js';
import { instalments } from '../account/schedule.js';
import { kind } from '../kind.js';

/**
 * A decision on relief or disposal. `until`: how far a relief goes; left out: as far as its plan allows. With instalments these
 * take the place of what is unpaid. It counts from when it is heard; a later one that refuses what was approved undoes it.
 */
export const decide = kind({
  said: (as) =>
    z
      .strictObject({
        loan: as.id,
        kind: oneOf(CASE_KINDS),
        approve: as.yes,
        until: as.day.optional(),
        instalments: instalments(as).optional(),
        capitalise: as.yes.optional(),
      })
      .refine((it) => it.capitalise !== true || it.instalments !== undefined, {
        path: ['capitalise'],
        message: 'needs a schedule: nothing else has a principal of its own',
      }),
  about: ({ loan }) => `loan/${loan}`,
  heard: ({ until = null, instalments, capitalise = false, ...said }) => ({
    ...said,
    until,
    ...(instalments ? { schedule: { instalments, capitalise } } : {}),
  }),
  undoneBy: 'itself',
  doors: ['scenario'],
});
