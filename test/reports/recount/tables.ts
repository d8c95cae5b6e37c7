import { add, BUCKETS, bucketOf, endOf, type Loan, monthPlus, over, plus, type Standing, standing } from './book.js';

/** The tables of docs/figures.md, row by row as they are frozen. */

const byKey = <T extends { key: string }>(rows: T[]) => rows.sort((a, b) => (a.key < b.key ? -1 : 1));

/** The rows of one table: those that say the same of `of` belong together. */
function groups<T>(list: readonly T[], of: (it: T) => string | null): [string, T[]][] {
  const found = new Map<string, T[]>();
  for (const it of list) found.set(of(it) ?? 'unknown', [...(found.get(of(it) ?? 'unknown') ?? []), it]);
  return [...found];
}

const paidBy = (all: Loan[], day: string) => all.filter((it) => it.from <= day);

function sums(at: Standing[]) {
  const late = (n: number) => at.filter((it) => it.dpd > n);
  const outstandingPrincipal = add(at, (it) => it.principal);
  const overduePrincipal = add(at, (it) => it.overduePrincipal);
  const par = (n: number) => add(late(n), (it) => it.principal);
  return {
    loans: at.filter((it) => it.outstanding > 0).length,
    outstanding: add(at, (it) => it.outstanding),
    outstandingPrincipal,
    overdueLoans: late(0).length,
    overdue: add(at, (it) => it.overdue),
    overduePrincipal,
    par1Principal: par(0),
    par30Principal: par(30),
    par60Principal: par(60),
    nplLoans: late(90).length,
    nplPrincipal: par(90),
    overdueRate: over(overduePrincipal, outstandingPrincipal),
    par1: over(par(0), outstandingPrincipal),
    par30: over(par(30), outstandingPrincipal),
    par60: over(par(60), outstandingPrincipal),
    nplRate: over(par(90), outstandingPrincipal),
  };
}

/** The book at the end of a day. */
export const bookAt = (all: Loan[], day: string) => sums(paidBy(all, day).map((loan) => standing(loan, day)));

export const overpaidAt = (all: Loan[], day: string) => add(paidBy(all, day), (loan) => standing(loan, day).overpaid);

const categoryOf = (dpd: number) =>
  dpd > 360 ? 'loss' : dpd > 270 ? 'doubtful' : dpd > 90 ? 'substandard' : dpd > 0 ? 'special-mention' : 'normal';

/** The open loans, divided in each way. */
export function divided(all: Loan[], asOf: string) {
  const open = paidBy(all, asOf)
    .map((loan) => ({ loan, at: standing(loan, asOf) }))
    .filter(({ at }) => at.outstanding > 0);
  const by = (of: (row: (typeof open)[number]) => string | null) =>
    byKey(
      groups(open, of).map(([key, rows]) => ({
        key,
        borrowers: new Set(rows.map(({ loan }) => loan.borrower)).size,
        ...sums(rows.map(({ at }) => at)),
      })),
    );
  return {
    all: by(() => 'all'),
    bucket: by(({ at }) => bucketOf(at.dpd)),
    category: by(({ at }) => categoryOf(at.dpd)),
    branch: by(({ loan }) => loan.is.branch),
    manager: by(({ loan }) => loan.is.manager),
    product: by(({ loan }) => loan.is.product),
    kind: by(({ loan }) => loan.is.kind),
    size: by(({ loan }) => loan.is.size),
    industry: by(({ loan }) => loan.is.industry),
    class: by(({ loan }) => loan.is.class),
    collateral: by(({ loan }) => loan.is.collateral),
  };
}

/** From where to where each loan went. */
function moved(all: Loan[], from: string, asOf: string) {
  return paidBy(all, asOf).flatMap((loan) => {
    const begin = standing(loan, plus(from, -1));
    const end = standing(loan, asOf);
    if (begin.outstanding === 0 && end.outstanding === 0) return [];
    const isNew = loan.from >= from;
    return {
      from: isNew ? 'new' : bucketOf(begin.dpd),
      to: end.outstanding === 0 ? 'paid' : bucketOf(end.dpd),
      principal: isNew ? loan.principal : begin.principal,
    };
  });
}

/** The migration matrix, as the rows and then the columns of the matrix come. */
export function moves(all: Loan[], from: string, asOf: string) {
  const loans = moved(all, from, asOf);
  return ['new', ...BUCKETS].flatMap((a) =>
    [...BUCKETS, 'paid'].flatMap((b) => {
      const those = loans.filter((it) => it.from === a && it.to === b);
      const principal = add(those, (it) => it.principal);
      return those.length === 0 ? [] : { key: `${a} → ${b}`, from: a, to: b, loans: those.length, principal };
    }),
  );
}

/** Roll rates. */
export function rolls(all: Loan[], from: string, asOf: string) {
  const loans = moved(all, from, asOf);
  return BUCKETS.map((key, here) => {
    const those = loans.filter((it) => it.from === key);
    const principal = add(those, (it) => it.principal);
    const share = (which: (to: string) => boolean) =>
      over(
        add(
          those.filter((it) => which(it.to)),
          (it) => it.principal,
        ),
        principal,
      );
    const worse = BUCKETS.slice(here + 1) as readonly string[];
    const better = BUCKETS.slice(0, here) as readonly string[];
    return {
      ...{ key, loans: those.length, principal },
      worse: share((to) => worse.includes(to)),
      same: share((to) => to === key),
      better: share((to) => better.includes(to)),
      paid: share((to) => to === 'paid'),
    };
  });
}

/** The payments of the period, in every way in which they are divided. No stage of the ladder stands in the files. */
export function cameIn(all: Loan[], from: string, asOf: string) {
  const loans = paidBy(all, asOf);
  const payments = loans.flatMap((loan) =>
    loan.payments
      .filter((it) => it.on >= from && it.on <= asOf)
      .map((it) => ({ loan, amount: it.amount, dpd: standing(loan, plus(it.on, -1)).dpd })),
  );
  const by = (of: (row: (typeof payments)[number]) => string | null) =>
    byKey(
      groups(payments, of).map(([key, rows]) => ({
        key,
        payments: rows.length,
        amount: add(rows, (it) => it.amount),
      })),
    );
  const byManager = groups(loans, (loan) => loan.is.manager).map(([key, own]) => {
    const came = payments.filter(({ loan }) => own.includes(loan));
    const paidOut = own.filter((loan) => loan.from >= from);
    const fallen = (of: 'principal' | 'interest' | 'fee') =>
      add(own, (loan) => standing(loan, plus(from, -1))[of] - standing(loan, asOf)[of]);
    return {
      key,
      payments: came.length,
      amount: add(came, (it) => it.amount),
      principal: fallen('principal'),
      interest: fallen('interest'),
      fee: fallen('fee'),
      paidOutLoans: paidOut.length,
      paidOut: add(paidOut, (loan) => loan.principal),
    };
  });
  return {
    byStage: by(() => 'current'),
    byBucket: by(({ dpd }) => bucketOf(dpd)),
    byBranch: by(({ loan }) => loan.is.branch),
    byManager: byKey(byManager),
  };
}

/** What matures in the month after the cut-off's, by branch. */
export function maturing(all: Loan[], asOf: string) {
  const rows = paidBy(all, asOf)
    .map((loan) => ({ loan, at: standing(loan, asOf) }))
    .filter(({ at }) => at.matures.startsWith(monthPlus(asOf.slice(0, 7), 1)));
  return byKey(
    groups(rows, ({ loan }) => loan.is.branch).map(([key, those]) => ({
      key,
      loans: those.length,
      outstanding: add(those, ({ at }) => at.outstanding),
      principal: add(those, ({ at }) => at.principal),
      overdueLoans: those.filter(({ at }) => at.dpd > 0).length,
    })),
  );
}

/** The last twelve month-ends, and the age of what was paid out since the first of these months. */
export function trend(all: Loan[], asOf: string) {
  const now = asOf.slice(0, 7);
  const months = Array.from({ length: 12 }, (_, n) => monthPlus(now, n - 11));
  const end = (month: string) => (month === now ? asOf : endOf(month));
  const vintages = groups(
    paidBy(all, asOf).filter((loan) => loan.from >= months[0]!),
    (loan) => loan.from.slice(0, 7),
  ).map(([key, own]) => {
    const principal = add(own, (loan) => loan.principal);
    const late = (month: string) =>
      add(
        paidBy(own, end(month)).map((loan) => standing(loan, end(month))),
        (at) => (at.dpd > 30 ? at.principal : 0),
      );
    const curve = months.filter((month) => month >= key).map((month) => over(late(month), principal));
    return { key, loans: own.length, principal, curve };
  });
  return {
    points: months.map((month) => ({ key: end(month), ...bookAt(all, end(month)) })),
    vintages: byKey(vintages),
  };
}

/** What falls due in [from, to] and is unpaid at the cut-off, by loan and day. */
export function fallsDue(all: Loan[], asOf: string, from: string, to: string) {
  const lines = paidBy(all, asOf).flatMap((loan) => {
    const at = standing(loan, asOf);
    return groups(
      at.left.filter((it) => it.due >= from && it.due <= to),
      (it) => it.due,
    ).map(([dueOn, parts]) => ({
      ...{ key: `${loan.id}/${dueOn}`, loan: loan.id, borrower: loan.borrower },
      ...{ branch: loan.is.branch, manager: loan.is.manager, dueOn },
      unpaid: add(parts, (it) => it.all),
      principal: add(parts, (it) => it.principal),
      last: parts.some((it) => it.last),
      ...{ overdue: at.overdue, dpd: at.dpd, outstanding: at.outstanding },
    }));
  });
  return byKey(lines);
}

/** A line for each borrower with something unpaid: what of the ledger the files tell. */
export function ledgerLines(all: Loan[], from: string, asOf: string) {
  const lines = groups(paidBy(all, asOf), (loan) => loan.borrower).flatMap(([key, own]) => {
    const open = own.map((loan) => standing(loan, asOf)).filter((at) => at.outstanding > 0);
    if (open.length === 0) return [];
    const { branch, manager, kind, size, industry, class: grade } = own[0]!.is;
    const dpd = Math.max(...open.map((at) => at.dpd));
    const payments = own.flatMap((loan) => loan.payments).filter((it) => it.on >= from && it.on <= asOf);
    return {
      ...{ key, branch, manager, kind, size, industry, class: grade },
      loans: open.length,
      outstanding: add(open, (at) => at.outstanding),
      principal: add(open, (at) => at.principal),
      overdue: add(open, (at) => at.overdue),
      ...{ dpd, category: categoryOf(dpd) },
      received: add(payments, (it) => it.amount),
      maturesOn: open
        .map((at) => at.matures)
        .sort()
        .at(-1)!,
    };
  });
  return byKey(lines);
}
