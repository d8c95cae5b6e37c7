import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where fetched programs are kept for all checkouts of one user. */
export function cacheFolder(): string {
  return process.env.POSTLOAN_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'postloan');
}
