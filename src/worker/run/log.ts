import pino from 'pino';
import { readVariables } from '../../lender/environment.js';

let inSentences = false;

/** For `up`, whose log stands between the lines of a table that people read: sentences in place of JSON. */
export function logInSentences(): void {
  inSentences = true;
}

/** The log of the process: JSON lines on standard error, ids only. @throws BadInput for a LOG_LEVEL that is none */
export function processLog(env: NodeJS.ProcessEnv): pino.Logger {
  const { LOG_LEVEL: level } = readVariables(env, ['LOG_LEVEL']);
  return pino(
    { level },
    inSentences ? { write: (line) => process.stderr.write(sentenceOf(line)) } : pino.destination(2),
  );
}

interface Logged {
  level: number;
  msg?: string;
  workflowId?: string;
  activityType?: string;
  attempt?: number;
  error?: string;
}

/** `warning: loan/L012: advanceLoan failed for the 3rd time: …` of a line of JSON. */
export function sentenceOf(line: string): string {
  const { level, msg = '', workflowId, activityType, attempt, error } = JSON.parse(line) as Logged;
  const how = level >= pino.levels.values.error! ? 'error' : level >= pino.levels.values.warn! ? 'warning' : 'note';
  const what = activityType === undefined ? msg : `${activityType} failed, try ${attempt ?? 1}`;
  const said = [how, workflowId, what, error].filter((it) => it !== undefined && it !== '').join(': ');
  return `${said.replaceAll(/\s*\n\s*/g, ' ')}\n`;
}
