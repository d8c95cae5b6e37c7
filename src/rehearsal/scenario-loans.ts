import { toleranceOf } from '../domain/loan/account/tolerance.js';
import { kindsOf, securing } from '../domain/loan/collateral.js';
import { type LoanFile, UNTOUCHED } from '../domain/loan/loan-file.js';
import { offHolidays } from '../domain/loan/off-holidays.js';
import type { Plan } from '../domain/plan/plan.js';
import { chinaCalendar } from '../library/calendar.js';
import { BadInput } from '../library/checked-yaml.js';
import { underLaw } from '../library/law.js';
import { intakeOf, type Scenario } from './scenario.js';

/** What secures a loan of the scenario; which other loans it secures a preview finds among its own. */
function securedIn({ collateral }: Scenario, { id, collateral: said }: Scenario['loans'][number]) {
  const entered = collateral.filter((it) => it.loans.includes(id)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const collaterals = securing(
    id,
    said ?? null,
    entered.map(({ id, kind, value, valuedOn }) => ({
      ...{ id, kind, since: null, loans: [], releasedAt: null },
      values: value === undefined ? [] : [{ value, on: valuedOn!, recordedAt: 0 }],
    })),
  );
  return { collateral: kindsOf(collaterals), collaterals };
}

/**
 * The scenario's loans as the rules see them when they are taken in: for a preview.
 * @throws BadInput for a loan of a plan that is not among the plans
 */
export function scenarioLoans(scenario: Scenario, plans: ReadonlyMap<string, Plan>): { file: LoanFile; plan: Plan }[] {
  const calendar = chinaCalendar();
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
      ...securedIn(scenario, loan),
      annualRate: loan.annualRate ?? null,
      profile: { kind, size, industry, class: known },
      instalments:
        plan.dueOnHoliday === 'next-working-day' ? offHolidays(loan.instalments, calendar) : loan.instalments,
      payments: [],
      tolerance: toleranceOf(plan, loan.principal),
      holds: [],
      contacts: borrower?.contacts ?? [],
      ...UNTOUCHED,
      calendar,
    };
    return { plan: underLaw(plan), file };
  });
}
