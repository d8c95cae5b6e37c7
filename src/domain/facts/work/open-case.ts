import { z } from 'zod';
import { oneOf } from '../../entry/said-schemas.js';
import { CASE_KINDS } from '../../plan/risk.js';
import { asSaid, kind } from '../kind.js';

/** A person opens a case; proposal and approval follow, and the approval is another's. A decision against it undoes it. */
export const openCase = kind({
  said: (as) => z.strictObject({ loan: as.id, kind: oneOf(CASE_KINDS), why: as.reason }),
  about: ({ loan }) => `loan/${loan}`,
  heard: asSaid,
  undoneBy: 'decide',
  doors: ['scenario'],
});
