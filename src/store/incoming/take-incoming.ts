import type pg from 'pg';
import { LOW_BALANCE, shortOn } from '../../domain/facts/balance.js';
import type { Incoming } from '../../domain/facts/incoming.js';
import type { Minor } from '../../domain/money/money.js';
import { dayOf } from '../../domain/time/dates.js';
import { noteLook } from '../documents/archive.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, recordPayment, reversePayment, type Source } from '../facts/facts.js';
import { readLoanFiles } from '../loans/loan-files.js';
import { readPlan } from '../loans/plans.js';
import { recordRate } from '../loans/rates.js';
import { recordRefund } from '../loans/refunds.js';
import { fileDocuments } from '../loans/standing.js';
import { recordIndicator, recordSignal } from '../work/warnings.js';

/**
 * Makes a fact of another system one of ours, in the caller's transaction. Answers false when it stands there already.
 * @throws FactRefused when it cannot be taken
 */
export async function takeIncoming(
  client: pg.PoolClient,
  sender: string,
  fact: Incoming,
  source: Source,
): Promise<boolean> {
  switch (fact.kind) {
    case 'payment':
      return recordPayment(client, { ...fact.said, paidOn: fact.said.paidOn ?? dayOf(source.at) }, source);
    case 'reversal':
      return (await reversePayment(client, fact.said.reference, source)) !== false;
    case 'refund':
      return recordRefund(client, { ...fact.said, paidOn: fact.said.paidOn ?? dayOf(source.at) }, source);
    case 'signal':
      return recordSignal(client, { ...fact.said, source: fact.said.source ?? sender }, source);
    case 'indicator':
      return recordIndicator(client, fact.said, source);
    case 'balance':
      return takeBalance(client, sender, fact.said, source);
    case 'rate':
      return recordRate(client, fact.said, source);
    case 'look':
      return noteLook(client, fact.said, source);
    case 'filed':
      return fileDocuments(client, fact.said, source);
  }
}

/** The balance itself is kept nowhere but in the inbox, sealed. Too little before a due day is a signal (P9.2). */
async function takeBalance(
  client: pg.PoolClient,
  sender: string,
  { loan, amount }: { loan: string; amount: Minor },
  source: Source,
): Promise<boolean> {
  const [stored] = await readLoanFiles(client, [loan], source.at);
  if (!stored) throw new FactRefused(`no loan ${loan}`);
  const dueOn = shortOn(stored.file, await readPlan(client, stored.plan), amount, source.at);
  await noteFact(client, source, 'balance', `loan/${loan}`, { shortOn: dueOn });
  if (dueOn === null) return true;
  return recordSignal(client, { borrower: stored.file.borrower, source: sender, kind: LOW_BALANCE }, source);
}
