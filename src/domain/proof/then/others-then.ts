import { type Collateral, kindsOf, securing } from '../../loan/collateral.js';
import type { LoanFile, OtherLoan } from '../../loan/loan-file.js';
import type { Plan } from '../../plan/plan.js';
import { signalsNamed } from '../../plan/risk.js';
import { LOOK_BACK_DAYS, type Moment, MS_A_DAY } from '../../time/dates.js';
import { momentOf, type Row, type RowsOf } from '../rows.js';
import { accountThen } from './account-then.js';
import { by, detailOf, inOrder, known, notedBy, type Then, type Told, text } from './told.js';
import { documentsOf } from './work-then.js';

/** Another loan of the borrower. */
export function otherThen(told: Told, loan: Row, at: Moment): OtherLoan {
  const { of } = told;
  const plan = newest(told, loan.plan);
  const diary = of('diary').filter((it) => it.kind === 'loan' && it.subject === loan.loan_id && by(it.acted_at, at));
  const tier = diary
    .filter((it) => it.what === 'tier')
    .sort(inOrder('acted_at'))
    .at(-1);
  const closedAt = diary.some((it) => it.what === 'close') ? known(loan.closed_at ?? '9999-01-01', at) : null;
  const isOld = closedAt !== null && closedAt <= at - LOOK_BACK_DAYS * MS_A_DAY;
  const care = diary.map((it) => String(it.entry)).filter((it) => it.startsWith('care/'));
  const left = new Set(closedAt === null ? [] : care.filter((it) => endedWithLoan(of, loan.loan_id, it, closedAt)));
  return {
    ...{ loan: String(loan.loan_id), plan: String(loan.plan), takenInAt: momentOf(loan.taken_in_at)! },
    ...{ disbursedOn: String(loan.disbursed_on), principal: Number(loan.principal), product: text(loan.product) },
    collateral: kindsOf(thingsOf(of, String(loan.loan_id), text(loan.collateral), at, () => [])),
    ...{ tier: tier ? String(detailOf(tier).to) : null, tierSince: momentOf(tier?.at), closedAt },
    cause: causeThen(of, loan.loan_id, at),
    ...(isOld || !plan
      ? { instalments: [], payments: [], cases: [] }
      : accountThen(told, { loan, plan, at }, notedBy(at))),
    documents: documentsOf(of, loan.loan_id, at),
    asked: askedFor(of, loan.loan_id, at),
    named: plan ? signalsNamed(plan) : new Set(),
    done: new Set(care.filter((it) => !left.has(it))),
    handedOn: left,
  };
}

/** The latest finding on why a loan is in arrears. */
export function causeThen(of: RowsOf, loan: unknown, at: Moment): LoanFile['cause'] {
  const found = of('causes').filter((it) => it.loan_id === loan && by(it.at, at));
  const cause = found.sort(inOrder('at', 'cause_id')).at(-1);
  return cause ? { kind: cause.kind as NonNullable<LoanFile['cause']>['kind'], at: momentOf(cause.at)! } : null;
}

const newest = ({ plans }: Told, name: unknown): Plan | undefined =>
  [...plans.values()].filter((it) => it.plan === name).sort((a, b) => b.version - a.version)[0];

/** Documents that its open tasks ask for. */
const askedFor = (of: RowsOf, loan: unknown, at: Moment): Set<string> =>
  new Set(
    of('tasks')
      .filter((it) => it.loan_id === loan && it.kind === 'document' && by(it.opened_at, at))
      .filter((it) => it.ended_at === undefined || !by(it.ended_at, at))
      .flatMap((it) => (it.form as string[] | undefined) ?? []),
  );

/** Work about more than the loan that was still open when the loan was paid off. */
function endedWithLoan(of: RowsOf, loan: unknown, entry: string, closedAt: Moment): boolean {
  if (of('tasks').some((it) => it.task_id === `${loan}/${entry}` && it.status === 'cancelled')) return true;
  const warning = entry.startsWith('care/warning/') ? entry.slice('care/warning/'.length) : null;
  return of('warnings').some(
    (it) => it.warning_id === warning && (it.closed_at === undefined || momentOf(it.closed_at)! >= closedAt),
  );
}

export function collateralsOf({ of }: Told, { loan, at }: Then, others: readonly Row[]): Collateral[] {
  return thingsOf(of, String(loan.loan_id), text(loan.collateral), at, (thing) =>
    others.flatMap((it) => {
      if (!(thing.loans as string[]).includes(String(it.loan_id))) return [];
      const care = of('diary').flatMap((line) => {
        const entry = String(line.entry);
        const isOf =
          line.kind === 'loan' && line.subject === it.loan_id && entry.startsWith('care/') && by(line.acted_at, at);
        return isOf && entry.endsWith(`/${thing.collateral_id}`) ? [entry] : [];
      });
      const closedAt = known(it.closed_at ?? '9999-01-01', at);
      const left = new Set(
        closedAt === null ? [] : care.filter((entry) => endedWithLoan(of, it.loan_id, entry, closedAt)),
      );
      return [
        {
          ...{ loan: String(it.loan_id), borrower: String(it.borrower_id), plan: String(it.plan), closedAt },
          ...{ takenInAt: momentOf(it.taken_in_at)!, disbursedOn: String(it.disbursed_on) },
          ...{ documents: documentsOf(of, it.loan_id, at), asked: askedFor(of, it.loan_id, at) },
          ...{ done: new Set(care.filter((entry) => !left.has(entry))), handedOn: left },
        },
      ];
    }),
  );
}

/** The things that secure a loan. */
function thingsOf(
  of: RowsOf,
  loan: string,
  said: string | null,
  at: Moment,
  loansOf: (thing: Row) => Collateral['loans'],
): Collateral[] {
  const entered = of('collateral')
    .filter((it) => (it.loans as string[]).includes(loan) && by(it.since, at))
    .sort(inOrder('collateral_id'));
  return securing(
    loan,
    said,
    entered.map((it) => ({
      ...{ id: String(it.collateral_id), kind: String(it.kind), since: momentOf(it.since) },
      releasedAt: known(it.released_at, at),
      values: [
        ...(it.value === undefined
          ? []
          : [{ value: Number(it.value), on: String(it.valued_on), recordedAt: momentOf(it.since) ?? 0 }]),
        ...of('valuations')
          .filter((one) => one.collateral_id === it.collateral_id && by(one.recorded_at, at))
          .sort(inOrder('recorded_at', 'valued_on'))
          .map((one) => ({
            value: Number(one.value),
            on: String(one.valued_on),
            recordedAt: momentOf(one.recorded_at)!,
          })),
      ],
      loans: loansOf(it),
    })),
  );
}
