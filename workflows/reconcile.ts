import { mendAll } from './common/proxies.js';

/** Started every hour by a Schedule; answers what it mended. */
export async function reconcile(): Promise<Record<string, number>> {
  return mendAll();
}
