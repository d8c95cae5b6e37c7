import pino from 'pino';
import { readVariables } from '../../lender/environment.js';

/** The log of the process: JSON lines on standard error, ids only. @throws BadInput for a LOG_LEVEL that is none */
export function processLog(env: NodeJS.ProcessEnv): pino.Logger {
  return pino({ level: readVariables(env, ['LOG_LEVEL']).LOG_LEVEL }, pino.destination(2));
}
