/** The keys that a borrower may press once a message was heard, and what each means. */
const KEYS = { '1': 'will-pay', '2': 'call-request', '9': 'opt-out' } as const;
export type KeyMeaning = (typeof KEYS)[keyof typeof KEYS];

/** Null: a key that means nothing. */
export function meaningOf(key: string): KeyMeaning | null {
  return Object.hasOwn(KEYS, key) ? KEYS[key as keyof typeof KEYS] : null;
}

/**
 * How far a call has come. Whoever picks up hears nothing of the borrower; who presses a key is no machine, and hears who calls for
 * whom; who gives the last signs of something known is the borrower, and hears the message.
 */
export type CallStep = 'greeting' | 'identity' | 'message';

/** The key that asks to hear what it is about. */
export const LISTEN = '1';
/** Digits that are asked for: the last ones of what is known. */
export const LAST_SIGNS = 4;
/** After so many wrong entries the call ends without the message; our own number. */
export const TRIES = 3;

/** The last signs of an identity or phone number as they are pressed: an X is a star. */
export const lastSigns = (known: string): string => known.slice(-LAST_SIGNS).toUpperCase().replaceAll('X', '*');
