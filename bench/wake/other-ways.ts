import {
  allHandlersFinished,
  condition,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { LoanAdvance } from '../../activities/loans.js';
import { describeLoan } from '../../workflows/common/describe.js';
import type { LoanInput } from '../../workflows/loan-lifecycle.js';
import { nudge } from '../../workflows/messages.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import type { OtherActivities } from './other-activities.js';

const { advanceAndSend, sendOne } = proxyActivities<OtherActivities>({ startToCloseTimeout: '1 minute' });
const { decide } = proxyLocalActivities<OtherActivities>({ startToCloseTimeout: '10s' });

/** (a) One regular activity decides, sends and answers with what is next. */
export async function oneActivity(input: LoanInput): Promise<void> {
  await live((now) => advanceAndSend({ loan: input.loan, now }));
}

/** (b) A local activity decides and reserves; a regular activity of the same loan sends. */
export async function sentByItself(input: LoanInput): Promise<void> {
  await live(async (now) => {
    const advance = await decide({ loan: input.loan, now });
    if (advance.waits) await sendOne({ loan: input.loan, now });
    return advance;
  });
}

/** The loop of workflows/loan-lifecycle, so that only the way of acting differs. */
async function live(advanceAt: (now: number) => Promise<LoanAdvance>): Promise<void> {
  let nudged = false;
  setHandler(nudge, () => {
    nudged = true;
  });
  let stage: string | null = null;
  for (;;) {
    nudged = false;
    const advance = await advanceAt(Date.now());
    setCurrentDetails(describeLoan(advance));
    if (advance.stage !== stage) {
      stage = advance.stage;
      upsertSearchAttributes(searchAttributes(advance));
    }
    if (advance.closed) break;
    const { next } = advance;
    if (next === null) await condition(() => nudged);
    else await condition(() => nudged, Math.max(1, next.at - Date.now()), { summary: next.what });
  }
  await condition(allHandlersFinished);
}
