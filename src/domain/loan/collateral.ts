import type { Minor } from '../money/money.js';
import type { Day, Moment } from '../time/dates.js';

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

interface Valuation {
  value: Minor;
  on: Day;
  recordedAt: Moment;
}

/** What is known of a loan that a thing secures, in the file of another. */
export interface SecuredLoan {
  loan: string;
  borrower: string;
  plan: string;
  takenInAt: Moment;
  disbursedOn: Day;
  closedAt: Moment | null;
  /** Documents in its archive, `valuation-report/paper/C1`, and those that are asked for by its open tasks. */
  documents: Pick<ReadonlySet<string>, 'has'>;
  asked: Pick<ReadonlySet<string>, 'has'>;
  /** Keys of work about the thing in its diary, and those of such work as was still open when it was paid off. */
  done: Pick<ReadonlySet<string>, 'has'>;
  handedOn: Pick<ReadonlySet<string>, 'has'>;
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

/** How work about a thing, or a document of it, is known in a loan's file; what loans.csv says of a loan is known by the loan. */
export const ofThing = (name: string, { id }: Pick<Collateral, 'id'>, loan: string): string =>
  id === loan ? name : `${name}/${id}`;

/** In words, for whoever asks only whether there is any and of which kind; null: there is none. */
export const kindsOf = (things: readonly { kind: string }[]): string | null =>
  things.length === 0 ? null : [...new Set(things.map((it) => it.kind))].sort().join(', ');
