import type { Sight } from '../../../store/lists/filter.js';
import { isInSight } from '../../../store/lists/in-sight.js';
import { readLoanFiles, type StoredLoan } from '../../../store/loans/files/loan-files.js';
import type { ApiContext } from '../../context.js';
import { Refused } from '../door/problem.js';

/** @throws Refused for a loan that is not there, or not in sight */
export async function loanInSight({ db, now }: ApiContext, loan: string, sight: Sight): Promise<StoredLoan> {
  const seen = await isInSight(db.pool, 'loan', loan, sight);
  const [stored] = seen ? await readLoanFiles(db.pool, [loan], now()) : [];
  if (!stored) throw new Refused(404, 'there is no such loan', 'loan');
  return stored;
}
