import { sleep } from '@temporalio/workflow';
import { mailWork } from './common/proxies.js';

/** A mail server that is away in the morning is waited for until the afternoon. */
const TRIES = 6;
const FIRST_WAIT_MS = 5 * 60_000;

/** Started every morning by a Schedule: mails the staff the work that waits for them (S1). Answers counts only. */
export async function workMails(): Promise<Record<string, number>> {
  for (let n = 1; ; n++) {
    const { outcomes, waiting } = await mailWork({ now: Date.now(), last: n === TRIES });
    if (waiting === 0) return outcomes;
    await sleep(FIRST_WAIT_MS * 2 ** (n - 1), { summary: 'mail server' });
  }
}
