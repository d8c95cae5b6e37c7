import type { Minor } from '../money/money.js';
import type { Day, Moment } from '../time/dates.js';
import type { OtherLoan } from './loan-file.js';

/** A thing that secures loans: a plant, a car, grain in store. It may secure several, and a loan may have several. */
export interface Collateral {
  id: string;
  /** In the words of the book: 厂房, equipment. */
  kind: string;
  /** When it was entered, or another loan was put on it; null: it was there with its loans. */
  since: Moment | null;
  /** What it was worth, in the order in which it was heard. */
  values: readonly Valuation[];
  /** The other loans that it secures and that are looked after or were, of whichever borrower and plan. */
  loans: readonly SecuredLoan[];
  /** When it was given back; null: it secures its loans. */
  releasedAt: Moment | null;
}

export interface Valuation {
  value: Minor;
  on: Day;
  recordedAt: Moment;
}

export interface SecuredLoan
  extends Pick<OtherLoan, 'loan' | 'plan' | 'takenInAt' | 'disbursedOn' | 'closedAt' | 'done' | 'handedOn'> {
  borrower: string;
}

/** The figure that each thing has for itself, and a borrower may have for all of them. */
export const COLLATERAL_VALUE = 'collateral-value';

/**
 * What secures a loan. Where nothing is entered as a thing, what loans.csv says is one of that kind, known by the loan's id.
 * @param said what loans.csv says; null: nothing
 */
export function securing(loan: string, said: string | null, entered: readonly Collateral[]): Collateral[] {
  if (entered.length > 0) return entered.filter((it) => it.releasedAt === null);
  return said === null ? [] : [{ id: loan, kind: said, since: null, values: [], loans: [], releasedAt: null }];
}

/** In words, for whoever asks only whether there is any and of which kind; null: there is none. */
export const kindsOf = (things: readonly { kind: string }[]): string | null =>
  things.length === 0 ? null : [...new Set(things.map((it) => it.kind))].sort().join(', ');

/** What it is worth by the last day on which it was valued; null: nobody has said. */
export const worthOf = ({ values }: Pick<Collateral, 'values'>): Valuation | null =>
  values.reduce<Valuation | null>((last, it) => (last !== null && last.on > it.on ? last : it), null);
