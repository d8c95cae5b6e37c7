import { mkdir } from 'node:fs/promises';
import { contactRows, instalmentRows, writeBookFile } from '../book/write-book.js';
import { formatMoney } from '../domain/money/money.js';
import type { Plan } from '../domain/plan/plan.js';
import type { Day } from '../domain/time/dates.js';
import { shippedPlans } from '../library/shipped-plans.js';
import { type Borrower, borrowerMaker } from './borrowers.js';
import { casesOf } from './cases.js';
import { PRODUCTS, type Product } from './products.js';
import { seeded } from './random.js';
import { type Schedule, scheduleOf } from './schedule.js';
import { STAFF } from './staff.js';

interface Loan extends Schedule {
  id: string;
  borrower: Borrower;
  plan: string;
  product: Product;
}

/**
 * Writes a made-up book over all ten plans, dated so that taken in today it shows every reminder and every stage at once.
 * The same day and seed give the same bytes.
 */
export async function writeSampleBook(dir: string, today: Day, seed = 1): Promise<void> {
  // A plan that the lender has added has no products here.
  const plans = [...(await shippedPlans()).values()].filter((it) => PRODUCTS[it.plan]);
  const loans = makeLoans(plans, today, seed);
  const borrowers = [...new Set(loans.map((it) => it.borrower))];
  await mkdir(dir, { recursive: true });
  await writeBookFile(
    dir,
    'staff',
    STAFF.map(({ id, roles, ...it }) => ({
      staff_id: id,
      ...it,
      roles: roles.join(' '),
      email: `${id.toLowerCase()}@example.com`,
    })),
  );
  await writeBookFile(
    dir,
    'borrowers',
    borrowers.map(({ id, accountManager, contacts: _, ...it }) => ({
      borrower_id: id,
      ...it,
      account_manager: accountManager,
    })),
  );
  await writeBookFile(dir, 'contacts', borrowers.flatMap(contactRows));
  await writeBookFile(
    dir,
    'loans',
    loans.map(({ id, borrower, plan, product, disbursedOn, principal }) => ({
      loan_id: id,
      borrower_id: borrower.id,
      plan,
      product: product.name,
      disbursed_on: disbursedOn,
      principal: formatMoney(principal),
      annual_rate: product.annualRate,
      penalty_rate: product.penaltyRate,
      currency: 'CNY',
      collateral: product.collateral,
    })),
  );
  await writeBookFile(dir, 'instalments', loans.flatMap(instalmentRows));
  await writeBookFile(
    dir,
    'payments',
    loans.flatMap(({ id, payments }) =>
      payments.map((it) => ({
        reference: it.reference,
        loan_id: id,
        paid_on: it.paidOn,
        amount: formatMoney(it.amount),
      })),
    ),
  );
}

function makeLoans(plans: Plan[], today: Day, seed: number): Loan[] {
  const random = seeded(seed);
  const newBorrower = borrowerMaker(random);
  let twoLoans: Borrower | undefined;
  return casesOf(plans).map((it, n) => {
    const id = `L${String(n + 1).padStart(3, '0')}`;
    const borrower = (it.who === 'two-loans' ? twoLoans : undefined) ?? newBorrower(it);
    if (it.who === 'two-loans') twoLoans = borrower;
    const product = random.pick(PRODUCTS[it.plan]!);
    return { id, borrower, plan: it.plan, product, ...scheduleOf(id, it, product, today, random) };
  });
}
