import { refusePromise } from '../../domain/loan/relief/promises.js';
import { formatMoney, type Minor } from '../../domain/money/money.js';
import { type Day, dayOf } from '../../domain/time/dates.js';
import { type Begin, transaction } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source, touchLoan } from '../facts/facts.js';
import { readLoanFiles } from './files/loan-files.js';

/** The borrower promises to pay an amount by a day (included). Meanwhile nothing that collects goes out. */
export async function recordPromise(
  db: Begin,
  promise: { loan: string; on: Day; amount: Minor },
  source: Source,
): Promise<boolean> {
  const { loan, on, amount } = promise;
  if (amount <= 0)
    throw new FactRefused(`a promise needs an amount above nought, not ${formatMoney(amount)}`, 'amount');
  return transaction(db, async (client) => {
    await touchLoan(client, loan);
    const [stored] = await readLoanFiles(client, [loan], source.at);
    if (!stored) throw new FactRefused(`loan ${loan} is not taken in`, 'loan');
    const same = stored.file.promises.some((it) => it.on === on && it.amount === amount && it.madeAt === source.at);
    if (same) return false;
    const refused = refusePromise(stored.file, on, source.at);
    if (refused) throw new FactRefused(refused, 'on', 'amount');
    const id = `${dayOf(source.at)}/${stored.file.promises.length + 1}`;
    await client.query(
      'INSERT INTO promises (promise_id, loan_id, made_at, promised_on, amount) VALUES ($1, $2, $3, $4, $5)',
      [`${loan}/${id}`, loan, new Date(source.at), on, amount],
    );
    await noteFact(client, source, 'promise', `loan/${loan}`, { on, amount });
    await leaveNudge(client, 'loan', loan, 'promise');
    return true;
  });
}
