/** A worker's workflows after a careless change: the loan waits before it looks, the task looks twice. */
import { proxyLocalActivities, sleep } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.js';

const { advanceTask } = proxyLocalActivities<Activities>({ startToCloseTimeout: '10s' });

export async function loanLifecycle(): Promise<void> {
  await sleep('1 day');
}

export async function task(input: { task: string }): Promise<void> {
  const advances = [1, 2].map(() => advanceTask({ task: input.task, now: Date.now() }));
  await Promise.all(advances);
}

export { complaint } from '../../workflows/complaint.js';
export { database } from '../../workflows/database.js';
export { disposalCase } from '../../workflows/disposal-case.js';
export { duty } from '../../workflows/duty.js';
export { noticeDispatch } from '../../workflows/notice-dispatch.js';
export { periodReport } from '../../workflows/period-report.js';
export { reconcile } from '../../workflows/reconcile.js';
export { retention } from '../../workflows/retention.js';
export { warningCase } from '../../workflows/warning-case.js';
export { workMails } from '../../workflows/work-mails.js';
