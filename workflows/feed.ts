import { takeBooks } from './common/proxies.js';

/** Started every few minutes by a Schedule: the books of a day that have arrived. Answers counts only. */
export async function feed(): Promise<Record<string, number>> {
  return takeBooks({ now: Date.now() });
}
