import type { z } from 'zod';
import type { Written } from '../entry/said-schemas.js';
import type { Moment } from '../time/dates.js';

/** A kind of fact: what is said of it, the same at every door, and what it is once it is heard. */
interface Kind<Shape extends z.ZodType, Heard extends object> {
  /** Its schema, as values are written at a door. What is left out, or undefined, is not known. */
  said: (as: Written) => Shape;
  /** Whom it is about, as the audit log names it. */
  about: (
    said: z.output<Shape>,
  ) => `${'loan' | 'borrower' | 'collateral' | 'payment' | 'complaint' | 'warning' | 'case' | 'staff'}/${string}`;
  /** With what follows from the moment at which it was heard, and from whom. */
  heard: (said: z.output<Shape>, at: Moment, by: string) => Heard;
  /** The fact that undoes it; `itself`: a later one of this kind says otherwise; null: it stays. */
  undoneBy: string | null;
  /** Whether another system may send it, and whether a scenario may have it happen; commands and pages name it themselves. */
  doors: readonly ('intake' | 'scenario')[];
}

/** Defines a kind of fact; it only helps the compiler to infer types. */
export const kind = <Shape extends z.ZodType, Heard extends object>(it: Kind<Shape, Heard>) => it;

/** A few words on one line. */
export const someWords = (as: Written) => as.line.refine((it) => it !== '', 'must not be empty');

/** `heard` of a fact to which nothing is added: it counts from the moment at which it is heard. */
export const asSaid = <Said extends object>(said: Said): Said => said;
