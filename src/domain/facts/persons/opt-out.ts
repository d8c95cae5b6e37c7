import { z } from 'zod';
import { oneOf } from '../../entry/said-schemas.js';
import { CHANNELS } from '../../plan/plan.js';
import { asSaid, kind } from '../kind.js';

/** A borrower wants no more messages on a channel. Only the borrower's own word, START from that address, brings them back. */
export const optOut = kind({
  said: (as) => z.strictObject({ borrower: as.id, channel: oneOf(CHANNELS) }),
  about: ({ borrower }) => `borrower/${borrower}`,
  heard: asSaid,
  undoneBy: null,
  doors: ['scenario'],
});
