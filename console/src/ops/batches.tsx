import { Link } from 'react-router';
import { PAGE_TITLES } from '../app/page-list';
import { api } from '../client/client';
import { Asked } from '../parts/asked';
import { Page } from '../parts/page';
import { type Column, Rows } from '../parts/rows';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { type Batch, ProgressOf, StateOf } from './batch-state';
import { BATCH_WORDS } from './batch-words';

/** What was done to many loans at once, the newest first. */
export default function Batches() {
  const { batches: title } = useWords(PAGE_TITLES);
  const say = useWords(BATCH_WORDS);
  const { moment, count } = useSaying();
  const { can } = useSession();
  const found = api.useQuery('get', '/api/v1/batches');
  const columns: Column<Batch>[] = [
    { label: say.batch, show: (it) => <Link to={`/batches/${it.batch}`}>{it.batch}</Link> },
    { label: say.action, show: (it) => say[it.action.kind] },
    { label: say.state, show: (it) => <StateOf batch={it} /> },
    { label: say.progress, show: (it) => <ProgressOf batch={it} /> },
    { label: say.failed, show: (it) => count(it.failed), figure: true },
    { label: say.made, show: (it) => <time className="number">{moment(it.madeAt)}</time> },
    { label: say.by, show: (it) => it.madeBy },
    { label: say.why, show: (it) => it.why },
  ];
  return (
    <Page title={title} about={say.about} actions={can('POST /batches') && <Link to="/batches/new">{say.begin}</Link>}>
      <Asked query={found} empty={({ items }) => (items.length === 0 ? say.none : null)}>
        {({ items }) => (
          <div className="card">
            <Rows label={title} columns={columns} rows={items} keyOf={(it) => it.batch} />
          </div>
        )}
      </Asked>
    </Page>
  );
}
