import { Button } from 'antd';
import { type Answer, api } from '../client/client';
import { Enter } from '../parts/entry/enter';
import { usePlanChoices, usePlanName } from '../parts/entry/plan-choice';
import { ChoiceLine, TextLine } from '../parts/entry/said-form';
import { Trouble } from '../parts/refusal/trouble';
import { type Column, Rows } from '../parts/rows';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { OPS_WORDS } from './words';

type Pause = Answer<'Operations'>['pauses'][number];
export const CHANNELS = ['sms', 'voice', 'email', 'wechat', 'push'] as const;

interface Said {
  channel?: (typeof CHANNELS)[number];
  plan?: string;
  why: string;
}

/** What is not handed to providers now, since when and why; to pause more of it, and to go on. */
export function Pauses({ of }: { of: readonly Pause[] }) {
  const say = useWords(OPS_WORDS);
  const { word, moment } = useSaying();
  const { can } = useSession();
  const planName = usePlanName();
  const plans = usePlanChoices();
  const pausing = api.useMutation('post', '/api/v1/sending/pauses');
  const resuming = api.useMutation('post', '/api/v1/sending/resumptions');
  const may = can('POST /sending/pauses');
  const columns: Column<Pause>[] = [
    { label: say.channel, show: (it) => (it.channel === null ? say.everyChannel : word(it.channel)) },
    { label: say.plan, show: (it) => (it.plan === null ? say.everyPlan : planName(it.plan)) },
    { label: say.since, show: (it) => <time className="number">{moment(it.at)}</time> },
    { label: say.by, show: (it) => it.by },
    { label: say.why, show: (it) => it.why },
    ...(may
      ? [
          {
            label: say.resume,
            show: ({ channel, plan }: Pause) => (
              <Button
                size="small"
                onClick={() =>
                  resuming.mutate({ body: { channel: CHANNELS.find((it) => it === channel) ?? null, plan } })
                }
              >
                {say.resume}
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <h2>
        {say.pauses}
        {may && (
          <Enter<Said>
            label={say.pause}
            ok={say.pauseNow}
            entering={pausing}
            save={({ channel, plan, why }) =>
              pausing.mutateAsync({ body: { channel: channel ?? null, plan: plan ?? null, why } })
            }
          >
            <ChoiceLine
              name="channel"
              label={say.channel}
              optional
              among={CHANNELS.map((it) => ({ value: it, label: word(it) }))}
            />
            <ChoiceLine name="plan" label={say.plan} optional among={plans} />
            <TextLine name="why" label={say.why} />
          </Enter>
        )}
      </h2>
      {resuming.error != null && <Trouble error={resuming.error} />}
      {of.length === 0 ? (
        <p className="soft">{say.noPauses}</p>
      ) : (
        <Rows label={say.pauses} columns={columns} rows={of} keyOf={(it) => `${it.channel} ${it.plan}`} />
      )}
    </>
  );
}
