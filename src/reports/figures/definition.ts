/** Figures are measured in parts, a file of this folder each. */
export type Part =
  | 'portfolio'
  | 'movement'
  | 'trend'
  | 'collection'
  | 'contact'
  | 'tasks'
  | 'warnings'
  | 'complaints'
  | 'care'
  | 'maturities';

/** A figure that is one number, as docs/figures.md tells it and as a plan's targets name it. */
export interface Definition {
  part: Part;
  /** As readers of the papers see it. */
  title: string;
  /** `money` is minor units of the report's currency, `share` a part of one, `number` a count. */
  unit: 'number' | 'money' | 'share';
  /** How it is worked out. */
  formula: string;
  /** The tables it comes from. */
  source: string;
  /** What null means; left out: it is never null. */
  nullMeans?: string;
}

/** With its part, so that the figures of a part are known to the compiler. */
export type Of<P extends Part> = Definition & { part: P };

export function number<P extends Part>(part: P, title: string, formula: string, source: string): Of<P> {
  return { part, title, unit: 'number', formula, source };
}

export function money<P extends Part>(
  part: P,
  title: string,
  formula: string,
  source: string,
  nullMeans?: string,
): Of<P> {
  return { part, title, unit: 'money', formula, source, ...(nullMeans === undefined ? {} : { nullMeans }) };
}

export function share<P extends Part>(
  part: P,
  title: string,
  formula: string,
  source: string,
  nullMeans: string,
): Of<P> {
  return { part, title, unit: 'share', formula, source, nullMeans };
}
