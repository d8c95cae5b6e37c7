import type { Language } from '../../domain/plan/template.js';
import { readVariables } from '../../lender/environment.js';
import { ownEnvironment } from '../../lender/own-environment.js';

/** The language in which commands answer people: POSTLOAN_LANGUAGE, else that of the terminal (LC_ALL, LC_MESSAGES, LANG), else English. */
export function ownLanguage(env: NodeJS.ProcessEnv = ownEnvironment()): Language {
  const asked = askedLanguage(env);
  const terminal = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return asked ?? (/^zh/i.test(terminal) ? 'zh-CN' : 'en');
}

/** The language in which a paper is handed over: POSTLOAN_LANGUAGE, else that in which it is filed. A paper is not the terminal's. */
export const paperLanguage = (filed: Language): Language => askedLanguage(ownEnvironment()) ?? filed;

const askedLanguage = (env: NodeJS.ProcessEnv) => readVariables(env, [], ['POSTLOAN_LANGUAGE']).POSTLOAN_LANGUAGE;
