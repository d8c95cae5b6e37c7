import { Button } from 'antd';
import { Link } from 'react-router';
import { PAGE_TITLES } from '../app/page-list';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { Mark } from '../parts/mark';
import { Page } from '../parts/page';
import { Trouble } from '../parts/refusal/trouble';
import { Rows } from '../parts/rows';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { DECIDE_WORDS } from './words';

type Complaint = Answer<'Complaint'>;
const HOUR_MS = 3_600_000;

/** Open complaints, whose time is up first first, with the next step of each. */
export default function Complaints() {
  const { complaints: title } = useWords(PAGE_TITLES);
  const say = useWords(DECIDE_WORDS);
  const { moment } = useSaying();
  const complaints = api.useQuery('get', '/api/v1/complaints', { params: { query: { limit: 200 } } });
  const { data: lender } = api.useQuery('get', '/api/v1/lender');
  const state = { opened: say.begun, accepted: say.accepted, solved: say.solved, closed: say.closed };
  return (
    <Page title={title}>
      <Asked query={complaints} empty={({ items }) => (items.length === 0 ? say.noComplaint : null)}>
        {({ items }) => (
          <div className="card">
            <Rows
              label={title}
              rows={[...items].sort((a, b) => (a.due ?? '~').localeCompare(b.due ?? '~'))}
              keyOf={(it) => it.complaint}
              columns={[
                { label: say.complaint, show: (it) => it.complaint },
                {
                  label: say.borrower,
                  show: (it) => (
                    <Link to={`/borrowers/${encodeURIComponent(it.borrower)}`}>{it.name ?? it.borrower}</Link>
                  ),
                },
                { label: say.since, show: (it) => <span className="number">{moment(it.openedAt)}</span> },
                { label: say.state, show: (it) => state[it.state] },
                { label: say.owner, show: (it) => it.owner ?? '–' },
                { label: say.clock, show: (it) => lender && it.due && <Clock due={it.due} now={lender.now} /> },
                { label: say.next, show: (it) => <Next of={it} /> },
              ]}
            />
          </div>
        )}
      </Asked>
    </Page>
  );
}

function Clock({ due, now }: { due: string; now: string }) {
  const say = useWords(DECIDE_WORDS);
  const hours = Math.round((Date.parse(due) - Date.parse(now)) / HOUR_MS);
  const span = Math.abs(hours);
  const said = span < 48 ? say.hours(String(span)) : say.daysSpan(String(Math.round(span / 24)));
  if (hours < 0) return <Mark tone="bad">{say.overBy(said)}</Mark>;
  return <Mark tone={hours < 6 ? 'warn' : 'good'}>{say.left(said)}</Mark>;
}

function Next({ of: { complaint, state } }: { of: Complaint }) {
  const say = useWords(DECIDE_WORDS);
  const { can } = useSession();
  const accept = api.useMutation('post', '/api/v1/complaint-acceptances');
  const solve = api.useMutation('post', '/api/v1/complaint-solutions');
  const survey = api.useMutation('post', '/api/v1/complaint-surveys');
  const error = accept.error ?? solve.error ?? survey.error;
  if (!can('POST /complaint-acceptances')) return null;
  return (
    <>
      {state === 'opened' && (
        <Button loading={accept.isPending} onClick={() => accept.mutate({ body: { complaint } })}>
          {say.accept}
        </Button>
      )}
      {state === 'accepted' && (
        <Button loading={solve.isPending} onClick={() => solve.mutate({ body: { complaint } })}>
          {say.solve}
        </Button>
      )}
      {state === 'solved' && (
        <span className="actions">
          {([true, false] as const).map((satisfied) => (
            <Button
              key={String(satisfied)}
              loading={survey.isPending}
              onClick={() => survey.mutate({ body: { complaint, satisfied } })}
            >
              {satisfied ? say.satisfied : say.unsatisfied}
            </Button>
          ))}
        </span>
      )}
      {error && <Trouble error={error} />}
    </>
  );
}
