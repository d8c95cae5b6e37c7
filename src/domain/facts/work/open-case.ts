import { z } from 'zod';
import { oneOf } from '../../entry/said-schemas.js';
import { CASE_KINDS } from '../../plan/risk.js';
import { instalments } from '../account/schedule.js';
import { kind } from '../kind.js';
import { anewOf, capitalisesItsOwn, NO_SCHEDULE } from './decision.js';

/**
 * A person opens a case; proposal and approval follow, and the approval is another's. A decision against it undoes it. With
 * instalments these are asked for; said of a case that waits for its decision, they are what it asks for from now on.
 */
export const openCase = kind({
  said: (as) =>
    z
      .strictObject({
        loan: as.id,
        kind: oneOf(CASE_KINDS),
        why: as.reason,
        instalments: instalments(as).optional(),
        capitalise: as.yes.optional(),
      })
      .refine(capitalisesItsOwn, NO_SCHEDULE),
  about: ({ loan }) => `loan/${loan}`,
  heard: ({ instalments, capitalise, ...said }) => ({ ...said, ...anewOf(instalments, capitalise) }),
  undoneBy: 'decide',
  doors: ['scenario'],
});
