import { homedir } from 'node:os';
import { join } from 'node:path';
import { ownEnvironment } from '../../lender/own-environment.js';

/** Where fetched programs are kept for all checkouts of one user. */
export function cacheFolder(): string {
  const { POSTLOAN_CACHE, XDG_CACHE_HOME } = ownEnvironment();
  return POSTLOAN_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'postloan');
}
