import type { CaseSpec } from '../plan/risk.js';
import { type Calendar, dueAfter } from '../time/calendar.js';
import { addDays, CLOSE_OF_BUSINESS, type Day, dayOf, type Moment, momentAt } from '../time/dates.js';

type StepSpec = CaseSpec['steps'][number];

/** What is known of the work of a case. `part`: the step's id, and from its second round on with the round, `settlement/2`. */
interface Known {
  decidedAt: Moment;
  /** The lender's working days. */
  calendar: Calendar;
  /** When a part was done; null: it is not. */
  doneAt(part: string): Moment | null;
  /** The days that its record answers; null: it says none. */
  daysOf(part: string): { on: Day | null; next: Day | null };
  /** When such a piece of work was done in the ladder before; null: it was not. */
  before(kind: string): Moment | null;
}

/** A piece of work that a case has asked for, or asks for at a moment to come. */
export interface CasePart {
  part: string;
  spec: StepSpec;
  at: Moment;
  due: Moment;
  /** Null: it is not done. */
  doneAt: Moment | null;
}

/**
 * The steps of an approved case, one after the other as their plan says (P8.6: preservation, court, what follows): each with its deadline,
 * and those that come again until money or a write-off ends the case.
 */
export function caseParts(steps: readonly StepSpec[], known: Known): CasePart[] {
  return steps.flatMap((spec) => {
    const from = spec.after === undefined ? known.decidedAt : known.doneAt(spec.after);
    if (from === null) return [];
    const parts: CasePart[] = [];
    for (let n = 1, at = laterBy(from, spec.afterDays); ; n++) {
      const part = n === 1 ? spec.id : `${spec.id}/${n}`;
      const doneAt = known.doneAt(part);
      parts.push({ part, spec, at, due: dueOf(spec, steps, at, known), doneAt });
      if (doneAt === null || spec.everyDays === undefined) return parts;
      at = laterBy(doneAt, spec.everyDays);
    }
  });
}

const laterBy = (from: Moment, days: number): Moment =>
  days === 0 ? from : momentAt(addDays(dayOf(from), days), '09:00');

/** When a step is due: on the day that the record of the step before names (that of a hearing), else after the plan's days; never later than the law allows. */
function dueOf({ after, task, within }: StepSpec, steps: readonly StepSpec[], at: Moment, known: Known): Moment {
  const set = after === undefined ? null : known.daysOf(after).next;
  const due =
    set !== null && momentAt(set, CLOSE_OF_BUSINESS) > at
      ? momentAt(set, CLOSE_OF_BUSINESS)
      : dueAfter(known.calendar, at, task.dueDays, task.onHoliday);
  if (!within) return due;
  const inCase = steps
    .filter((it) => it.task.kind === within.kind)
    .map(({ id }) => known.daysOf(id).on ?? known.doneAt(id));
  const began = [...inCase, known.before(within.kind)].filter((it) => it !== null);
  const last = began.map((it) =>
    momentAt(addDays(typeof it === 'number' ? dayOf(it) : it, within.days), CLOSE_OF_BUSINESS),
  );
  // A day that is over already means: at once.
  return Math.max(Math.min(due, ...last), dueAfter(known.calendar, at, 0));
}
