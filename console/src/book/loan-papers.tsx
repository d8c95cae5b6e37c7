import { documentWord } from '../../../src/domain/reason/vocabulary';
import { api } from '../client/client';
import { Asked } from '../parts/asked';
import { LetterFile } from '../parts/letter-file';
import { Mark } from '../parts/mark';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { BOOK_WORDS } from './words';

/** Documents that are filed and those that are missing, and letters. */
export function LoanPapers({ loan }: { loan: string }) {
  const say = useWords(BOOK_WORDS);
  const { word, moment, language } = useSaying();
  const papers = api.useQuery('get', '/api/v1/loans/{loan}/papers', { params: { path: { loan } } });
  const named = (document: string) =>
    language === 'en' ? document.replace('/', ', ').replaceAll('-', ' ') : documentWord(document);
  return (
    <section className="card">
      <Asked
        query={papers}
        empty={({ documents, letters }) => (documents.length + letters.length === 0 ? say.noPapers : null)}
      >
        {({ documents, letters }) => (
          <ul>
            {documents.map((it) => (
              <li key={it.document}>
                {named(it.document)}{' '}
                {it.filedAt === null ? (
                  <Mark tone="warn">{say.missing}</Mark>
                ) : (
                  <Mark tone="good">{say.filed(moment(it.filedAt))}</Mark>
                )}
              </li>
            ))}
            {letters.map((it) => (
              <li key={it.letter}>
                {word(it.kind)} · {it.number ?? say.notMade} · {moment(it.at)} · {it.rule}{' '}
                {it.number !== null && <LetterFile letter={it.letter} name={it.number} />}
              </li>
            ))}
          </ul>
        )}
      </Asked>
    </section>
  );
}
