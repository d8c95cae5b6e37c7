import { z } from 'zod';
import { oneOf, type Written } from '../../entry/said-schemas.js';
import { readAddress, WHOSE } from '../../person/contact.js';
import { CHANNELS, type ChannelName } from '../../plan/plan.js';
import { asSaid, kind } from '../kind.js';

const way = (as: Written) => ({ borrower: as.id, channel: oneOf(CHANNELS), address: as.id });

/** In the form in which it is kept. A door that knows the lender's country has read it before. */
function asKept<T extends { channel: ChannelName; address: string }>(said: T, context: z.core.$RefinementCtx): T {
  const read = readAddress(said.channel, said.address);
  if ('address' in read) return { ...said, ...read };
  context.addIssue({ code: 'custom', path: ['address'], message: read.fault });
  return z.NEVER;
}

/** A new way to reach a borrower, or one that was retired and is good again. */
export const contact = kind({
  said: (as) => z.strictObject({ ...way(as), whose: oneOf(WHOSE), consent: as.yes.optional() }).transform(asKept),
  about: ({ borrower }) => `borrower/${borrower}`,
  heard: ({ consent = false, ...said }) => ({ ...said, consent }),
  undoneBy: 'retire',
  doors: ['intake'],
});

/** Nothing more goes to an address from when this is heard. */
export const retire = kind({
  said: (as) => z.strictObject(way(as)),
  about: ({ borrower }) => `borrower/${borrower}`,
  heard: asSaid,
  undoneBy: 'contact',
  doors: ['intake'],
});

/**
 * The core system says whether an address may be written to. A no is believed at once; a yes where the person there has not said stop.
 */
export const consent = kind({
  said: (as) => z.strictObject({ ...way(as), whose: oneOf(WHOSE), consent: as.yes }).transform(asKept),
  about: ({ borrower }) => `borrower/${borrower}`,
  heard: asSaid,
  undoneBy: 'itself',
  doors: ['intake'],
});
