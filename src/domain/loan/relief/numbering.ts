import type { Day, Moment } from '../../time/dates.js';
import type { Instalment } from '../account/arrears.js';
import type { KnownCase, LoanFile } from '../loan-file.js';

/** When a row of the book came in. Rows of earlier versions do not say, and count as there from the beginning. */
export const cameAt = ({ recordedAt = 0 }: Pick<Instalment, 'recordedAt'>): Moment => recordedAt;

/** Whether a row of the book still stands at a moment. */
const stands = ({ replacedAt = Infinity }: Instalment, at: Moment): boolean => replacedAt > at;

/**
 * Numbers the instalments of the book and of each new schedule. Numbers never change later, since messages and the diary name
 * instalments by them. A row of the book keeps its number unless a schedule has it already; a schedule is numbered on from everything
 * before it, even from one that was undone. What replaces a row of the book has the number of that row.
 */
export function numbered(
  { instalments }: Pick<LoanFile, 'instalments'>,
  /** The cases that were approved with a new schedule, in the order of their approval. */
  approved: readonly KnownCase[],
  now: Moment,
): { rows: Instalment[]; schedules: Map<KnownCase, Instalment[]> } {
  const waiting = instalments.filter((it) => cameAt(it) <= now).sort((a, b) => cameAt(a) - cameAt(b) || a.seq - b.seq);
  const rows: Instalment[] = [];
  const schedules = new Map<KnownCase, Instalment[]>();
  const taken = new Set<number>();
  const numberOf = new Map<number, number>();
  let last = 0;
  const take = (it: Instalment, wanted: number): Instalment => {
    const seq = taken.has(wanted) ? last + 1 : wanted;
    taken.add(seq);
    last = Math.max(last, seq);
    return { ...it, seq };
  };
  const takeRowsUntil = (moment: Moment) => {
    while (waiting[0] && cameAt(waiting[0]) <= moment) {
      const row = waiting.shift()!;
      const known = numberOf.get(row.seq);
      rows.push(known === undefined ? take(row, row.seq) : { ...row, seq: known });
      numberOf.set(row.seq, rows.at(-1)!.seq);
    }
  };
  for (const it of approved.filter(({ schedule }) => schedule)) {
    takeRowsUntil(it.approvedAt!);
    const inOrder = [...it.schedule!.instalments].sort((a, b) => a.dueOn.localeCompare(b.dueOn) || a.seq - b.seq);
    schedules.set(
      it,
      inOrder.map((part) => take(part, last + 1)),
    );
  }
  takeRowsUntil(now);
  return { rows: rows.filter((it) => stands(it, now)), schedules };
}

/** The day that each row of the book had first, under its number: one whose day is another was moved. */
export function firstDays(
  file: Pick<LoanFile, 'instalments'>,
  approved: readonly KnownCase[],
  now: Moment,
): Map<number, Day> {
  const whole = file.instalments.map(({ replacedAt: _, ...it }) => it);
  const days = new Map<number, Day>();
  for (const { seq, dueOn } of numbered({ instalments: whole }, approved, now).rows)
    if (!days.has(seq)) days.set(seq, dueOn);
  return days;
}
