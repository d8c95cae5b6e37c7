import { z } from 'zod';
import { mailAddressFault } from '../../person/mail-address.js';
import { asSaid, kind } from '../kind.js';

export const mailAddress = z.string().superRefine((said, context) => {
  const fault = mailAddressFault(said);
  if (fault !== null) context.addIssue(fault);
});

/** Another mail address of one of the staff from when this is heard, or that the one before is good again. */
export const staffEmail = kind({
  said: (as) => z.strictObject({ staff: as.id, email: mailAddress }),
  about: ({ staff }) => `staff/${staff}`,
  heard: asSaid,
  undoneBy: 'itself',
  doors: [],
});
