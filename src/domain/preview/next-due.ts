import { type Agenda, agenda } from '../agenda.js';
import type { LoanFile, LoanState } from '../loan/loan-file.js';
import type { Plan } from '../plan/plan.js';
import { takeSteps } from './take-steps.js';

/** How many moments are tried in advance; after those a loan wakes up and looks for itself. */
const TRIED = 12;

/**
 * The next moment at which something will really be done if nothing comes in. The agenda's own `next` is when something *may* be due,
 * such as the archive day of a loan whose papers are complete: to find that out now costs less than to wake up for it.
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
