import { idFault } from '../entry/said.js';
import { mailAddressFault } from './mail-address.js';

/** Whose a way to reach a borrower is. Only the borrower's own are written to. */
export const WHOSE = ['self', 'guarantor', 'emergency'] as const;
export type Whose = (typeof WHOSE)[number];

/** What is wrong with an address of a channel, in the form of an id; null: nothing. */
export const addressFault = (channel: string, address: string): string | null =>
  idFault(address) ?? (channel === 'email' ? mailAddressFault(address) : null);
