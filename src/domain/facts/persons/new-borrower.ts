import { oneOf } from '../../entry/said-schemas.js';
import { BORROWER_KINDS } from '../../person/borrower.js';
import { LANGUAGES } from '../../plan/template.js';
import { kind } from '../kind.js';
import { borrowerChange } from './borrower.js';

/** A person or a firm who will have a loan. What is left out is not known; without a name the borrower is called by the id. */
export const newBorrower = kind({
  said: (as) =>
    borrowerChange(as).extend({
      borrower: as.id,
      kind: oneOf(BORROWER_KINDS),
      name: as.name.optional(),
      language: oneOf(LANGUAGES).optional(),
    }),
  about: (it) => `borrower/${it.borrower}`,
  heard: ({ name = '', language = 'zh-CN', ...said }) => ({ ...said, name: name || said.borrower, language }),
  undoneBy: 'borrower',
  doors: ['intake'],
});
