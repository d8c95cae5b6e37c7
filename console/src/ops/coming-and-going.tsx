import { Button } from 'antd';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { Mark, type Tone } from '../parts/mark';
import { Trouble } from '../parts/refusal/trouble';
import { type Column, Rows } from '../parts/rows';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { HEALTH_WORDS } from './health-words';

type Arrival = Answer<'Operations'>['arrived'][number];

const TONES: Record<string, Tone> = { waits: 'warn', reading: 'info', taken: 'good', refused: 'bad' };

/** Books of days as they arrive by themselves, with their faults. */
export function Arrived({ of }: { of: readonly Arrival[] }) {
  const say = useWords(HEALTH_WORDS);
  const { moment, count } = useSaying();
  const columns: Column<Arrival>[] = [
    { label: say.book, show: (it) => it.name },
    { label: say.seen, show: (it) => <time className="number">{moment(it.seenAt)}</time> },
    {
      label: say.state,
      show: (it) => (
        <>
          <Mark tone={TONES[it.state] ?? 'plain'}>{say[it.state as 'waits']}</Mark>{' '}
          {it.waitsFor !== null && <span lang="en">{it.waitsFor}</span>}
          {it.file !== null && say.rows(it.file, count(it.rows ?? 0))}
        </>
      ),
    },
    { label: say.faults, show: (it) => (it.faults === null ? '–' : count(it.faults)), figure: true },
  ];
  if (of.length === 0) return <p className="soft">{say.noArrived}</p>;
  return <Rows label={say.arrived} columns={columns} rows={of} keyOf={(it) => `${it.name} ${it.seenAt}`} />;
}

type Hook = Answer<'Webhook'>;

/** The lender's systems that are told of changes: what waits for them, and what was given up. */
export function Hooks() {
  const say = useWords(HEALTH_WORDS);
  const { count } = useSaying();
  const { can } = useSession();
  const found = api.useQuery('get', '/api/v1/webhooks');
  const again = api.useMutation('post', '/api/v1/webhooks/{webhook}/deliveries');
  const columns: Column<Hook>[] = [
    { label: say.hook, show: (it) => it.webhook },
    { label: say.address, show: (it) => it.url },
    {
      label: say.state,
      show: (it) =>
        it.ended ? (
          <Mark>{say.ended}</Mark>
        ) : it.failed > 0 ? (
          <Mark tone="bad">{say.bad}</Mark>
        ) : (
          <Mark tone="good">{say.good}</Mark>
        ),
    },
    { label: say.waiting, show: (it) => count(it.waiting), figure: true },
    { label: say.failed, show: (it) => count(it.failed), figure: true },
    ...(can('POST /webhooks/:webhook/deliveries')
      ? [
          {
            label: say.again,
            show: (it: Hook) =>
              it.failed > 0 && (
                <Button
                  size="small"
                  onClick={() => again.mutate({ params: { path: { webhook: it.webhook } }, body: {} })}
                >
                  {say.again}
                </Button>
              ),
          },
        ]
      : []),
  ];
  return (
    <>
      {again.error != null && <Trouble error={again.error} />}
      <Asked query={found}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{say.noHooks}</p>
          ) : (
            <Rows label={say.hooks} columns={columns} rows={items} keyOf={(it) => it.webhook} />
          )
        }
      </Asked>
    </>
  );
}
