import { z } from 'zod';
import { oneOf } from '../../entry/said-schemas.js';
import { ROLES } from '../../plan/roles.js';
import { asSaid, kind, someWords } from '../kind.js';
import { mailAddress } from './staff-email.js';

/** Somebody works here, of one branch, or, left out, of all. Whoever is known stays as he or she is known. */
export const staff = kind({
  said: (as) =>
    z.strictObject({
      staff: as.id,
      roles: z.array(oneOf(ROLES)).min(1),
      branch: someWords(as).optional(),
      supervisor: as.id.optional(),
      name: as.name.optional(),
      email: mailAddress.optional(),
    }),
  about: (it) => `staff/${it.staff}`,
  heard: ({ branch = null, supervisor = null, name = null, email = null, ...said }) => ({
    ...{ ...said, branch, supervisor, name, email },
  }),
  undoneBy: 'left',
  doors: ['intake', 'scenario'],
});

/** Away from when this is heard until a day, not included: open work goes to others. */
export const absent = kind({
  said: (as) => z.strictObject({ staff: as.id, until: as.day }),
  about: (it) => `staff/${it.staff}`,
  heard: asSaid,
  undoneBy: 'back',
  doors: ['scenario'],
});

/** Here again, earlier than was said. Work that was handed over stays where it is. */
export const back = kind({
  said: (as) => z.strictObject({ staff: as.id }),
  about: (it) => `staff/${it.staff}`,
  heard: asSaid,
  undoneBy: 'absent',
  doors: ['scenario'],
});

/** Works here no more from the day on which it is heard: open work goes to others. */
export const left = kind({
  said: (as) => z.strictObject({ staff: as.id }),
  about: (it) => `staff/${it.staff}`,
  heard: asSaid,
  undoneBy: null,
  doors: ['scenario'],
});
