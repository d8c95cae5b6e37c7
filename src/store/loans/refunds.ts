import { standingOf } from '../../domain/loan/standing.js';
import { formatMoney } from '../../domain/money/money.js';
import { type Begin, transaction } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { type Source, touchLoan } from '../facts/facts.js';
import { type Booking, recordPayment } from '../facts/payments.js';
import { readLoanFiles } from './files/loan-files.js';

/**
 * What was paid too much went back to the borrower: a payment of the other sign, which can be reversed as others can. False: it
 * stands already. @throws FactRefused for more than is overpaid
 */
export async function recordRefund(db: Begin, refund: Booking, source: Source): Promise<boolean> {
  const { loan, amount } = refund;
  return transaction(db, async (client) => {
    await touchLoan(client, loan);
    const [stored] = await readLoanFiles(client, [loan], source.at);
    if (!stored) throw new FactRefused(`loan ${loan} is not taken in`, 'loan');
    const { payments } = stored.file;
    const known = payments.some((it) => it.reference === refund.reference && it.reversedOn === null);
    const { overpaid } = standingOf(stored.file, source.at);
    if (!known && amount > overpaid)
      throw new FactRefused(
        `of loan ${loan} ${formatMoney(overpaid)} is overpaid, not ${formatMoney(amount)}`,
        'amount',
      );
    return recordPayment(client, { ...refund, amount: -amount }, source);
  });
}
