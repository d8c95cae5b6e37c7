import { z } from 'zod';
import { asSaid, kind, someWords } from '../kind.js';

/** A thing secures these loans, whosesoever they are. Said again it is of another kind, or secures other loans. */
export const collateral = kind({
  said: (as) =>
    z
      .strictObject({
        collateral: as.id,
        /** Whose it is. */
        borrower: as.id,
        kind: someWords(as),
        loans: z.array(as.id).min(1).max(100),
        value: as.money.optional(),
        valuedOn: as.day.optional(),
      })
      .refine((it) => (it.value === undefined) === (it.valuedOn === undefined), {
        path: ['valuedOn'],
        message: 'a value and the day of it are said together',
      }),
  about: ({ collateral }) => `collateral/${collateral}`,
  heard: ({ loans, ...said }) => ({ ...said, loans: [...new Set(loans)].sort() }),
  undoneBy: 'discharge',
  doors: ['intake', 'scenario'],
});

/** What a thing is worth from a day on; another value for the same day corrects it. */
export const valuation = kind({
  said: (as) => z.strictObject({ collateral: as.id, value: as.money, on: as.day.optional() }),
  about: ({ collateral }) => `collateral/${collateral}`,
  heard: asSaid,
  undoneBy: 'itself',
  doors: ['intake', 'scenario'],
});

/** A thing was given back 解押: it secures nothing any more. */
export const discharge = kind({
  said: (as) => z.strictObject({ collateral: as.id, reason: as.reason }),
  about: ({ collateral }) => `collateral/${collateral}`,
  heard: asSaid,
  undoneBy: 'collateral',
  doors: ['scenario'],
});
