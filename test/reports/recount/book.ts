import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/**
 * A recount of a book's figures that knows nothing of the project's rules or SQL: plain loops over the CSV files, loan by
 * loan, instalment by instalment. Money in hundredths.
 */
export interface Loan {
  id: string;
  borrower: string;
  from: string;
  principal: number;
  /** What the book may be divided by; null: the file does not say. */
  is: Record<'branch' | 'manager' | 'product' | 'kind' | 'size' | 'industry' | 'class' | 'collateral', string | null>;
  /** A message may reach the borrower. */
  reachable: boolean;
  parts: { due: string; fee: number; interest: number; principal: number }[];
  payments: { on: string; amount: number }[];
}

/** What is unpaid of a loan at the end of a day. */
export interface Standing {
  outstanding: number;
  principal: number;
  interest: number;
  fee: number;
  overdue: number;
  overduePrincipal: number;
  dpd: number;
  overpaid: number;
  /** The last day on which something unpaid falls due; empty: nothing is unpaid. */
  matures: string;
  left: { due: string; all: number; principal: number; last: boolean }[];
}

export function readBook(dir: string): Loan[] {
  const read = (name: string): Record<string, string>[] =>
    parse(readFileSync(join(dir, name)), { columns: true, bom: true });
  const cents = (text: string) => Math.round(Number(text || 0) * 100);
  const borrowers = new Map(read('borrowers.csv').map((row) => [row.borrower_id!, row]));
  const written = ['sms', 'email', 'wechat', 'push'];
  const reachable = new Set<string>();
  for (const { borrower_id: id, whose, channel, consent } of read('contacts.csv'))
    if (whose === 'self' && written.includes(channel!) && consent === 'yes') reachable.add(id!);
  const loans = new Map<string, Loan>();
  for (const row of read('loans.csv')) {
    const borrower = borrowers.get(row.borrower_id!)!;
    loans.set(row.loan_id!, {
      id: row.loan_id!,
      borrower: row.borrower_id!,
      from: row.disbursed_on!,
      principal: cents(row.principal!),
      is: {
        branch: borrower.branch || null,
        manager: borrower.account_manager || null,
        product: row.product || null,
        kind: borrower.kind || null,
        size: borrower.size || null,
        industry: borrower.industry || null,
        class: borrower.class || null,
        collateral: row.collateral || null,
      },
      reachable: reachable.has(row.borrower_id!),
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

export function standing(loan: Loan, day: string): Standing {
  let money = 0;
  for (const payment of loan.payments) if (payment.on <= day) money += payment.amount;
  const sum: Standing = {
    ...{ outstanding: 0, principal: 0, interest: 0, fee: 0, overdue: 0, overduePrincipal: 0, dpd: 0, overpaid: 0 },
    ...{ matures: '', left: [] },
  };
  for (const part of loan.parts) {
    const left = { fee: 0, interest: 0, principal: 0 };
    for (const of of ['fee', 'interest', 'principal'] as const) {
      const used = Math.min(money, part[of]);
      money -= used;
      left[of] = part[of] - used;
    }
    const all = left.fee + left.interest + left.principal;
    if (all === 0) continue;
    sum.outstanding += all;
    sum.principal += left.principal;
    sum.interest += left.interest;
    sum.fee += left.fee;
    sum.matures = part.due;
    sum.left.push({ due: part.due, all, principal: left.principal, last: part === loan.parts.at(-1) });
    if (part.due < day) {
      sum.overdue += all;
      sum.overduePrincipal += left.principal;
      if (sum.dpd === 0) sum.dpd = days(part.due, day);
    }
  }
  sum.overpaid = money;
  return sum;
}

export const plus = (day: string, n: number) => new Date(Date.parse(day) + n * 86_400_000).toISOString().slice(0, 10);
const days = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** `2016-12` and one: `2017-01`. */
export function monthPlus(month: string, n: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + n;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`;
}

/** The last day of a month. */
export const endOf = (month: string) => plus(`${monthPlus(month, 1)}-01`, -1);

export const over = (part: number, whole: number) => (whole === 0 ? null : part / whole);

export function add<T>(list: readonly T[], of: (it: T) => number): number {
  let sum = 0;
  for (const it of list) sum += of(it);
  return sum;
}

export const BUCKETS = ['0', '1-30', '31-60', '61-90', '91-270', '271-360', '361+'] as const;

export const bucketOf = (dpd: number) =>
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
