import { compareRecord, writeRecord } from './common/proxies.js';

/** Started every hour by a Schedule. Answers counts only. */
export async function record(): Promise<{ added: number; signed: boolean }> {
  return writeRecord({ now: Date.now() });
}

/** Started every night by a Schedule: whether all in the database is as the record says. Answers counts only. */
export async function recordCheck(): Promise<{ things: number; findings: number }> {
  return compareRecord({ now: Date.now() });
}
