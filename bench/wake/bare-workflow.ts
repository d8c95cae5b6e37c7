import { proxyActivities, sleep } from '@temporalio/workflow';

const { noOp } = proxyActivities<{ noOp(): Promise<void> }>({ startToCloseTimeout: '10s' });

/** The least a wake-up can be with the bare SDK: one timer, one activity that does nothing. */
export async function bare({ fireAt }: { fireAt: number }): Promise<void> {
  await sleep(Math.max(1, fireAt - Date.now()));
  await noOp();
}
