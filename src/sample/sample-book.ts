import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
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
  const file = (name: string, header: string, rows: (string | number)[][]) =>
    writeFile(join(dir, name), stringify([header.split(' '), ...rows]));

  await file(
    'staff.csv',
    'staff_id name roles supervisor branch email',
    STAFF.map((it) => [
      it.id,
      it.name,
      it.roles.join(' '),
      it.supervisor,
      it.branch,
      `${it.id.toLowerCase()}@example.com`,
    ]),
  );
  await file(
    'borrowers.csv',
    'borrower_id kind name language size industry class branch account_manager',
    borrowers.map((it) => [
      it.id,
      it.kind,
      it.name,
      it.language,
      it.size,
      it.industry,
      it.class,
      it.branch,
      it.accountManager,
    ]),
  );
  await file(
    'contacts.csv',
    'borrower_id whose channel address consent',
    borrowers.flatMap(({ id, contacts }) =>
      contacts.map((it) => [id, it.whose, it.channel, it.address, it.consent ? 'yes' : 'no']),
    ),
  );
  await file(
    'loans.csv',
    'loan_id borrower_id plan product disbursed_on principal annual_rate penalty_rate currency collateral',
    loans.map(({ id, borrower, plan, product, disbursedOn, principal }) => {
      const { name, annualRate, penaltyRate, collateral } = product;
      return [
        id,
        borrower.id,
        plan,
        name,
        disbursedOn,
        formatMoney(principal),
        annualRate,
        penaltyRate,
        'CNY',
        collateral,
      ];
    }),
  );
  await file(
    'instalments.csv',
    'loan_id seq due_on principal interest fee',
    loans.flatMap(({ id, instalments }) =>
      instalments.map((it) => [
        id,
        it.seq,
        it.dueOn,
        formatMoney(it.principal),
        formatMoney(it.interest),
        formatMoney(it.fee),
      ]),
    ),
  );
  await file(
    'payments.csv',
    'reference loan_id paid_on amount',
    loans.flatMap(({ id, payments }) => payments.map((it) => [it.reference, id, it.paidOn, formatMoney(it.amount)])),
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
