import type { Moment } from '../../time/dates.js';
import type { Instalment } from '../account/arrears.js';
import type { KnownCase, LoanFile } from '../loan-file.js';

/** When a row of the book came in. Rows of earlier versions do not say, and count as there from the beginning. */
export const cameAt = ({ recordedAt = 0 }: Pick<Instalment, 'recordedAt'>): Moment => recordedAt;

/**
 * Numbers the instalments of the book and of each new schedule. Numbers never change later, since messages and the diary name
 * instalments by them. A row of the book keeps its number unless a schedule has it already; a schedule is numbered on from everything
 * before it, even from one that was undone.
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
  let last = 0;
  const take = (it: Instalment, wanted: number): Instalment => {
    const seq = taken.has(wanted) ? last + 1 : wanted;
    taken.add(seq);
    last = Math.max(last, seq);
    return { ...it, seq };
  };
  const takeRowsUntil = (moment: Moment) => {
    while (waiting[0] && cameAt(waiting[0]) <= moment) rows.push(take(waiting[0], waiting.shift()!.seq));
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
  return { rows, schedules };
}
