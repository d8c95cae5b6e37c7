import type { Minor } from '../money/money.js';
import type { Day, Moment } from '../time/dates.js';
import type { LoanFile, OtherLoan } from './loan-file.js';

/** The order of a borrower's loans: the oldest open one carries what is about the borrower. */
const isOlder = (a: Pick<OtherLoan, 'disbursedOn' | 'loan'>, b: Pick<OtherLoan, 'disbursedOn' | 'loan'>) =>
  `${a.disbursedOn} ${a.loan}` < `${b.disbursedOn} ${b.loan}`;

const isOpen = (it: OtherLoan) => it.closedAt === null;

/** The borrower's other open loans. */
export const openOthers = ({ others }: Pick<LoanFile, 'others'>): OtherLoan[] => others.filter(isOpen);

/** Whether none of the others that are open is older. */
export const isOldest = (file: LoanFile, others: readonly OtherLoan[]): boolean =>
  others.every((it) => !isOpen(it) || isOlder(file, it));

/** Since when it is the oldest: the moment at which the last older loan was closed. 0: from the beginning. */
export const oldestSince = (file: LoanFile, others: readonly OtherLoan[]): Moment =>
  Math.max(0, ...others.flatMap((it) => (isOlder(it, file) ? (it.closedAt ?? []) : [])));

/** Since which day the borrower has had a loan, of this one and those of the others that were open at a moment or later. */
export const borrowerSince = (file: LoanFile, others: readonly OtherLoan[], at: Moment): Day =>
  others
    .filter((it) => it.closedAt === null || it.closedAt >= at)
    .map((it) => it.disbursedOn)
    .concat(file.disbursedOn)
    .sort()[0]!;

/** What was paid out to the borrower, over all open loans. */
export const exposureOf = (file: Pick<LoanFile, 'principal' | 'others'>): Minor =>
  openOthers(file).reduce((sum, it) => sum + it.principal, file.principal);
