import pino from 'pino';
import { z } from 'zod';
import { readVariables } from '../../lender/environment.js';

const ENVIRONMENT = z.object({
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('warn'),
});

/** The log of the process: JSON lines on standard error, ids only. @throws BadInput for a LOG_LEVEL that is none */
export function processLog(env: NodeJS.ProcessEnv): pino.Logger {
  return pino({ level: readVariables(ENVIRONMENT, env).LOG_LEVEL }, pino.destination(2));
}
