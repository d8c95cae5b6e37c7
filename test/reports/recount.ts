import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/**
 * A recount of a book's figures that knows nothing of the project's rules or SQL: plain loops over the CSV files, loan by
 * loan, instalment by instalment. Money in hundredths.
 */
interface Loan {
  id: string;
  borrower: string;
  branch: string;
  manager: string;
  from: string;
  principal: number;
  parts: { due: string; fee: number; interest: number; principal: number }[];
  payments: { on: string; amount: number }[];
}

interface Standing {
  outstanding: number;
  principal: number;
  interest: number;
  overdue: number;
  overduePrincipal: number;
  dpd: number;
  matures: string;
}

export function readBook(dir: string): Loan[] {
  const read = (name: string): Record<string, string>[] =>
    parse(readFileSync(join(dir, name)), { columns: true, bom: true });
  const cents = (text: string) => Math.round(Number(text || 0) * 100);
  const borrowers = new Map(read('borrowers.csv').map((row) => [row.borrower_id!, row]));
  const loans = new Map<string, Loan>();
  for (const row of read('loans.csv')) {
    const borrower = borrowers.get(row.borrower_id!)!;
    loans.set(row.loan_id!, {
      id: row.loan_id!,
      borrower: row.borrower_id!,
      branch: borrower.branch!,
      manager: borrower.account_manager!,
      from: row.disbursed_on!,
      principal: cents(row.principal!),
      parts: [],
      payments: [],
    });
  }
  for (const row of read('instalments.csv')) {
    const [fee, interest, principal] = [cents(row.fee!), cents(row.interest!), cents(row.principal!)];
    loans.get(row.loan_id!)!.parts.push({ due: row.due_on!, fee, interest, principal });
  }
  for (const row of read('payments.csv'))
    loans.get(row.loan_id!)!.payments.push({ on: row.paid_on!, amount: cents(row.amount!) });
  for (const loan of loans.values()) loan.parts.sort((a, b) => (a.due < b.due ? -1 : 1));
  return [...loans.values()];
}

/** At the end of a day. */
export function standing(loan: Loan, day: string): Standing {
  let money = 0;
  for (const payment of loan.payments) if (payment.on <= day) money += payment.amount;
  const sum: Standing = {
    outstanding: 0,
    principal: 0,
    interest: 0,
    overdue: 0,
    overduePrincipal: 0,
    dpd: 0,
    matures: '',
  };
  for (const part of loan.parts) {
    const left: Record<string, number> = {};
    for (const of of ['fee', 'interest', 'principal'] as const) {
      const used = Math.min(money, part[of]);
      money -= used;
      left[of] = part[of] - used;
    }
    const all = left.fee! + left.interest! + left.principal!;
    if (all === 0) continue;
    sum.outstanding += all;
    sum.principal += left.principal!;
    sum.interest += left.interest!;
    sum.matures = part.due;
    if (part.due < day) {
      sum.overdue += all;
      sum.overduePrincipal += left.principal!;
      if (sum.dpd === 0) sum.dpd = days(part.due, day);
    }
  }
  return sum;
}

export const plus = (day: string, n: number) => new Date(Date.parse(day) + n * 86_400_000).toISOString().slice(0, 10);
const days = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;
const over = (part: number, whole: number) => (whole === 0 ? null : part / whole);

/** The figures of [from, asOf], by the names of docs/figures.md. */
export function figures(all: Loan[], from: string, asOf: string): Record<string, number | null> {
  const loans = all.filter((loan) => loan.from <= asOf);
  const rows = loans.map((loan) => {
    const before = loan.from < from;
    return { loan, before, begin: standing(loan, plus(from, -1)), end: standing(loan, asOf) };
  });
  const total = (list: typeof rows, of: (row: (typeof rows)[number]) => number) =>
    list.reduce((sum, row) => sum + of(row), 0);
  const open = rows.filter((row) => row.end.outstanding > 0);
  const principal = total(open, (row) => row.end.principal);
  const late = (n: number) => open.filter((row) => row.end.dpd > n);
  const at = (n: number) => total(late(n), (row) => row.end.principal);
  const people = (list: typeof rows) => new Set(list.map((row) => row.loan.borrower)).size;
  const wasLate = (n: number) => rows.filter((row) => row.before && row.begin.dpd > n);
  const came = (row: (typeof rows)[number]) => row.begin.outstanding - row.end.outstanding;
  const cameOfOverdue = (list: typeof rows) => total(list, (row) => Math.min(came(row), row.begin.overdue));
  const owedBefore = (list: typeof rows) => total(list, (row) => row.begin.overdue);
  const newNpl = rows.filter((row) => row.end.dpd > 90 && !(row.before && row.begin.dpd > 90));
  const payments = loans.flatMap((loan) => loan.payments).filter((it) => it.on >= from && it.on <= asOf);
  const fellDue = rows.flatMap(({ loan }) => {
    let money = loan.payments.filter((it) => it.on <= asOf).reduce((sum, it) => sum + it.amount, 0);
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
  const [year, month] = [Number(asOf.slice(0, 4)), Number(asOf.slice(5, 7))];
  const next = month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
  const maturing = open.filter((row) => row.end.matures.startsWith(next));
  const ended = rows.filter(
    (row) => row.end.outstanding === 0 && row.begin.outstanding > 0 && !(row.before && row.begin.dpd > 0),
  );
  const endedPeople = [...new Set(ended.map((row) => row.loan.borrower))];
  const staying = endedPeople.filter(
    (who) =>
      open.some((row) => row.loan.borrower === who) ||
      loans.some((it) => it.borrower === who && it.from >= from && !ended.some((row) => row.loan === it)),
  );
  return {
    loans: open.length,
    borrowers: people(open),
    outstanding: total(open, (row) => row.end.outstanding),
    'outstanding-principal': principal,
    'paid-out-loans': loans.filter((loan) => loan.from >= from).length,
    'paid-out-amount': loans.filter((loan) => loan.from >= from).reduce((sum, loan) => sum + loan.principal, 0),
    'overdue-loans': late(0).length,
    'overdue-amount': total(open, (row) => row.end.overdue),
    'overdue-principal': total(open, (row) => row.end.overduePrincipal),
    'overdue-rate': over(
      total(open, (row) => row.end.overduePrincipal),
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
    'recovered-npl': total(wasLate(90), came),
    'npl-recovery-rate': over(
      total(wasLate(90), came),
      total(wasLate(90), (row) => row.begin.outstanding),
    ),
    'resolved-loans': wasLate(0).filter((row) => row.end.dpd === 0).length,
    'overdue-resolved-rate': over(wasLate(0).filter((row) => row.end.dpd === 0).length, wasLate(0).length),
    'new-npl-loans': newNpl.length,
    'new-npl-principal': total(newNpl, (row) => row.end.principal),
    'paid-off-loans': rows.filter((row) => row.end.outstanding === 0 && row.begin.outstanding > 0).length,
    'received-amount': payments.reduce((sum, it) => sum + it.amount, 0),
    'collected-amount': Object.entries(byBucket(all, from, asOf))
      .filter(([bucket]) => bucket !== '0')
      .reduce((sum, [, amount]) => sum + amount, 0),
    payments: payments.length,
    reversed: 0,
    'due-amount': dueNow.reduce((sum, it) => sum + it.amount, 0),
    'due-paid-rate': over(
      dueNow.reduce((sum, it) => sum + it.paid, 0),
      dueNow.reduce((sum, it) => sum + it.amount, 0),
    ),
    'first-payments-judged': judged.length,
    'first-payment-default': over(failed.length, judged.length),
    'maturing-loans': maturing.length,
    'maturing-principal': total(maturing, (row) => row.end.principal),
    'good-borrowers-ended': endedPeople.length,
    'renewal-rate': over(staying.length, endedPeople.length),
  };
}

const bucketOf = (dpd: number) =>
  dpd > 360
    ? '361+'
    : dpd > 270
      ? '271-360'
      : dpd > 90
        ? '91-270'
        : dpd > 60
          ? '61-90'
          : dpd > 30
            ? '31-60'
            : dpd > 0
              ? '1-30'
              : '0';

/** `from → to` → loans and principal, for loans that were paid out before the period or in it. */
export function moves(all: Loan[], from: string, asOf: string): Map<string, { loans: number; principal: number }> {
  const found = new Map<string, { loans: number; principal: number }>();
  for (const loan of all.filter((it) => it.from <= asOf)) {
    const begin = standing(loan, plus(from, -1));
    const end = standing(loan, asOf);
    const isNew = loan.from >= from;
    if (begin.outstanding === 0 && end.outstanding === 0) continue;
    const key = `${isNew ? 'new' : bucketOf(begin.dpd)} → ${end.outstanding === 0 ? 'paid' : bucketOf(end.dpd)}`;
    const { loans, principal } = found.get(key) ?? { loans: 0, principal: 0 };
    found.set(key, { loans: loans + 1, principal: principal + (isNew ? loan.principal : begin.principal) });
  }
  return found;
}

/** By branch: loans, outstanding principal and overdue at the cut-off. */
export function byBranch(all: Loan[], asOf: string) {
  const found: Record<string, { loans: number; outstandingPrincipal: number; overdue: number }> = {};
  for (const loan of all.filter((it) => it.from <= asOf)) {
    const at = standing(loan, asOf);
    if (at.outstanding === 0) continue;
    found[loan.branch] ??= { loans: 0, outstandingPrincipal: 0, overdue: 0 };
    const group = found[loan.branch]!;
    group.loans++;
    group.outstandingPrincipal += at.principal;
    group.overdue += at.overdue;
  }
  return found;
}

/** By account manager: what came in during the period, and by how much principal and interest have fallen. */
export function byManager(all: Loan[], from: string, asOf: string) {
  const found: Record<string, { amount: number; principal: number; interest: number }> = {};
  for (const loan of all.filter((it) => it.from <= asOf)) {
    const [begin, end] = [standing(loan, plus(from, -1)), standing(loan, asOf)];
    found[loan.manager] ??= { amount: 0, principal: 0, interest: 0 };
    const group = found[loan.manager]!;
    for (const it of loan.payments) if (it.on >= from && it.on <= asOf) group.amount += it.amount;
    group.principal += begin.principal - end.principal;
    group.interest += begin.interest - end.interest;
  }
  return found;
}

/** By days past due at the end of the day before each payment of the period. */
export function byBucket(all: Loan[], from: string, asOf: string) {
  const found: Record<string, number> = {};
  for (const loan of all.filter((it) => it.from <= asOf)) {
    for (const it of loan.payments.filter((payment) => payment.on >= from && payment.on <= asOf)) {
      const key = bucketOf(standing(loan, plus(it.on, -1)).dpd);
      found[key] = (found[key] ?? 0) + it.amount;
    }
  }
  return found;
}

/** Month of payout → share of the principal paid out that is more than 30 days late at the end of each of `ends`. */
export function vintage(all: Loan[], month: string, ends: string[]): (number | null)[] {
  const loans = all.filter((loan) => loan.from.startsWith(month));
  const paidOut = (day: string) => loans.filter((loan) => loan.from <= day);
  const last = ends.at(-1)!;
  const principal = paidOut(last).reduce((sum, loan) => sum + loan.principal, 0);
  return ends
    .filter((day) => day.slice(0, 7) >= month)
    .map((day) =>
      over(
        paidOut(day)
          .map((loan) => standing(loan, day))
          .reduce((sum, at) => sum + (at.dpd > 30 ? at.principal : 0), 0),
        principal,
      ),
    );
}
