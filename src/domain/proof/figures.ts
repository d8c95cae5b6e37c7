import { type Account, arrearsOn } from '../loan/account/arrears.js';
import { toleranceOf } from '../loan/account/tolerance.js';
import { type Plan, planSchema } from '../plan/plan.js';
import { type Day, dayOf, type Moment } from '../time/dates.js';
import type { Entry } from './leaf.js';
import { momentOf, type Row, rowsOf, SOON_MS } from './rows.js';

export interface Reckoned {
  /** Decisions whose figures were reckoned anew. */
  same: number;
  /** Those whose account hangs on what is not in the file as it was then: due days that were moved, a schedule that a relief gave. */
  left: number;
  faults: string[];
}

/** Days past due and what is overdue of each decision of the loans, reckoned anew from the facts in the file as they had come in by then. */
export function reckonFigures(entries: readonly Entry[]): Reckoned {
  const of = rowsOf(entries);
  const loans = new Map(of('loans').map((it) => [it.loan_id, it]));
  const plans = new Map(of('plans').map((it) => [`${it.plan}/${it.version}`, planSchema.safeParse(it.content).data]));
  const moved = new Set([
    ...of('cases').map((it) => (it.effect === 'extend' || it.paid_before !== undefined ? it.loan_id : null)),
  ]);
  const tables = { instalments: of('instalments'), replaced: of('replaced_instalments'), payments: of('payments') };
  const reckoned: Reckoned = { same: 0, left: 0, faults: [] };
  for (const it of of('diary')) {
    const loan = loans.get(it.subject);
    if (it.kind !== 'loan' || !it.plan_version || !loan) continue;
    const plan = plans.get(`${loan.plan}/${it.plan_version}`) as Plan | undefined;
    if (!plan || moved.has(it.subject) || plan.dueOnHoliday === 'next-working-day') reckoned.left += 1;
    else if (isSame(it, plan, loan, tables)) reckoned.same += 1;
    else
      reckoned.faults.push(
        `diary ${it.subject} ${it.entry}: by the facts in this file it was ${inWords(it, plan, loan, tables)}`,
      );
  }
  return reckoned;
}

interface Tables {
  instalments: Row[];
  replaced: Row[];
  payments: Row[];
}

const heard = (at: unknown): Moment => momentOf(at) ?? 0;

/** What was known of the account at a moment. */
function accountThen(loan: Row, plan: Plan, { instalments, replaced, payments }: Tables, at: Moment): Account {
  const own = (rows: Row[]) => rows.filter((it) => it.loan_id === loan.loan_id && heard(it.recorded_at) <= at);
  const asInstalment = (it: Row) => ({
    ...{ seq: Number(it.seq), dueOn: String(it.due_on) },
    ...{ principal: Number(it.principal), interest: Number(it.interest), fee: Number(it.fee) },
  });
  return {
    instalments: [...own(instalments), ...own(replaced).filter((it) => heard(it.replaced_at) > at)].map(asInstalment),
    payments: own(payments).map((it) => ({
      ...{ reference: String(it.reference), paidOn: String(it.paid_on), amount: Number(it.amount) },
      reversedOn: it.reversed_on !== undefined && heard(it.reversal_recorded_at) <= at ? String(it.reversed_on) : null,
    })),
    graceDays: 0,
    pauses: [],
    tolerance: toleranceOf(plan, Number(loan.principal)),
  };
}

function arrearsThen(it: Row, plan: Plan, loan: Row, tables: Tables, late: number) {
  const at = heard(it.acted_at) + late;
  return arrearsOn(accountThen(loan, plan, tables, at), dayOf(heard(it.acted_at)));
}

function isSame(it: Row, plan: Plan, loan: Row, tables: Tables): boolean {
  return [0, SOON_MS].some((late) => {
    const arrears = arrearsThen(it, plan, loan, tables, late);
    const why = it.because as { code?: string; dueOn?: Day; amount?: number } | undefined;
    if (arrears.dpd !== Number(it.dpd)) return false;
    return why?.code !== 'overdue' || (why.amount === arrears.overdue && why.dueOn === arrears.oldestUnpaid?.dueOn);
  });
}

function inWords(it: Row, plan: Plan, loan: Row, tables: Tables): string {
  const { dpd, overdue } = arrearsThen(it, plan, loan, tables, 0);
  return `${dpd} days past due and ${overdue} overdue, not ${JSON.stringify({ dpd: it.dpd, ...(it.because as object) })}`;
}
