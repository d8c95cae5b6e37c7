import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/**
 * A recount of a book that knows nothing of the project's rules: plain loops over the CSV files, day by day, with the
 * numbers of plan 09 written out. Payments arrive at ten; all of the day's work is done before that.
 */
export interface Expected {
  /** `loan day seq` of each reminder three days before. */
  reminders: Set<string>;
  /** `loan day from to` of each change of stage. */
  stages: Set<string>;
  /** loan → day on which the last of it was paid. */
  closed: Map<string, string>;
  /** loan → day → unpaid instalments and overdue before that day's payments. */
  owedAt(loan: string, day: string): { unpaid: Set<number>; overdue: boolean };
}

interface Part {
  seq: number;
  due: string;
  left: number;
}

export function recount(dir: string): Expected {
  const read = (name: string): Record<string, string>[] =>
    parse(readFileSync(join(dir, name)), { columns: true, bom: true });
  const cents = (text: string) => Math.round(Number(text || 0) * 100);
  const loans = new Map<string, { parts: Part[]; payments: { on: string; amount: number }[]; from: string }>();
  for (const row of read('loans.csv')) loans.set(row.loan_id!, { parts: [], payments: [], from: row.disbursed_on! });
  for (const row of read('instalments.csv')) {
    const left = cents(row.principal!) + cents(row.interest!) + cents(row.fee!);
    loans.get(row.loan_id!)!.parts.push({ seq: Number(row.seq), due: row.due_on!, left });
  }
  for (const row of read('payments.csv'))
    loans.get(row.loan_id!)!.payments.push({ on: row.paid_on!, amount: cents(row.amount!) });

  const before = (loan: string, day: string): Part[] => {
    const { parts, payments } = loans.get(loan)!;
    let money = payments.filter((it) => it.on < day).reduce((sum, it) => sum + it.amount, 0);
    return [...parts]
      .sort((a, b) => (a.due < b.due ? -1 : 1))
      .map((part) => {
        const used = Math.min(money, part.left);
        money -= used;
        return { ...part, left: part.left - used };
      });
  };
  const expected: Expected = {
    reminders: new Set(),
    stages: new Set(),
    closed: new Map(),
    owedAt: (loan, day) => {
      const open = before(loan, day).filter((part) => part.left > 0);
      return { unpaid: new Set(open.map((part) => part.seq)), overdue: open.some((part) => part.due < day) };
    },
  };
  for (const [loan, { parts, payments, from }] of loans) {
    for (const { seq, due } of parts) {
      const day = plus(due, -3);
      if (day >= from && expected.owedAt(loan, day).unpaid.has(seq)) expected.reminders.add(`${loan} ${day} ${seq}`);
    }
    const last = payments
      .map((it) => it.on)
      .sort()
      .at(-1)!;
    if (before(loan, plus(last, 1)).every((part) => part.left === 0)) expected.closed.set(loan, last);
    let stage = 'current';
    for (let day = from; day <= last; day = plus(day, 1)) {
      const overdue = before(loan, day).filter((part) => part.left > 0 && part.due < day);
      if (overdue.length > 0) {
        const dpd = (Date.parse(day) - Date.parse(overdue[0]!.due)) / 86_400_000;
        const due = dpd >= 91 ? 'disposal' : dpd >= 31 ? 'person' : 'robot';
        if (RANK[due]! > RANK[stage]!) {
          expected.stages.add(`${loan} ${day} ${stage} ${due}`);
          stage = due;
        }
      }
      const clean = !before(loan, plus(day, 1)).some((part) => part.left > 0 && part.due < day);
      if (stage !== 'current' && clean) {
        expected.stages.add(`${loan} ${day} ${stage} current`);
        stage = 'current';
      }
    }
  }
  return expected;
}

const RANK: Record<string, number> = { current: 0, robot: 1, person: 2, disposal: 3 };

function plus(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
