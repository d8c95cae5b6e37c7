import { z } from 'zod';
import { oneOf } from '../../entry/said-schemas.js';
import { CAUSES } from '../../plan/condition.js';
import { asSaid, kind } from '../kind.js';

/** Why a loan is in arrears, as it is found. Another finding takes its place from when it is heard. */
export const cause = kind({
  said: (as) => z.strictObject({ loan: as.id, kind: oneOf(CAUSES) }),
  about: ({ loan }) => `loan/${loan}`,
  heard: asSaid,
  undoneBy: 'itself',
  doors: ['scenario'],
});
