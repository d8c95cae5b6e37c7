import { Alert } from 'antd';
import { PAGE_TITLES } from '../app/page-list';
import { type Answer, api } from '../client/client';
import { Figure, Figures } from '../heads/figure';
import { Asked } from '../parts/asked';
import { Page } from '../parts/page';
import { type Column, Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { Arrived, Hooks } from './coming-and-going';
import { Mending, Troubles, WorkflowLink } from './health';
import { HEALTH_WORDS } from './health-words';
import { Outcomes, Waiting } from './messages';
import { Pauses } from './pauses';
import { Unowned } from './unowned';
import { OPS_WORDS } from './words';

type Operations = Answer<'Operations'>;

/** Health at a glance: what fails, what is late, what waits and for what. */
export default function OperationsPage() {
  const { operations: title } = useWords(PAGE_TITLES);
  const say = useWords(OPS_WORDS);
  const health = useWords(HEALTH_WORDS);
  const found = api.useQuery('get', '/api/v1/operations');
  return (
    <Page title={title} about={say.about}>
      <Asked query={found}>
        {(it) => (
          <>
            <AtAGlance of={it} />
            <div className="grid">
              <section className="card whole">
                <h2>{say.failing}</h2>
                <Failing of={it.failing} ui={it.temporalUi} />
              </section>
              <section className="card whole">
                <h2>{health.troubles}</h2>
                <Troubles ui={it.temporalUi} />
              </section>
              <section className="card whole">
                <h2>{health.mend}</h2>
                <Mending ui={it.temporalUi} />
              </section>
              <section className="card whole">
                <h2>{say.unowned}</h2>
                <Unowned />
              </section>
              <section className="card">
                <h2>{say.messages}</h2>
                <Outcomes of={it.outcomes} />
              </section>
              <section className="card">
                <h2>{say.waiting}</h2>
                <Waiting of={it.waiting} />
              </section>
              <section className="card whole">
                <Pauses of={it.pauses} />
              </section>
              <section className="card whole">
                <h2>{say.refused}</h2>
                <Refused of={it.refused} />
              </section>
              <section className="card whole">
                <h2>{say.books}</h2>
                <Books of={it.books} />
              </section>
              <section className="card whole">
                <h2>{health.arrived}</h2>
                <Arrived of={it.arrived} />
              </section>
              <section className="card whole">
                <h2>{health.hooks}</h2>
                <Hooks />
              </section>
            </div>
          </>
        )}
      </Asked>
    </Page>
  );
}

function AtAGlance({ of: { counts, failing, waiting } }: { of: Operations }) {
  const say = useWords(OPS_WORDS);
  const { count } = useSaying();
  const late = waiting.reduce((sum, it) => sum + it.late + it.unknown, 0);
  const ill = [late, counts.untold, failing.length].filter((it) => it > 0).length;
  return (
    <>
      <Alert
        className="gap"
        showIcon
        type={ill === 0 ? 'success' : 'error'}
        title={ill === 0 ? say.well : say.ill(count(ill))}
      />
      <Figures>
        <Figure label={say.failing} value={count(failing.length)} />
        <Figure label={say.lateMessages} value={count(late)} />
        <Figure label={say.untold} value={count(counts.untold)} />
        <Figure label={say.unowned} value={count(counts.unowned)} />
        <Figure label={say.unmadeLetters} value={count(counts.unmadeLetters)} />
        <Figure label={say.unmatchedPayments} value={count(counts.unmatchedPayments)} />
        <Figure label={say.waitingReversals} value={count(counts.waitingReversals)} />
      </Figures>
    </>
  );
}

function Failing({ of, ui }: { of: Operations['failing']; ui: string | null }) {
  const say = useWords(OPS_WORDS);
  const { count, moment } = useSaying();
  const columns: Column<Operations['failing'][number]>[] = [
    { label: say.workflow, show: (it) => <WorkflowLink id={it.workflow} ui={ui} /> },
    { label: say.step, show: (it) => it.activity },
    { label: say.tries, show: (it) => count(it.attempts), figure: true },
    { label: say.since, show: (it) => <time className="number">{moment(it.since)}</time> },
    { label: say.why, show: (it) => <span lang="en">{it.why}</span> },
  ];
  if (of.length === 0) return <p className="soft">{say.noFailing}</p>;
  return <Rows label={say.failing} columns={columns} rows={of} keyOf={(it) => `${it.workflow} ${it.activity}`} />;
}

function Refused({ of }: { of: Operations['refused'] }) {
  const say = useWords(OPS_WORDS);
  const { moment, word } = useSaying();
  const columns: Column<Operations['refused'][number]>[] = [
    { label: say.at, show: (it) => <time className="number">{moment(it.at)}</time> },
    { label: say.sender, show: (it) => it.sender },
    { label: say.kind, show: (it) => word(it.kind) },
    { label: say.fact, show: (it) => it.fact },
    { label: say.why, show: (it) => <span lang="en">{it.reason ?? it.status}</span> },
  ];
  if (of.length === 0) return <p className="soft">{say.noRefused}</p>;
  return <Rows label={say.refused} columns={columns} rows={of} keyOf={(it) => `${it.sender} ${it.fact}`} />;
}

function Books({ of }: { of: Operations['books'] }) {
  const say = useWords(OPS_WORDS);
  const { count, moment } = useSaying();
  const columns: Column<Operations['books'][number]>[] = [
    { label: say.day, show: (it) => <span className="number">{it.day}</span> },
    { label: say.taken, show: (it) => <time className="number">{moment(it.at)}</time> },
    { label: say.by, show: (it) => it.by },
    { label: say.changes, show: (it) => count(it.changes), figure: true },
    {
      label: say.notTaken,
      show: (it) => (it.givenUp === null ? count(it.refused) : say.without(it.givenUp)),
      figure: true,
    },
  ];
  if (of.length === 0) return <p className="soft">{say.noBooks}</p>;
  return <Rows label={say.books} columns={columns} rows={of} keyOf={(it) => `${it.day} ${it.at}`} />;
}
