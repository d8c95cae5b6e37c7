import { type Agenda, agenda } from '../agenda.js';
import type { LoanFile, LoanState } from '../loan/loan-file.js';
import type { Plan } from '../plan/plan.js';
import { takeSteps } from './take-steps.js';

/** So many moments are tried: after those a loan looks for itself. */
const TRIED = 12;

/**
 * The next moment at which anything will be done if nothing comes in. An agenda's own `next` is when something *may* be due: the day
 * after a due day that is paid, the archive day of a loan whose papers are all there. To wake up for that costs more than to know it now.
 */
export function nextDue(file: LoanFile, plan: Plan, { steps, state, next }: Agenda): Agenda['next'] {
  const then = takeSteps(file, steps, state);
  let found = next;
  for (let n = 0; found !== null && n < TRIED; n++) {
    const there = agenda(then, plan, found.at);
    if (there.steps.length > 0 || !alike(there.state, state)) return found;
    if (there.next !== null && there.next.at <= found.at) return found;
    found = there.next;
  }
  return found;
}

const alike = (a: LoanState, b: LoanState): boolean => JSON.stringify(a) === JSON.stringify(b);
