/** The keys that a borrower may press while a call is read out, and what each means. */
const KEYS = { '1': 'will-pay', '2': 'call-request', '9': 'opt-out' } as const;
export type KeyMeaning = (typeof KEYS)[keyof typeof KEYS];

/** Null: a key that means nothing. */
export function meaningOf(key: string): KeyMeaning | null {
  return Object.hasOwn(KEYS, key) ? KEYS[key as keyof typeof KEYS] : null;
}
