import type { FastifyRequest } from 'fastify';
import type { Language } from '../../../domain/plan/template.js';
import { inWords } from '../../../domain/preview/in-words.js';
import { formatLine, type TimelineLine } from '../../../domain/preview/timeline.js';
import { type EnglishWords, englishBy } from '../../../domain/reason/english.js';
import type { Reason } from '../../../domain/reason/reason.js';
import { codeInChinese, inChinese, inEnglishBy } from '../../../domain/reason/words.js';

/** In which language an answer speaks: that of Accept-Language, where it begins with one of ours; else that of who asks; else English. */
export const languageOf = (request: FastifyRequest): Language => wanted(request) ?? 'en';

/** Of a paper: what is `asked` for, else as above; else that of the lender, as it is filed. */
export const paperLanguageOf = (request: FastifyRequest, asked: Language | undefined, lenders: Language): Language =>
  asked ?? wanted(request) ?? lenders;

function wanted(request: FastifyRequest): Language | null {
  const said = request.headers['accept-language'] ?? '';
  // Who asks is not known yet where it is refused at once.
  const acting: FastifyRequest['acting'] | undefined = request.acting;
  return /^zh/i.test(said) ? 'zh-CN' : /^en/i.test(said) ? 'en' : (acting?.language ?? null);
}

/** How reasons are said in either language. */
export function sayingOf(words: EnglishWords): (language: Language) => (why: Reason) => string {
  const inEnglish = inEnglishBy(englishBy(words));
  return (language) => (language === 'zh-CN' ? inChinese : inEnglish);
}

/** A reason that is kept by its code alone, as those of the contact gate. */
export const codeIn = (language: Language, code: string): string =>
  (language === 'zh-CN' ? codeInChinese(code) : null) ?? code.replaceAll('-', ' ');

/** A line of the timeline, and in `say` what happened and why in the reader's words. */
export const spokenLine = (language: Language) => (line: TimelineLine) => ({
  ...JSON.parse(formatLine(line)),
  say: inWords(line, language),
});
