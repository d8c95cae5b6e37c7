import { eraseDue } from './common/proxies.js';

/** Started every night by a Schedule: erases personal data whose time is over. Answers counts only. */
export async function retention(): Promise<Record<string, number>> {
  return eraseDue({ now: Date.now() });
}
