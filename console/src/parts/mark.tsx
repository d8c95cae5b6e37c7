import type { ReactNode } from 'react';

export type Tone = 'bad' | 'warn' | 'good' | 'info' | 'plain';

/** A word that is to be seen, in a colour that never says anything alone. */
export const Mark = ({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) => (
  <span className={`mark ${tone}`}>{children}</span>
);
