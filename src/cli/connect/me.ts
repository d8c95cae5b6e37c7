import { userInfo } from 'node:os';
import type { Source } from '../../store/facts/facts.js';

/** Who gives the command, for the audit log. */
export const me = (): Source => ({ actor: `ops/${userInfo().username}`, at: Date.now() });
