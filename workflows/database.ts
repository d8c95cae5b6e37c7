import { condition } from '@temporalio/workflow';

/** One in a namespace, and it never ends: its memo says of which database the namespace is (src/worker/run/namespace.ts). */
export async function database(): Promise<void> {
  await condition(() => false);
}
