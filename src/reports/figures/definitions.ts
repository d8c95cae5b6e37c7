import type { Part } from './definition.js';
import { OF_LOANS, OF_MATURITIES } from './of-loans/definitions.js';
import { OF_WORK } from './of-work/definitions.js';

/** All figures that are one number, in the order in which docs/figures.md tells them. */
export const DEFINITIONS = { ...OF_LOANS, ...OF_WORK, ...OF_MATURITIES };

export type FigureId = keyof typeof DEFINITIONS;

/** The figures of one part that are one number each. */
export type Values<P extends Part> = Record<
  { [F in FigureId]: (typeof DEFINITIONS)[F]['part'] extends P ? F : never }[FigureId],
  number | null
>;

/** The figures of a part, in the order in which they are read. */
export const figuresOf = (part: Part): FigureId[] =>
  (Object.keys(DEFINITIONS) as FigureId[]).filter((id) => DEFINITIONS[id].part === part);

export const isFigure = (id: string): id is FigureId => Object.hasOwn(DEFINITIONS, id);
