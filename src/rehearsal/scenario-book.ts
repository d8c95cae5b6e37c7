import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { type LoanFile, UNTOUCHED } from '../domain/loan-file.js';
import { formatMoney } from '../domain/money.js';
import type { Plan } from '../domain/plan.js';
import { BadInput } from '../store/checked-yaml.js';
import { offHolidays } from '../store/loan-files.js';
import { intakeOf, type Scenario } from './scenario.js';

/** Writes a scenario's loans as a book, so that they come in by the same door as any other. */
export async function writeScenarioBook(scenario: Scenario, dir: string): Promise<void> {
  const file = (name: string, header: string[], rows: (string | number | undefined)[][]) =>
    writeFile(join(dir, name), stringify([header, ...rows.map((row) => row.map((value) => value ?? ''))]));
  const { borrowers, loans } = scenario;
  const known = new Set(borrowers.map((it) => it.id));
  const unnamed = [...new Set(loans.map((it) => it.borrower))].filter((id) => !known.has(id));
  await file(
    'borrowers.csv',
    ['borrower_id', 'kind', 'name', 'language', 'size', 'industry', 'class', 'branch', 'account_manager'],
    [
      ...borrowers.map((it) => [
        it.id,
        it.kind,
        it.name ?? it.id,
        it.language,
        it.size,
        it.industry,
        it.class,
        it.branch,
        it.accountManager,
      ]),
      ...unnamed.map((id) => [id, 'person', id, 'zh-CN', '', '', '', '', '']),
    ],
  );
  await file(
    'contacts.csv',
    ['borrower_id', 'whose', 'channel', 'address', 'consent'],
    borrowers.flatMap((it) =>
      it.contacts.map((to) => [it.id, to.whose, to.channel, to.address, to.consent ? 'yes' : 'no']),
    ),
  );
  await file(
    'loans.csv',
    [
      'loan_id',
      'borrower_id',
      'plan',
      'product',
      'disbursed_on',
      'principal',
      'annual_rate',
      'penalty_rate',
      'currency',
      'collateral',
    ],
    loans.map((it) => [
      it.id,
      it.borrower,
      it.plan,
      it.product,
      it.disbursedOn,
      formatMoney(it.principal),
      it.annualRate,
      it.penaltyRate,
      it.currency ?? 'CNY',
      it.collateral,
    ]),
  );
  await file(
    'instalments.csv',
    ['loan_id', 'seq', 'due_on', 'principal', 'interest', 'fee'],
    loans.flatMap((it) =>
      it.instalments.map((part) => [
        it.id,
        part.seq,
        part.dueOn,
        formatMoney(part.principal),
        formatMoney(part.interest),
        formatMoney(part.fee),
      ]),
    ),
  );
}

/**
 * The scenario's loans as the rules see them when they are taken in: for a preview.
 * @throws BadInput for a loan of a plan that is not among the plans
 */
export function scenarioLoans(scenario: Scenario, plans: ReadonlyMap<string, Plan>): { file: LoanFile; plan: Plan }[] {
  return scenario.loans.map((loan) => {
    const plan = plans.get(loan.plan);
    if (!plan) throw new BadInput([`loan ${loan.id}: no plan ${loan.plan}`]);
    const borrower = scenario.borrowers.find((it) => it.id === loan.borrower);
    const { kind = 'person', size = null, industry = null, class: known = null } = borrower ?? {};
    const file: LoanFile = {
      loan: loan.id,
      borrower: loan.borrower,
      takenInAt: intakeOf(loan.disbursedOn, scenario.from),
      disbursedOn: loan.disbursedOn,
      principal: loan.principal,
      product: loan.product ?? null,
      collateral: loan.collateral ?? null,
      annualRate: loan.annualRate ?? null,
      profile: { kind, size, industry, class: known },
      instalments: plan.dueOnHoliday === 'next-working-day' ? offHolidays(loan.instalments) : loan.instalments,
      payments: [],
      holds: [],
      contacts: borrower?.contacts ?? [],
      ...UNTOUCHED,
    };
    return { plan, file };
  });
}
