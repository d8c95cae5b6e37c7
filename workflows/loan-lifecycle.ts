import type { SearchAttributeUpdatePair } from '@temporalio/common';
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  patched,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { LoanAdvance } from '../activities/loans.js';
import { brief } from './common/brief.js';
import { describeLoan } from './common/describe.js';
import { historyIsLong } from './common/history-is-long.js';
import { deciding } from './common/proxies.js';
import { nudge } from './messages.js';
import { changedSince, nextStepAttributes, searchAttributes } from './search-attributes.js';

/** A longer history costs more to take up again than a new run does. */
const LONG_HISTORY = 1000;

export interface LoanInput {
  loan: string;
  schemaVersion: 1;
}

/**
 * A loan's life after payout: do what is due, wait for the next entry of its diary or for a nudge, until it is closed.
 * All rules stand in src/domain/agenda; all that is true of the loan stands in the database.
 */
export async function loanLifecycle(input: LoanInput): Promise<void> {
  let nudged = false;
  setHandler(nudge, () => {
    nudged = true;
  });
  // Runs that began before show the next step among their attributes, which the server writes down at each wake-up.
  const quiet = patched('next-step-is-in-the-database');
  let stage: string | null = null;
  let shown: SearchAttributeUpdatePair[] = [];
  for (;;) {
    nudged = false;
    const advance = await deciding.advanceLoan({ loan: input.loan, now: Date.now() });
    setCurrentDetails(describeLoan(advance));
    const attributes = [...searchAttributes(advance), ...(quiet ? [] : nextStepAttributes(advance))];
    const changed = changedSince(shown, attributes);
    // Earlier versions set the attributes with the stage only: `NextStep` then went stale.
    if (advance.stage !== stage || (changed.length > 0 && (quiet || patched('attributes-follow')))) {
      stage = advance.stage;
      shown = attributes;
      upsertSearchAttributes(changed);
    }
    if (advance.closed) break;
    if (historyIsLong(LONG_HISTORY)) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof loanLifecycle>(input);
    }
    await waitFor(() => nudged, advance.next);
  }
  await condition(allHandlersFinished);
}

async function waitFor(nudged: () => boolean, next: LoanAdvance['next']): Promise<void> {
  if (next === null) await condition(nudged);
  else await condition(nudged, Math.max(1, next.at - Date.now()), { summary: brief(next.what) });
}
