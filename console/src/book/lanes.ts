/** The lanes of a drawn time axis: what goes out, what people do, what money did, where the loan stands. */
export const LANES = ['ladder', 'messages', 'work', 'money'] as const;
export type Lane = (typeof LANES)[number];

/** Seen in both themes; the lane says the same as its colour. */
export const COLOURS: Record<Lane, string> = {
  ladder: '#c2410c',
  messages: '#2f6fed',
  work: '#8b5cf6',
  money: '#16905a',
};

const OF: Record<string, Lane> = {
  notice: 'messages',
  offer: 'messages',
  letter: 'messages',
  payment: 'money',
  refund: 'money',
  overpaid: 'money',
  close: 'money',
  promise: 'money',
  stage: 'ladder',
  classify: 'ladder',
  tier: 'ladder',
};

/** By what happened: `task.open`. */
export const laneOf = (what: string): Lane => OF[what.split('.')[0]!] ?? 'work';
