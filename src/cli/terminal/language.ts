import type { Language } from '../../domain/plan/template.js';
import { readVariables } from '../../lender/environment.js';
import { ownEnvironment } from '../../lender/own-environment.js';

/** The language in which commands answer people: POSTLOAN_LANGUAGE, else that of the terminal (LC_ALL, LC_MESSAGES, LANG), else English. */
export function ownLanguage(env: NodeJS.ProcessEnv = ownEnvironment()): Language {
  const { POSTLOAN_LANGUAGE: asked } = readVariables(env, [], ['POSTLOAN_LANGUAGE']);
  const terminal = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return asked ?? (/^zh/i.test(terminal) ? 'zh-CN' : 'en');
}
