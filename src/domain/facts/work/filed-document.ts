import { z } from 'zod';
import { saidMoment } from '../../entry/said-schemas.js';
import { asSaid, kind } from '../kind.js';

/** A document of the archive and its form: `contract/paper`; of a thing that secures the loan with its id: `valuation-report/paper/C1`. */
const document = z
  .string()
  .max(300)
  .regex(
    /^[a-z0-9-]{1,60}\/(electronic|paper)(\/[ -~\u00a0-\uffff]+)?$/,
    'not a document and its form, such as contract/electronic',
  );

/** Documents of a loan are in the archive. They stay there: one that is filed again stays as it was filed first. */
export const filed = kind({
  said: (as) =>
    z.strictObject({
      loan: as.id,
      documents: z.array(document).min(1).max(50),
      /** Also documents that the plan of the loan does not ask for. */
      acceptWarnings: as.yes.optional(),
    }),
  about: ({ loan }) => `loan/${loan}`,
  heard: asSaid,
  undoneBy: null,
  doors: ['intake'],
});

/** Somebody looked at a document of the archive, on paper or on the screen of another system. */
export const look = kind({
  said: (as) =>
    z.strictObject({
      loan: as.id,
      document,
      /** Who looked. A person who says it here is who says it, and when. */
      by: as.id,
      reason: as.reason,
      /** When, as it was said; left out: when it is heard. */
      at: z
        .string()
        .refine((it) => saidMoment.safeParse(it).success, 'not a moment, such as 2026-11-01T08:00:00+08:00')
        .optional(),
    }),
  about: ({ loan }) => `loan/${loan}`,
  heard: asSaid,
  undoneBy: null,
  doors: ['intake'],
});
