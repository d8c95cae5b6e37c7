import type { ReactNode } from 'react';
import { RISKY_FROM_DPD } from '../../../src/domain/loan/account/classification';

export type Tone = 'bad' | 'warn' | 'good' | 'info' | 'plain';

/** How long a loan is late, in the colour of how bad that is. */
export const Late = ({ dpd }: { dpd: number }) => (
  <Mark tone={dpd >= RISKY_FROM_DPD ? 'bad' : dpd > 0 ? 'warn' : 'good'}>{dpd}</Mark>
);

/** A word that is to be seen, in a colour that never says anything alone. */
export const Mark = ({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) => (
  <span className={`mark ${tone}`}>{children}</span>
);
