import type pg from 'pg';
import type { Heard } from '../../domain/facts/facts.js';
import { instalmentsInAll, loanDoubts } from '../../domain/loan/cannot-be-meant.js';
import type { BorrowerKind } from '../../domain/person/borrower.js';
import { dayOf } from '../../domain/time/dates.js';
import { type Begin, rows, transaction } from '../base/connection/database.js';
import { TAKEN_IN } from '../base/nudges.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source, tellLoansOf } from '../facts/facts.js';
import { findPlan, planNames } from './plans.js';

/**
 * A loan is looked after from now on. Answers false when it is known just so.
 * @throws FactRefused for one that is known otherwise, a borrower or plan that is not there, and what cannot be meant where money would be wrong
 */
export async function takeLoan(db: Begin, said: Heard<'loan'>, source: Source): Promise<boolean> {
  const { loan, borrower, plan: name, disbursedOn, principal, instalments } = said;
  return transaction(db, async (client) => {
    const of = await borrowerOf(client, borrower);
    const [known] = await rows<{ same: boolean }>(
      client,
      `SELECT (borrower_id, plan, disbursed_on, principal) = ($2, $3, $4::date, $5::bigint) AS same FROM loans WHERE loan_id = $1`,
      [loan, borrower, name, disbursedOn, principal],
    );
    if (known?.same) return false;
    if (known) throw new FactRefused(`loan ${loan} is known with another borrower, plan, day or principal`, 'loan');
    const plan = await findPlan(client, name);
    if (plan === null)
      throw new FactRefused(`no plan ${name}: there are ${(await planNames(client)).join(', ')}`, 'plan');
    const lent = { ...said, plan, kind: of.kind, instalments: instalmentsInAll(instalments) };
    const doubts = loanDoubts(lent, dayOf(source.at));
    const wrong = doubts.find((it) => it.ofMoney);
    if (wrong) throw new FactRefused(`loan ${loan}: ${wrong.field}: ${wrong.what}`, wrong.field);
    await client.query(
      `INSERT INTO loans (loan_id, borrower_id, plan, product, disbursed_on, principal, annual_rate, penalty_rate, currency, collateral, taken_in_at, revision)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)`,
      [
        ...[loan, borrower, name, said.product, disbursedOn, principal, said.annualRate, said.penaltyRate],
        ...[said.currency, said.collateral, new Date(source.at)],
      ],
    );
    for (const { seq, dueOn, principal, interest, fee } of instalments)
      await client.query(
        'INSERT INTO instalments (loan_id, seq, due_on, principal, interest, fee) VALUES ($1, $2, $3, $4, $5, $6)',
        [loan, seq, dueOn, principal, interest, fee],
      );
    const warnings = doubts.map(({ field, what }) => `${field}: ${what}`);
    await noteFact(client, source, 'loan', `loan/${loan}`, {
      plan: name,
      ...(warnings.length > 0 ? { warnings } : {}),
    });
    await leaveNudge(client, 'loan', loan, TAKEN_IN);
    // What is overdue, and who is told of what, is seen over all loans of a borrower.
    await tellLoansOf(client, borrower, 'another loan');
    return true;
  });
}

/** Held for this transaction. @throws FactRefused */
async function borrowerOf(client: pg.PoolClient, borrower: string): Promise<{ kind: BorrowerKind }> {
  const [known] = await rows<{ kind: BorrowerKind; erased: boolean }>(
    client,
    'SELECT kind, erased_at IS NOT NULL AS erased FROM borrowers WHERE borrower_id = $1 FOR UPDATE',
    [borrower],
  );
  if (!known) throw new FactRefused(`no borrower ${borrower}: send newBorrower first`, 'borrower');
  if (known.erased)
    throw new FactRefused(`the person ${borrower} is erased: a new loan is of a new borrower`, 'borrower');
  return known;
}
