import { z } from 'zod';
import { oneOf } from '../../entry/said-schemas.js';
import type { Instalment } from '../../loan/account/arrears.js';
import { CASE_KINDS } from '../../plan/risk.js';
import { instalments } from '../account/schedule.js';
import { kind } from '../kind.js';

/** What becomes principal is said with the schedule in which it is. */
export const capitalisesItsOwn = (it: { capitalise?: boolean | undefined; instalments?: unknown }): boolean =>
  it.capitalise !== true || it.instalments !== undefined;
export const NO_SCHEDULE = {
  path: ['capitalise'],
  message: 'needs a schedule: nothing else has a principal of its own',
};

/** A schedule that is said with a relief; none: nothing. */
export const anewOf = (instalments: Instalment[] | undefined, capitalise = false) =>
  instalments ? { schedule: { instalments, capitalise } } : {};

/**
 * A decision on relief or disposal. `until`: how far a relief goes; left out: as far as its plan allows. With instalments these
 * take the place of what is unpaid; with neither, what was asked for with the case. It counts from when it is heard; a later one that refuses what was approved undoes it.
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
      .refine(capitalisesItsOwn, NO_SCHEDULE),
  about: ({ loan }) => `loan/${loan}`,
  heard: ({ until = null, instalments, capitalise, ...said }) => ({
    ...said,
    until,
    ...anewOf(instalments, capitalise),
  }),
  undoneBy: 'itself',
  doors: ['scenario'],
});
