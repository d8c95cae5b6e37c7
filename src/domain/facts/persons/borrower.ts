import { z } from 'zod';
import { oneOf, type Written } from '../../entry/said-schemas.js';
import { SIZES } from '../../person/borrower.js';
import { LANGUAGES } from '../../plan/template.js';
import { asSaid, kind, someWords } from '../kind.js';

/** What may become otherwise of a borrower while a loan runs. What is left out stays. */
export const borrowerChange = (as: Written) => {
  const line = someWords(as).optional();
  return z.strictObject({
    class: line,
    size: oneOf(SIZES).optional(),
    industry: line,
    branch: line,
    accountManager: as.id.optional(),
    language: oneOf(LANGUAGES).optional(),
    /** Granted limit, in minor units of the currency of the loans. */
    limit: as.money.optional(),
  });
};
export type BorrowerChange = z.output<ReturnType<typeof borrowerChange>>;

/** Something of a borrower is otherwise from when it is heard, and why. */
export const borrower = kind({
  said: (as) => borrowerChange(as).extend({ borrower: as.id, reason: as.reason }),
  about: (it) => `borrower/${it.borrower}`,
  heard: asSaid,
  undoneBy: 'itself',
  doors: ['intake'],
});

/** A person or a firm has another name, by marriage or in the register. */
export const name = kind({
  said: (as) =>
    z.strictObject({ borrower: as.id, name: as.name.refine((it) => it !== '', 'missing'), reason: as.reason }),
  about: (it) => `borrower/${it.borrower}`,
  heard: asSaid,
  undoneBy: 'itself',
  doors: ['intake'],
});
