import type { Minor } from '../money/money.js';
import type { Day } from '../time/dates.js';
import type { FiguresOf, Reason, ReasonCode } from './reason.js';

/** How what a reason names stands in its sentence. */
export interface Values {
  money(amount: Minor): string;
  day(day: Day): string;
  /** `2026-11`, `2026-Q4`. */
  period(text: string): string;
  /** Of work, as plans write it: 高风险客户每周跟进 weekly follow-up. */
  title(title: string): string;
  /** An id that is a word of the trade: `new-overdue`. */
  word(id: string): string;
  /** `contract/paper` */
  document(document: string): string;
}
/** Says a reason that another holds. */
export type Say = ((reason: Reason) => string) & Values;
/** A text says a reason that has no figures. */
export type Sentence<Figures> = string | ((it: Figures, say: Say) => string);
/** What each reason says, in both languages. */
export type Words = { [C in ReasonCode]: { en: Sentence<FiguresOf[C]>; zh: Sentence<FiguresOf[C]> } };
