import { z } from 'zod';
import { oneOf } from '../../entry/said-schemas.js';
import { CATEGORIES } from '../../loan/account/classification.js';
import { kind } from '../kind.js';

/**
 * A category that people decide (S3): proposed, with a reason, or what another person has proposed is approved by saying the same.
 * `approvedBy`: who approves, when both decide at once. It holds from when it is approved, until people decide anew.
 */
export const classify = kind({
  said: (as) =>
    z.strictObject({
      loan: as.id,
      category: oneOf(CATEGORIES),
      reason: as.reason.optional(),
      approvedBy: as.id.optional(),
    }),
  about: ({ loan }) => `loan/${loan}`,
  heard: ({ reason = null, approvedBy = null, ...said }) => ({ ...said, reason, approvedBy }),
  undoneBy: 'itself',
  doors: [],
});
