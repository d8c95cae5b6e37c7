import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { deciding } from './common/proxies.js';

export interface DutyInput {
  plan: string;
  duty: string;
  /** The day it is for; null: that of the Schedule. */
  asOf: string | null;
  schemaVersion: 1;
}

/** The server's own: the time for which a Schedule started the run, however late it is. */
const scheduledStart = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

/** The recurring work of a unit, for one period: opens what the plan asks for. Its tasks are followed by workflows of their own. */
export async function duty({ plan, duty, asOf }: DutyInput): Promise<void> {
  const scheduledAt = workflowInfo().typedSearchAttributes.get(scheduledStart)?.getTime() ?? null;
  const { details } = await deciding.openDuty({ plan, duty, asOf, scheduledAt, now: Date.now() });
  setCurrentDetails(details);
}
