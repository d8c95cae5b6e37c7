import type { Reason } from '../../../src/domain/reason/reason';
import { word } from '../../../src/domain/reason/vocabulary';
import { inChinese, inPlainEnglish } from '../../../src/domain/reason/words';
import type { Answer } from '../client/client';
import { type Language, useLanguage, useWords } from '../words/language';
import { AUDIT_WORDS, DETAIL_WORDS } from './words';

/** What an entry says beside its heading, as it was kept; of steps, which and by which row. What is long is opened. */
export function Detail({ of }: { of: Answer<'AuditEntry'>['detail'] }) {
  const say = useWords(AUDIT_WORDS);
  const label = useWords(DETAIL_WORDS);
  const { language } = useLanguage();
  const said = Array.isArray(of)
    ? of.map((it) => [String(it.rule ?? ''), String(it.entry ?? it.what)] as const)
    : Object.entries(of).flatMap(([name, value]) =>
        value === null || value === ''
          ? []
          : [[label[name as keyof typeof label] ?? name, written(value, language)] as const],
      );
  const lines = said.map(([name, value]) => (
    <span key={`${name} ${value}`}>
      <span className="soft">{name}</span> {value}
    </span>
  ));
  if (said.reduce((sum, it) => sum + it.join(' ').length, 0) <= SHORT) return <span className="detail">{lines}</span>;
  return (
    <details>
      <summary>{say.more(String(said.length))}</summary>
      <span className="detail">{lines}</span>
    </details>
  );
}

const SHORT = 140;

const YES = { en: ['yes', 'no'], 'zh-CN': ['是', '否'] } as const;

/** A reason in the reader's words; what is no reason, or of a code that is said no more, as it was kept. */
function written(value: unknown, language: Language): string {
  if (typeof value === 'boolean') return YES[language][value ? 0 : 1];
  if (typeof value !== 'object' || value === null) return language === 'en' ? String(value) : word(String(value));
  if (!('code' in value)) return JSON.stringify(value);
  try {
    return (language === 'en' ? inPlainEnglish : inChinese)(value as Reason);
  } catch {
    return JSON.stringify(value);
  }
}
