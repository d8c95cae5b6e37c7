import type { ReactNode } from 'react';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { Mark } from '../parts/mark';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { BOOK_WORDS } from './words';

/** What people do about a loan: tasks, warnings, cases, promises, complaints. */
export function LoanWork({ loan: { loan, borrower } }: { loan: Answer<'Loan'> }) {
  const say = useWords(BOOK_WORDS);
  const { title, word, moment, money } = useSaying();
  type State = Exclude<Answer<'Case'>['state'] | Answer<'Complaint'>['state'], 'closed'>;
  const state = (it: State | 'closed') => (it === 'closed' ? say.ended : say[it]);
  const query = { loan, open: 'false' as const, limit: 100 };
  const tasks = api.useQuery('get', '/api/v1/tasks', { params: { query: { loan, limit: 100 } } });
  const warnings = api.useQuery('get', '/api/v1/warnings', { params: { query } });
  const cases = api.useQuery('get', '/api/v1/cases', { params: { query } });
  const promises = api.useQuery('get', '/api/v1/promises', { params: { query } });
  const complaints = api.useQuery('get', '/api/v1/complaints', {
    params: { query: { borrower, open: 'false', limit: 100 } },
  });
  return (
    <div className="columns" style={{ marginTop: 0 }}>
      <List title={say.tasks} query={tasks} keyOf={(it) => it.task}>
        {(it) => (
          <>
            {title(it.title, it.kind)} · {it.owner ?? word(it.role)}{' '}
            <Mark tone={it.late ? 'bad' : 'plain'}>{say.due(moment(it.due))}</Mark>
          </>
        )}
      </List>
      <List title={say.warnings} query={warnings} keyOf={(it) => it.warning}>
        {(it) => (
          <>
            <Mark tone={it.level === 'red' ? 'bad' : it.level === 'yellow' ? 'warn' : 'info'}>{word(it.level)}</Mark>{' '}
            {word(it.indicator)} · {moment(it.openedAt)} {it.closedAt !== null && `– ${moment(it.closedAt)}`}
          </>
        )}
      </List>
      <List title={say.cases} query={cases} keyOf={(it) => it.case}>
        {(it) => (
          <>
            {title(it.title, it.kind)} <Mark tone={it.state === 'approved' ? 'good' : 'plain'}>{state(it.state)}</Mark>{' '}
            {it.until !== null && `→ ${it.until}`}
            <div className="soft">{it.why}</div>
          </>
        )}
      </List>
      <List title={say.promises} query={promises} keyOf={(it) => it.promise}>
        {(it) => (
          <>
            {money(it.amount)} · {it.on}{' '}
            <Mark tone={it.outcome === 'broken' ? 'bad' : it.outcome === 'running' ? 'info' : 'good'}>
              {say[it.outcome]}
            </Mark>
          </>
        )}
      </List>
      <List title={say.complaints} query={complaints} keyOf={(it) => it.complaint}>
        {(it) => (
          <>
            {it.complaint} <Mark>{state(it.state)}</Mark> {it.due !== null && say.due(moment(it.due))}
          </>
        )}
      </List>
    </div>
  );
}

function List<T>({
  title,
  query,
  keyOf,
  children,
}: {
  title: string;
  query: { data: { items: T[] } | undefined; error: unknown; isPending: boolean; refetch(): unknown };
  keyOf: (it: T) => string;
  children: (it: T) => ReactNode;
}) {
  const say = useWords(BOOK_WORDS);
  return (
    <section className="card">
      <h2>{title}</h2>
      <Asked query={query} empty={({ items }) => (items.length === 0 ? say.nothing : null)}>
        {({ items }) => (
          <ul>
            {items.map((it) => (
              <li key={keyOf(it)}>{children(it)}</li>
            ))}
          </ul>
        )}
      </Asked>
    </section>
  );
}
