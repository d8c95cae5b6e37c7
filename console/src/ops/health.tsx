import { Alert, Button } from 'antd';
import { useState } from 'react';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { Enter } from '../parts/entry/enter';
import { TextLine } from '../parts/entry/said-form';
import { type Column, Rows } from '../parts/rows';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { HEALTH_WORDS } from './health-words';

/** A workflow by its id, in Temporal's web UI where that is known. `ui` null: it is not. */
export const WorkflowLink = ({ id, ui }: { id: string; ui: string | null }) =>
  ui === null || !/^[a-z-]+(\/|$)/.test(id) || id.includes(' ') ? (
    id
  ) : (
    <a href={`${ui}/workflows/${encodeURIComponent(id)}`} target="_blank" rel="noreferrer">
      {id}
    </a>
  );

/** Loans and tasks that do not go on by themselves, and why: failing, late, not told. */
export function Troubles({ ui }: { ui: string | null }) {
  const say = useWords(HEALTH_WORDS);
  const found = api.useQuery('get', '/api/v1/troubles', {}, { refetchInterval: 60_000 });
  const columns: Column<{ what: string; why: string }>[] = [
    { label: say.what, show: (it) => <WorkflowLink id={it.what} ui={ui} /> },
    { label: say.why, show: (it) => <span lang="en">{it.why}</span> },
  ];
  return (
    <Asked query={found}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="soft">{say.noTroubles}</p>
        ) : (
          <Rows label={say.troubles} columns={columns} rows={items} keyOf={(it) => it.what + it.why} />
        )
      }
    </Asked>
  );
}

/** What reconcile would mend: first shown, then done. */
export function Mending({ ui }: { ui: string | null }) {
  const say = useWords(HEALTH_WORDS);
  const { can } = useSession();
  const [looked, setLooked] = useState(false);
  const found = api.useQuery('get', '/api/v1/drift', {}, { enabled: looked, refetchInterval: false });
  const mending = api.useMutation('post', '/api/v1/schedules/{schedule}/change');
  if (!looked)
    return (
      <>
        <p className="soft">{say.mendAbout}</p>
        <Button onClick={() => setLooked(true)}>{say.wouldMend}</Button>
      </>
    );
  return (
    <Asked query={found}>
      {(drift) => (
        <>
          <Drifted of={drift} ui={ui} />
          <div className="actions">
            <Button loading={found.isFetching} onClick={() => void found.refetch()}>
              {say.lookAgain}
            </Button>
            {can('POST /schedules/:schedule/change') && (
              <Enter<{ why: string }>
                label={say.mendNow}
                entering={mending}
                save={({ why }) =>
                  mending.mutateAsync({ params: { path: { schedule: 'reconcile' } }, body: { do: 'trigger', why } })
                }
              >
                <TextLine name="why" label={say.reason} />
              </Enter>
            )}
          </div>
          {mending.isSuccess && <Alert showIcon type="info" title={say.mendBegun} />}
        </>
      )}
    </Asked>
  );
}

function Drifted({ of: { missing, strays, untold }, ui }: { of: Answer<'Drift'>; ui: string | null }) {
  const say = useWords(HEALTH_WORDS);
  const { count } = useSaying();
  if (missing.length === 0 && strays.length === 0 && untold === 0)
    return <Alert className="gap" showIcon type="success" title={say.nothingToMend} />;
  return (
    <ul>
      {missing.map((it) => (
        <li key={it.kind}>
          {say.wouldStart(it.kind in say ? say[it.kind as 'loans'] : it.kind, count(it.count))}{' '}
          <span className="soft">{it.first}</span>
        </li>
      ))}
      {strays.map((it) => (
        <li key={it.workflow}>
          {say.wouldEnd} <WorkflowLink id={it.workflow} ui={ui} /> <span lang="en">{it.why}</span>
        </li>
      ))}
      {untold > 0 && <li>{say.wouldTell(count(untold))}</li>}
    </ul>
  );
}
