import { Alert, Button, Checkbox, Form, Input } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { HeldBack } from '../book/held-back';
import { type Answer, api } from '../client/client';
import { usePlanChoices } from '../parts/entry/plan-choice';
import { ChoiceLine, DayLine, TextLine } from '../parts/entry/said-form';
import { Page } from '../parts/page';
import { Trouble } from '../parts/refusal/trouble';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { BATCH_WORDS } from './batch-words';
import { Foreseen } from './foreseen';
import './ops.css';
import { CHANNELS } from './pauses';

type Kind = Answer<'Batch'>['action']['kind'];
type Chosen = Pick<Answer<'Batch'>, 'action' | 'filter'>;

interface Said {
  kind: Kind;
  what?: 'notice' | 'task.open';
  channel?: (typeof CHANNELS)[number];
  rule?: string;
  since?: string;
  unreached?: boolean;
  reason?: string;
  until?: string;
  everything?: boolean;
  plan?: string;
  branch?: string;
  manager?: string;
  stage?: string;
  dpdFrom?: string;
  dpdTo?: string;
  loans?: string;
}

/** What was entered, without what was left empty. */
const given = <T extends object>(it: T): T =>
  Object.fromEntries(
    Object.entries(it).filter(([, value]) => value !== undefined && value !== '' && value !== false),
  ) as T;

function chosenOf(said: Said): Chosen {
  const { kind, what = 'notice', channel, rule, since, unreached, reason = '', until, everything } = said;
  const ofKind = {
    retrigger: {
      kind: 'retrigger',
      what,
      ...given({ ...(what === 'notice' ? { channel, unreached } : {}), rule, since }),
    },
    restart: { kind: 'restart' },
    hold: { kind: 'hold', reason, ...given({ until, everything }) },
    release: { kind: 'release' },
  } as const;
  const { plan, branch, manager, stage, dpdFrom, dpdTo } = said;
  const loans = said.loans?.split(/[\s,，]+/).filter((it) => it !== '') ?? [];
  const number = (it?: string) => (it ? Number(it) : undefined);
  return {
    action: ofKind[kind] as Chosen['action'],
    filter: given({
      ...{ plan, branch, manager, stage, dpdFrom: number(dpdFrom), dpdTo: number(dpdTo) },
      ...(loans.length > 0 ? { loans } : {}),
    }),
  };
}

/** A batch is chosen, looked at, and begun: exactly what was looked at. */
export default function NewBatch() {
  const say = useWords(BATCH_WORDS);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const looking = api.useMutation('post', '/api/v1/batch-previews', { meta: { asks: true } });
  const look = (said: Said) => {
    const of = chosenOf(said);
    setChosen(of);
    looking.mutate({ body: of });
  };
  const seen = looking.data;
  return (
    <Page title={say.begin} about={say.about}>
      <Choose look={look} looking={looking.isPending} changed={() => looking.reset()} />
      {looking.error != null && <Trouble error={looking.error} />}
      {seen && (
        <section className="card gap" aria-live="polite">
          <h2>{say.foreseen}</h2>
          <Foreseen of={seen} />
          {chosen?.action.kind === 'hold' && (
            <>
              <h3>{say.heldBack}</h3>
              <HeldBack filter={chosen.filter} until={chosen.action.until} everything={chosen.action.everything} />
            </>
          )}
        </section>
      )}
      {seen && chosen && seen.loans > 0 && <Begin chosen={chosen} seen={seen} />}
    </Page>
  );
}

function Choose({ look, looking, changed }: { look: (said: Said) => void; looking: boolean; changed: () => void }) {
  const say = useWords(BATCH_WORDS);
  const { word } = useSaying();
  const plans = usePlanChoices();
  const [form] = Form.useForm<Said>();
  const kind = Form.useWatch('kind', form) ?? 'retrigger';
  const what = Form.useWatch('what', form) ?? 'notice';
  const line = (name: keyof Said, label: string, mode?: 'numeric') => (
    <Form.Item name={name} label={label}>
      <Input maxLength={200} {...(mode ? { inputMode: mode, pattern: '\\d*' } : {})} />
    </Form.Item>
  );
  const yes = (name: keyof Said, label: string) => (
    <Form.Item name={name} valuePropName="checked" label={null}>
      <Checkbox>{label}</Checkbox>
    </Form.Item>
  );
  return (
    <Form<Said>
      form={form}
      className="card gap"
      layout="vertical"
      requiredMark={false}
      initialValues={{ kind: 'retrigger', what: 'notice' }}
      onValuesChange={changed}
      onFinish={look}
    >
      <div className="choosing">
        <ChoiceLine
          name="kind"
          label={say.action}
          among={(['retrigger', 'restart', 'hold', 'release'] as const).map((it) => ({ value: it, label: say[it] }))}
        />
        {kind === 'retrigger' && (
          <>
            <ChoiceLine
              name="what"
              label={say.step}
              among={[
                { value: 'notice', label: say.notice },
                { value: 'task.open', label: say.task },
              ]}
            />
            {what === 'notice' && (
              <ChoiceLine
                name="channel"
                label={say.channel}
                optional
                among={CHANNELS.map((it) => ({ value: it, label: word(it) }))}
              />
            )}
            {line('rule', say.rule)}
            <DayLine name="since" label={say.since} optional />
            {what === 'notice' && yes('unreached', say.unreached)}
          </>
        )}
        {kind === 'hold' && (
          <>
            <DayLine name="until" label={say.until} optional />
            <TextLine name="reason" label={say.reason} rows={1} />
            {yes('everything', say.everything)}
          </>
        )}
      </div>
      <h2>{say.which}</h2>
      <div className="choosing">
        <ChoiceLine name="plan" label={say.plan} optional among={plans} />
        {line('branch', say.branch)}
        {line('manager', say.manager)}
        {line('stage', say.stage)}
        {line('dpdFrom', say.dpdFrom, 'numeric')}
        {line('dpdTo', say.dpdTo, 'numeric')}
      </div>
      <Form.Item name="loans" label={say.loans} extra={say.loansHow}>
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} maxLength={50_000} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={looking}>
        {say.look}
      </Button>
    </Form>
  );
}

function Begin({ chosen, seen }: { chosen: Chosen; seen: Answer<'BatchPreview'> }) {
  const say = useWords(BATCH_WORDS);
  const { count } = useSaying();
  const go = useNavigate();
  const making = api.useMutation('post', '/api/v1/batches');
  const begin = ({ batch, why, perMinute }: { batch: string; why: string; perMinute: string }) =>
    making
      .mutateAsync({ body: { ...chosen, batch, why, perMinute: Number(perMinute), sign: seen.sign } })
      .then(() => go(`/batches/${batch}`))
      .catch(() => undefined);
  return (
    <Form
      className="card gap"
      layout="vertical"
      requiredMark={false}
      initialValues={{ perMinute: '120' }}
      onFinish={begin}
    >
      <div className="choosing">
        <Form.Item
          name="batch"
          label={say.name}
          extra={say.nameHow}
          rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9-]{0,39}$/, message: say.nameHow }]}
        >
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="perMinute" label={say.pace} rules={[{ required: true, pattern: /^[1-9]\d{0,3}$/ }]}>
          <Input inputMode="numeric" />
        </Form.Item>
      </div>
      <TextLine name="why" label={say.why} />
      {seen.large && <Alert className="gap" type="info" showIcon title={say.large} />}
      {making.error != null && <Trouble error={making.error} />}
      <Button type="primary" htmlType="submit" loading={making.isPending}>
        {say.beginNow(count(seen.loans))}
      </Button>
    </Form>
  );
}
