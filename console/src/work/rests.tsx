import { Link } from 'react-router';
import { api } from '../client/client';
import { Asked } from '../parts/asked';
import { Mark } from '../parts/mark';
import { REST_WORDS, useRestEnd } from '../parts/resting';
import { useWords } from '../words/language';
import { WORK_WORDS } from './words';

/** What is not to be done today, and from when it may be. */
export function Rests() {
  const say = useWords(WORK_WORDS);
  const kind = useWords(REST_WORDS);
  const endOf = useRestEnd();
  const rests = api.useQuery('get', '/api/v1/rests', { params: { query: { limit: 50 } } });
  return (
    <aside className="card" aria-label={say.rests}>
      <h2>{say.rests}</h2>
      <p className="soft">{say.restsWhy}</p>
      <Asked query={rests} empty={({ items }) => (items.length === 0 ? say.noRests : null)}>
        {({ items }) => (
          <ul className="happenings">
            {items.map((it) => (
              <li key={it.loan} style={{ gridTemplateColumns: 'minmax(0, 1fr) auto' }}>
                <span>
                  <Link to={`/loans/${encodeURIComponent(it.loan)}`}>{it.loan}</Link> {it.name}
                  <br />
                  <Mark tone="info">{kind[it.kind]}</Mark>
                </span>
                <span className="number soft">{endOf(it)}</span>
              </li>
            ))}
          </ul>
        )}
      </Asked>
    </aside>
  );
}
