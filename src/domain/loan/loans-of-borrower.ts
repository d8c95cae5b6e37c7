import type { Minor } from '../money/money.js';
import type { Day, Moment } from '../time/dates.js';
import type { LoanFile, OtherLoan } from './loan-file.js';

type Aged = Pick<OtherLoan, 'disbursedOn' | 'loan'>;
type Ending = Aged & Pick<OtherLoan, 'closedAt'>;

/** The order of the loans of a borrower, or on a thing: the oldest open one carries what is about it. */
const isOlder = (a: Aged, b: Aged) => `${a.disbursedOn} ${a.loan}` < `${b.disbursedOn} ${b.loan}`;

const isOpen = (it: Pick<OtherLoan, 'closedAt'>) => it.closedAt === null;

/** The borrower's other open loans. */
export const openOthers = ({ others }: Pick<LoanFile, 'others'>): OtherLoan[] => others.filter(isOpen);

/** Whether none of the others that are open is older. */
export const isOldest = (file: Aged, others: readonly Ending[]): boolean =>
  others.every((it) => !isOpen(it) || isOlder(file, it));

/** Since when it is the oldest: the moment at which the last older loan was closed. 0: from the beginning. */
export const oldestSince = (file: Aged, others: readonly Ending[]): Moment =>
  Math.max(0, ...others.flatMap((it) => (isOlder(it, file) ? (it.closedAt ?? []) : [])));

/** Since which day the borrower has had a loan, of this one and those of the others that were open at a moment or later. */
export const borrowerSince = (file: Aged, others: readonly Ending[], at: Moment): Day =>
  others
    .filter((it) => it.closedAt === null || it.closedAt >= at)
    .map((it) => it.disbursedOn)
    .concat(file.disbursedOn)
    .sort()[0]!;

/** What was paid out to the borrower, over all open loans. */
export const exposureOf = (file: Pick<LoanFile, 'principal' | 'others'>): Minor =>
  openOthers(file).reduce((sum, it) => sum + it.principal, file.principal);
