import type { Answer } from '../client/client';
import { useLanguage, useWords } from '../words/language';
import { useSaying } from '../words/said';
import { TABLES } from './tables';
import { AUDIT_WORDS } from './words';

/** Each thing of an answer, when it was, and the entries that it rests on. */
export function AnswerLines({ lines }: { lines: readonly Answer<'AnswerLine'>[] }) {
  const { language } = useLanguage();
  const { moment } = useSaying();
  return (
    <ul className="answers">
      {lines.map(({ at, says, entries }) => (
        <li key={`${at} ${entries.join(' ')} ${says.en}`}>
          <time className="number soft">{moment(at)}</time>
          <div>
            <p>{language === 'en' ? says.en : says.zh}</p>
            <Entries of={entries} />
          </div>
        </li>
      ))}
    </ul>
  );
}

export function Entries({ of }: { of: readonly string[] }) {
  const say = useWords(AUDIT_WORDS);
  const tables = useWords(TABLES);
  if (of.length === 0) return null;
  return (
    <div className="entries">
      <span className="soft">{say.restsOn}</span>
      {of.map((it) => {
        const [, table = '', key = it] = /^(\w+) (.*)$/.exec(it) ?? [];
        return (
          <span key={it}>
            {tables[table as keyof typeof tables] ?? table} <code title={it}>{key}</code>
          </span>
        );
      })}
    </div>
  );
}
