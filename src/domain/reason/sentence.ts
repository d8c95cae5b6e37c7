import type { FiguresOf, Reason, ReasonCode } from './reason.js';

export type Say = (reason: Reason) => string;
/** A text says a reason that has no figures. */
export type Sentence<Figures> = string | ((it: Figures, say: Say) => string);
/** What each reason says, in both languages. */
export type Words = { [C in ReasonCode]: { en: Sentence<FiguresOf[C]>; zh: Sentence<FiguresOf[C]> } };
