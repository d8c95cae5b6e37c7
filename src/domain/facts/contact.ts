import { z } from 'zod';
import type { Written } from '../entry/said-schemas.js';
import { addressFault, WHOSE } from '../person/contact.js';
import { CHANNELS, type ChannelName } from '../plan/plan.js';
import { asSaid, kind } from './kind.js';

const way = (as: Written) => ({ borrower: as.id, channel: z.enum(CHANNELS), address: as.id });

/** Whether a number is one, the door knows that has the tables of numbers. */
function heldToChannel(
  { channel, address }: { channel: ChannelName; address: string },
  context: z.core.$RefinementCtx,
) {
  const fault = addressFault(channel, address);
  if (fault !== null) context.addIssue({ code: 'custom', path: ['address'], message: fault });
}

/** A new way to reach a borrower, or one that was retired and is good again. */
export const contact = kind({
  said: (as) =>
    z.strictObject({ ...way(as), whose: z.enum(WHOSE), consent: as.yes.optional() }).superRefine(heldToChannel),
  about: ({ borrower }) => `borrower/${borrower}`,
  heard: ({ consent = false, ...said }) => ({ ...said, consent }),
  undoneBy: 'retire',
  doors: [],
});

/** Nothing more goes to an address from when this is heard. */
export const retire = kind({
  said: (as) => z.strictObject(way(as)),
  about: ({ borrower }) => `borrower/${borrower}`,
  heard: asSaid,
  undoneBy: 'contact',
  doors: [],
});
