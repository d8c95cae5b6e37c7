import { add, type Loan, monthPlus, over, plus, standing } from './book.js';

/** The figures of [from, asOf] that are one number, by the names of docs/figures.md: all that the CSV files tell. */
export function figures(all: Loan[], from: string, asOf: string): Record<string, number | null> {
  const loans = all.filter((loan) => loan.from <= asOf);
  const rows = loans.map((loan) => {
    const before = loan.from < from;
    return { loan, before, begin: standing(loan, plus(from, -1)), end: standing(loan, asOf) };
  });
  type Row = (typeof rows)[number];
  const open = rows.filter((row) => row.end.outstanding > 0);
  const principal = add(open, (row) => row.end.principal);
  const late = (n: number) => open.filter((row) => row.end.dpd > n);
  const at = (n: number) => add(late(n), (row) => row.end.principal);
  const peopleOf = (list: Row[]) => [...new Set(list.map((row) => row.loan.borrower))];
  const people = (list: Row[]) => peopleOf(list).length;
  const wasLate = (n: number) => rows.filter((row) => row.before && row.begin.dpd > n);
  const came = (row: Row) => row.begin.outstanding - row.end.outstanding;
  const cameOfOverdue = (list: Row[]) => add(list, (row) => Math.min(came(row), row.begin.overdue));
  const owedBefore = (list: Row[]) => add(list, (row) => row.begin.overdue);
  const newNpl = rows.filter((row) => row.end.dpd > 90 && !(row.before && row.begin.dpd > 90));
  const resolved = wasLate(0).filter((row) => row.end.dpd === 0);
  const paidOut = loans.filter((loan) => loan.from >= from);
  const payments = loans
    .flatMap((loan) => loan.payments.map((it) => ({ ...it, loan })))
    .filter((it) => it.on >= from && it.on <= asOf);
  const fellDue = rows.flatMap(({ loan }) => {
    let money = add(
      loan.payments.filter((it) => it.on <= asOf),
      (it) => it.amount,
    );
    return loan.parts.map((part) => {
      const amount = part.fee + part.interest + part.principal;
      const paid = Math.min(money, amount);
      money -= paid;
      return { due: part.due, amount, paid };
    });
  });
  const dueNow = fellDue.filter((it) => it.due >= from && it.due <= asOf);
  const judged = loans
    .map((loan) => ({ loan, first: loan.parts[0]!, on: plus(loan.parts[0]!.due, 30) }))
    .filter((it) => it.on >= from && it.on <= asOf);
  const failed = judged.filter(({ loan, first, on }) => {
    const paid = loan.payments.filter((it) => it.on <= on).reduce((sum, it) => sum + it.amount, 0);
    return paid < first.fee + first.interest + first.principal;
  });
  const maturing = open.filter((row) => row.end.matures.startsWith(monthPlus(asOf.slice(0, 7), 1)));
  const ended = rows.filter(
    (row) => row.end.outstanding === 0 && row.begin.outstanding > 0 && !(row.before && row.begin.dpd > 0),
  );
  const staying = peopleOf(ended).filter(
    (who) =>
      open.some((row) => row.loan.borrower === who) ||
      paidOut.some((it) => it.borrower === who && !ended.some((row) => row.loan === it)),
  );
  const became = rows.filter((row) => row.end.dpd > 30 && !(row.before && row.begin.dpd > 30));
  const collected = add(
    payments.filter((it) => standing(it.loan, plus(it.on, -1)).dpd > 0),
    (it) => it.amount,
  );
  return {
    loans: open.length,
    borrowers: people(open),
    outstanding: add(open, (row) => row.end.outstanding),
    'outstanding-principal': principal,
    'paid-out-loans': paidOut.length,
    'paid-out-amount': add(paidOut, (loan) => loan.principal),
    'overdue-loans': late(0).length,
    'overdue-amount': add(open, (row) => row.end.overdue),
    'overdue-principal': add(open, (row) => row.end.overduePrincipal),
    'overpaid-amount': add(rows, (row) => row.end.overpaid),
    'overdue-rate': over(
      add(open, (row) => row.end.overduePrincipal),
      principal,
    ),
    'par-1': over(at(0), principal),
    'par-30': over(at(30), principal),
    'par-60': over(at(60), principal),
    'par-90': over(at(90), principal),
    'npl-loans': late(90).length,
    'npl-principal': at(90),
    'npl-rate': over(at(90), principal),
    'risky-borrowers': people(late(30)),
    'risky-borrower-share': over(people(late(30)), people(open)),
    'recovered-overdue': cameOfOverdue(wasLate(0)),
    'overdue-recovery-rate': over(cameOfOverdue(wasLate(0)), owedBefore(wasLate(0))),
    'recovered-30-plus': cameOfOverdue(wasLate(30)),
    'recovery-30-plus': over(cameOfOverdue(wasLate(30)), owedBefore(wasLate(30))),
    'recovered-npl': add(wasLate(90), came),
    'npl-recovery-rate': over(
      add(wasLate(90), came),
      add(wasLate(90), (row) => row.begin.outstanding),
    ),
    'resolved-loans': resolved.length,
    'overdue-resolved-rate': over(resolved.length, wasLate(0).length),
    'new-npl-loans': newNpl.length,
    'new-npl-principal': add(newNpl, (row) => row.end.principal),
    'paid-off-loans': rows.filter((row) => row.end.outstanding === 0 && row.begin.outstanding > 0).length,
    'received-amount': add(payments, (it) => it.amount),
    'collected-amount': late(0).length + wasLate(0).length === 0 && collected === 0 ? null : collected,
    payments: payments.length,
    reversed: 0,
    'due-amount': add(dueNow, (it) => it.amount),
    'due-paid-rate': over(
      add(dueNow, (it) => it.paid),
      add(dueNow, (it) => it.amount),
    ),
    'first-payments-judged': judged.length,
    'first-payment-default': over(failed.length, judged.length),
    'maturing-loans': maturing.length,
    'maturing-principal': add(maturing, (row) => row.end.principal),
    'good-borrowers-ended': people(ended),
    'renewal-rate': over(staying.length, people(ended)),
    'contact-coverage': over(people(open.filter((row) => row.loan.reachable)), people(open)),
    // The files tell of no warning.
    'risk-identification': over(0, became.length),
  };
}
