import { Segmented } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { type Answer, api, IN_PARTS } from '../client/client';
import { Asked } from '../parts/asked';
import { Enter } from '../parts/entry/enter';
import { TextLine } from '../parts/entry/said-form';
import { Facts } from '../parts/facts';
import { More } from '../parts/more';
import { Page } from '../parts/page';
import { type Column, Rows } from '../parts/rows';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { type Batch, isRunning, ProgressOf, StateOf } from './batch-state';
import { BATCH_WORDS } from './batch-words';

/** While it runs it is looked at more often. */
const SOON_MS = 1_000;

/** One batch: how far it has come, what became of each loan; paused, resumed, cancelled, approved. */
export default function BatchPage() {
  const { batch = '' } = useParams();
  const found = api.useQuery(
    'get',
    '/api/v1/batches/{batch}',
    { params: { path: { batch } } },
    { refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? SOON_MS : 15_000) },
  );
  const { can } = useSession();
  return (
    <Page title={batch} actions={found.data && can('POST /batches/:batch/change') && <Steering batch={found.data} />}>
      <Asked query={found}>
        {(it) => (
          <>
            <section className="card gap">
              <Known batch={it} />
            </section>
            <Loans batch={it} />
          </>
        )}
      </Asked>
    </Page>
  );
}

function Known({ batch }: { batch: Batch }) {
  const say = useWords(BATCH_WORDS);
  const { moment, count, word } = useSaying();
  const { loans, ...chosen } = batch.filter;
  const filter = [...Object.values(chosen).map(String), ...(loans ?? [])].map(word).join(' · ');
  return (
    <>
      <div className="gap" aria-live="polite">
        <ProgressOf batch={batch} />
      </div>
      <Facts
        of={{
          [say.state]: <StateOf batch={batch} />,
          [say.action]: say[batch.action.kind],
          [say.filter]: filter === '' ? say.everyLoan : filter,
          [say.failed]: count(batch.failed),
          [say.pace]: count(batch.perMinute),
          [say.made]: moment(batch.madeAt),
          [say.by]: batch.madeBy,
          [say.approvedBy]: batch.approvedBy,
          [say.why]: batch.why,
        }}
      />
    </>
  );
}

type Steer = 'approve' | 'pause' | 'resume' | 'cancel';

function Steering({ batch: { batch, endedAt, pausedAt, waits } }: { batch: Batch }) {
  const say = useWords(BATCH_WORDS);
  const changing = api.useMutation('post', '/api/v1/batches/{batch}/change');
  if (endedAt !== null) return null;
  const button = (label: string, steer: Steer) => (
    <Enter<{ why: string }>
      key={steer}
      label={label}
      entering={changing}
      save={({ why }) => changing.mutateAsync({ params: { path: { batch } }, body: { do: steer, why } })}
    >
      <TextLine name="why" label={say.why} />
    </Enter>
  );
  return (
    <>
      {waits && button(say.approveIt, 'approve')}
      {!waits && (pausedAt === null ? button(say.pauseIt, 'pause') : button(say.resumeIt, 'resume'))}
      {button(say.cancelIt, 'cancel')}
    </>
  );
}

type OfLoan = Answer<'LoanOfBatch'>;
type State = OfLoan['state'];

function Loans({ batch }: { batch: Batch }) {
  const say = useWords(BATCH_WORDS);
  const { moment } = useSaying();
  const [state, setState] = useState<State | 'all'>('all');
  const query = { limit: 100, ...(state === 'all' ? {} : { state }) };
  const found = api.useInfiniteQuery(
    'get',
    '/api/v1/batches/{batch}/loans',
    { params: { path: { batch: batch.batch }, query } },
    { ...IN_PARTS, refetchInterval: isRunning(batch) ? 3_000 : false },
  );
  const items = found.data?.pages.flatMap((it) => it.items) ?? [];
  const columns: Column<OfLoan>[] = [
    { label: say.loan, show: (it) => <Link to={`/loans/${encodeURIComponent(it.loan)}`}>{it.loan}</Link> },
    { label: say.state, show: (it) => say[it.state] },
    { label: say.at, show: (it) => <time className="number">{moment(it.at)}</time> },
    { label: say.result, show: (it) => <span lang="en">{it.result ?? ''}</span> },
  ];
  return (
    <section className="card">
      <h2>
        {say.ofLoans}
        <Segmented<State | 'all'>
          aria-label={say.state}
          value={state}
          onChange={setState}
          options={(['all', 'pending', 'done', 'failed'] as const).map((it) => ({ value: it, label: say[it] }))}
        />
      </h2>
      <Asked query={found} empty={() => (items.length === 0 ? say.nothingOfState : null)}>
        {() => (
          <>
            <Rows label={say.ofLoans} columns={columns} rows={items} keyOf={(it) => it.loan} />
            <More of={found} />
          </>
        )}
      </Asked>
    </section>
  );
}
