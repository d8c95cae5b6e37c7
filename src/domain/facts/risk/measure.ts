import { z } from 'zod';
import { oneOf } from '../../entry/said-schemas.js';
import { kind } from '../kind.js';

/** A written measure of an open warning or case: a task for its owner until the end of a day. It ends as a task does, and is not taken back. */
export const measure = kind({
  said: (as) =>
    z.strictObject({ of: oneOf(['warning', 'case']), id: as.ourId, text: as.reason, owner: as.id, due: as.day }),
  about: ({ of, id }) => `${of}/${id}`,
  heard: ({ of, id, ...said }) => ({ of: { kind: of, id }, ...said }),
  undoneBy: null,
  doors: [],
});
