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

export * from '../../workflows/index.js';
