import { PAGE_TITLES } from '../app/page-list';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { Enter } from '../parts/entry/enter';
import { usePlanName } from '../parts/entry/plan-choice';
import { DayLine, TextLine } from '../parts/entry/said-form';
import { Mark } from '../parts/mark';
import { Page } from '../parts/page';
import { type Column, Rows } from '../parts/rows';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { SCHEDULE_WORDS } from './schedule-words';

type Schedule = Answer<'Recurring'>;

/** What recurs: of the house, and of the plans; started now, paused, made up for. */
export default function Schedules() {
  const { schedules: title } = useWords(PAGE_TITLES);
  const say = useWords(SCHEDULE_WORDS);
  const found = api.useQuery('get', '/api/v1/schedules');
  const ofPlan = ({ schedule }: Schedule) => schedule.startsWith('duty/');
  return (
    <Page title={title} about={say.about}>
      <Asked query={found} empty={({ items }) => (items.length === 0 ? say.none : null)}>
        {({ items }) => (
          <div className="stack">
            <Listed title={say.house} items={items.filter((it) => !ofPlan(it))} />
            <Listed title={say.duties} items={items.filter(ofPlan)} plans />
          </div>
        )}
      </Asked>
    </Page>
  );
}

function Listed({ title, items, plans = false }: { title: string; items: readonly Schedule[]; plans?: boolean }) {
  const say = useWords(SCHEDULE_WORDS);
  const { moment } = useSaying();
  const { can } = useSession();
  const planName = usePlanName();
  const columns: Column<Schedule>[] = [
    ...(plans ? [{ label: say.plan, show: (it: Schedule) => planName(it.schedule.split('/')[1]!) }] : []),
    { label: say.does, show: (it) => <Does of={it} /> },
    { label: say.state, show: (it) => <State of={it} /> },
    { label: say.next, show: (it) => <time className="number">{moment(it.next)}</time> },
    { label: say.last, show: (it) => <time className="number">{moment(it.last)}</time> },
    { label: say.became, show: (it) => <Became of={it} /> },
    ...(can('POST /schedules/:schedule/change')
      ? [{ label: say.act, show: (it: Schedule) => it.there && <Steering of={it} /> }]
      : []),
  ];
  if (items.length === 0) return null;
  return (
    <section className="card">
      <h2>{title}</h2>
      <Rows label={title} columns={columns} rows={items} keyOf={(it) => it.schedule} />
    </section>
  );
}

function Does({ of: { schedule, title } }: { of: Schedule }) {
  const say = useWords(SCHEDULE_WORDS);
  const { named } = useSaying();
  if (schedule in say) return say[schedule as 'reconcile'];
  const [, words = title, rule] = /^(.*) \((P[\d.]+)\)$/.exec(title) ?? [];
  return (
    <>
      {named(words)} {rule && <span className="soft">{rule}</span>}
    </>
  );
}

/** As src/worker/mend/schedules.ts has it; what a person gave as reason stands as it is. */
const SAMPLE = SCHEDULE_WORDS.ofSample[0];

function State({ of: { there, paused, note, missed } }: { of: Schedule }) {
  const say = useWords(SCHEDULE_WORDS);
  const { count } = useSaying();
  if (!there) return <Mark tone="bad">{say.gone}</Mark>;
  return (
    <>
      {paused ? <Mark tone="warn">{say.paused}</Mark> : <Mark tone="good">{say.on}</Mark>}{' '}
      {paused && note !== '' && (note === SAMPLE ? <span>{say.ofSample} </span> : <span lang="en">{note} </span>)}
      {missed > 0 && <Mark tone="warn">{say.missed(count(missed))}</Mark>}
    </>
  );
}

function Became({ of: { lastRun } }: { of: Schedule }) {
  const say = useWords(SCHEDULE_WORDS);
  const { count } = useSaying();
  if (lastRun === null) return '–';
  const { status, result } = lastRun;
  const word = status in say ? say[status as 'RUNNING'] : say.other;
  const figures = Object.entries(result ?? {}).filter(([, it]) => it !== 0);
  const bad = ['FAILED', 'TIMED_OUT'].includes(status);
  return (
    <>
      <Mark tone={bad ? 'bad' : status === 'COMPLETED' ? 'good' : 'info'}>{word}</Mark>{' '}
      {figures.length > 0 && (
        <span className="soft" lang="en">
          {figures.map(([what, it]) => `${what} ${count(it)}`).join(', ')}
        </span>
      )}
    </>
  );
}

function Steering({ of: { schedule, paused } }: { of: Schedule }) {
  const say = useWords(SCHEDULE_WORDS);
  const path = { schedule };
  const changing = api.useMutation('post', '/api/v1/schedules/{schedule}/change');
  const filling = api.useMutation('post', '/api/v1/schedules/{schedule}/backfill');
  const button = (steer: 'trigger' | 'pause' | 'resume') => (
    <Enter<{ why: string }>
      key={steer}
      label={say[steer]}
      entering={changing}
      save={({ why }) => changing.mutateAsync({ params: { path }, body: { do: steer, why } })}
    >
      <TextLine name="why" label={say.why} />
    </Enter>
  );
  return (
    <div className="actions">
      {button('trigger')}
      {button(paused ? 'resume' : 'pause')}
      {schedule.startsWith('duty/') && (
        <Enter<{ from: string; until: string }>
          label={say.backfill}
          entering={filling}
          save={(body) => filling.mutateAsync({ params: { path }, body })}
        >
          <DayLine name="from" label={say.from} />
          <DayLine name="until" label={say.until} />
        </Enter>
      )}
    </div>
  );
}
