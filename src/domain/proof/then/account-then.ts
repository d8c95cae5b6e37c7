import { toleranceOf } from '../../loan/account/tolerance.js';
import type { AccountFacts, KnownCase } from '../../loan/loan-file.js';
import { movedOffHolidays } from '../../loan/off-holidays.js';
import type { Moment } from '../../time/dates.js';
import { momentOf, type Row, type RowsOf } from '../rows.js';
import { by, calendarThen, detailOf, inOrder, isThere, known, type Noted, type Then, type Told, text } from './told.js';

/** What its account was found from. Rows of the book that were replaced later still stood. */
export function accountThen(
  told: Told,
  { loan, plan, at }: Pick<Then, 'loan' | 'plan' | 'at'>,
  noted: Noted,
): AccountFacts {
  const { of } = told;
  const own = (table: string) => of(table).filter((it) => it.loan_id === loan.loan_id);
  const asInstalment = (it: Row) => ({
    ...{ seq: Number(it.seq), dueOn: String(it.due_on) },
    ...{ principal: Number(it.principal), interest: Number(it.interest), fee: Number(it.fee) },
    ...(it.recorded_at === undefined ? {} : { recordedAt: momentOf(it.recorded_at)! }),
  });
  const replaced = own('replaced_instalments').filter((it) => by(it.recorded_at, at));
  const facts: AccountFacts = {
    tolerance: toleranceOf(plan, Number(loan.principal)),
    instalments: [
      ...own('instalments')
        .filter((it) => by(it.recorded_at, at))
        .map(asInstalment),
      ...replaced.map((it) => {
        const replacedAt = known(it.replaced_at, at);
        return { ...asInstalment(it), ...(replacedAt === null ? {} : { replacedAt }) };
      }),
    ],
    payments: own('payments')
      .filter((it) => by(it.recorded_at, at))
      .sort(inOrder('recorded_at', 'reference', 'booking'))
      .map((it) => {
        const reversalRecordedAt = known(it.reversal_recorded_at, at);
        return {
          ...{ reference: String(it.reference), paidOn: String(it.paid_on), amount: Number(it.amount) },
          ...{ recordedAt: momentOf(it.recorded_at)!, reversalRecordedAt },
          reversedOn: reversalRecordedAt === null ? null : String(it.reversed_on),
        };
      }),
    cases: own('cases')
      .filter((it) => isThere(of, 'case', it, at, noted))
      .sort(inOrder('opened_at', 'case_id'))
      .map((it) => caseThen(of, it, at, noted, asInstalment)),
  };
  const moved = plan.dueOnHoliday === 'next-working-day' ? movedOffHolidays(facts, calendarThen(told, at)) : facts;
  return asBefore(told, String(loan.loan_id), moved);
}

/** A list in which nothing has changed since the last look is the same one again: what was found out about it is still known (`keptWith`). */
function asBefore({ accounts }: Told, loan: string, facts: AccountFacts): AccountFacts {
  const { instalments, payments, cases } = facts;
  const said = Object.fromEntries(
    Object.entries({ instalments, payments, cases }).map(([list, it]) => [list, JSON.stringify(it)]),
  );
  const before = accounts.get(loan);
  const again = <List extends 'instalments' | 'payments' | 'cases'>(list: List): AccountFacts[List] =>
    before?.said[list] === said[list] ? before!.facts[list] : facts[list];
  const kept = {
    ...facts,
    ...{ instalments: again('instalments'), payments: again('payments'), cases: again('cases') },
  };
  accounts.set(loan, { said, facts: kept });
  return kept;
}

function caseThen(
  of: RowsOf,
  it: Row,
  at: Moment,
  noted: Noted,
  asInstalment: (row: Row) => Omit<AccountFacts['instalments'][number], 'x'>,
): KnownCase {
  const approvedAt = it.approved === true ? known(it.decided_at, at) : null;
  const refusedAt = it.approved === false ? known(it.decided_at, at) : null;
  const ending = of('diary').find((line) => line.what === 'case.close' && detailOf(line).case === it.case_id);
  const closedAt = !ending || noted(ending) ? known(it.closed_at, at) : null;
  return {
    ...{ case: String(it.case_id), kind: it.kind as KnownCase['kind'], openedAt: momentOf(it.opened_at)! },
    ...{ approvedAt, refusedAt, closedAt, effect: it.effect as KnownCase['effect'] },
    until: approvedAt === null ? null : text(it.until_on),
    undone: closedAt !== null && it.outcome === 'undone',
    schedule:
      it.paid_before === undefined || approvedAt === null
        ? null
        : {
            paidBefore: Number(it.paid_before),
            instalments: of('case_instalments')
              .filter((one) => one.case_id === it.case_id)
              .sort(inOrder('seq'))
              .map(asInstalment),
          },
  };
}
