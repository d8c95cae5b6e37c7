import { z } from 'zod';
import { saidWord } from '../../entry/said-schemas.js';
import { kind, someWords } from '../kind.js';

/** News from outside about a borrower. Its source, when it names none, is whoever says it. A warning that was wrong is judged so; the news stays. */
export const signal = kind({
  said: (as) =>
    z.strictObject({
      borrower: as.id,
      kind: as.word,
      source: someWords(as).optional(),
      /** Anything that helps who handles the warning: sealed with the fact, shown by `intake show`. */
      facts: z.record(saidWord, z.union([someWords(as), z.number(), z.boolean()])).optional(),
    }),
  about: ({ borrower }) => `borrower/${borrower}`,
  heard: (said, _, by) => ({ ...said, source: said.source ?? by }),
  undoneBy: null,
  doors: ['intake', 'scenario'],
});
