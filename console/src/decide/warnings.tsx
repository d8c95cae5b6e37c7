import { Button } from 'antd';
import { Link } from 'react-router';
import { PAGE_TITLES } from '../app/page-list';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { Page } from '../parts/page';
import { Trouble } from '../parts/refusal/trouble';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { DECIDE_WORDS } from './words';

const LEVELS = ['red', 'yellow', 'blue'] as const;
const COLOURS = { red: '#cf2b32', yellow: '#c98a00', blue: '#2f6fed' };

/** Open warnings, red beside yellow beside blue, the oldest first. */
export default function Warnings() {
  const { warnings: title } = useWords(PAGE_TITLES);
  const say = useWords(DECIDE_WORDS);
  const warnings = api.useQuery('get', '/api/v1/warnings', { params: { query: { limit: 200 } } });
  return (
    <Page title={title}>
      <Asked query={warnings}>
        {({ items }) => (
          <div className="board">
            {LEVELS.map((level) => {
              const of = items.filter((it) => it.level === level).sort((a, b) => a.openedAt.localeCompare(b.openedAt));
              return (
                <section key={level} className="card" style={{ borderTopColor: COLOURS[level] }}>
                  <h2>
                    {say[level]} <span className="soft number">{of.length}</span>
                  </h2>
                  {of.length === 0 && <p className="soft">{say.noWarning}</p>}
                  {of.map((it) => (
                    <Warning key={it.warning} of={it} />
                  ))}
                </section>
              );
            })}
          </div>
        )}
      </Asked>
    </Page>
  );
}

function Warning({ of }: { of: Answer<'Warning'> }) {
  const say = useWords(DECIDE_WORDS);
  const { word, money, moment } = useSaying();
  const { can } = useSession();
  const judge = api.useMutation('post', '/api/v1/warning-judgements');
  const answer = (right: boolean) => judge.mutate({ body: { warning: of.warning, right } });
  return (
    <article>
      <h3>{word(of.indicator)}</h3>
      <Link to={`/loans/${encodeURIComponent(of.loan)}`}>{of.loan}</Link> · {of.name ?? of.borrower}
      <div className="soft">
        {of.id} · {of.rule} · {say.opened(moment(of.openedAt))}
      </div>
      {of.due !== null && <div className="soft">{say.due(moment(of.due))}</div>}
      {of.dpd > 0 && (
        <div className="number">
          {money(of.overdue)} · {say.days(String(of.dpd))}
        </div>
      )}
      {can('POST /warning-judgements') && (
        <p className="actions">
          <Button size="small" onClick={() => answer(true)}>
            {say.right}
          </Button>
          <Button size="small" onClick={() => answer(false)}>
            {say.wrong}
          </Button>
        </p>
      )}
      {judge.error && <Trouble error={judge.error} />}
    </article>
  );
}
