import { Alert, Button, Select } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { Plan } from '../../../src/domain/plan/plan';
import { PAGE_TITLES } from '../app/page-list';
import { api, STAYS } from '../client/client';
import { Asked } from '../parts/asked';
import { Filters } from '../parts/entry/filters';
import { PlanChoice, useFirstPlan } from '../parts/entry/plan-choice';
import { Page } from '../parts/page';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { CHANGE_WORDS } from './change-words';
import { Changes } from './changes';
import { Ladder } from './ladder';
import { PlanRows } from './plan-rows';
import { PROPOSAL_WORDS } from './proposal-words';
import { PLAN_WORDS } from './words';
import { Year } from './year';

const usePlan = (plan: string, version: number | undefined) =>
  api.useQuery(
    'get',
    '/api/v1/plans/{plan}',
    { params: { path: { plan }, query: version === undefined ? {} : { version } } },
    { ...STAYS, enabled: plan !== '' },
  );

/** A plan as its year, its ladder and its rows, and what differs from another version of it. */
export default function PlanPage() {
  const { plans: title } = useWords(PAGE_TITLES);
  const say = useWords(PLAN_WORDS);
  const change = useWords(CHANGE_WORDS);
  const { can } = useSession();
  const go = useNavigate();
  const first = useFirstPlan();
  const said = useParams();
  const name = said.plan ?? first ?? '';
  const known = api.useQuery('get', '/api/v1/plans', {}, STAYS).data?.versions.filter((it) => it.plan === name) ?? [];
  const version = said.version === undefined ? known[0]?.version : Number(said.version);
  const [other, setOther] = useState<number>();
  const plan = usePlan(name, version);
  const options = known.map((it) => ({
    value: it.version,
    label: say.since(String(it.version), it.since.slice(0, 10)),
  }));
  return (
    <Page
      title={title}
      about={say.about}
      actions={
        can('POST /plan-checks') &&
        name !== '' && (
          <Link to={`/plans/${encodeURIComponent(name)}/change`}>
            <Button>{change.rehearse}</Button>
          </Link>
        )
      }
    >
      <Filters>
        <PlanChoice
          value={name === '' ? undefined : name}
          choose={(it) => {
            setOther(undefined);
            void go(`/plans/${it}`);
          }}
        />
        <Select
          aria-label={say.version}
          value={version}
          options={options}
          onChange={(it: number) => void go(`/plans/${name}/${it}`)}
        />
        <Select
          aria-label={say.compare}
          allowClear
          placeholder={say.compare}
          value={other}
          options={options.filter((it) => it.value !== version)}
          onChange={setOther}
        />
      </Filters>
      <Waiting of={name} />
      <Asked query={plan}>
        {(it) => (
          <div className="stack">
            {other !== undefined && <Compared plan={name} other={other} now={it} />}
            <Year plan={it as unknown as Plan} />
            <section className="card">
              <h2>{say.ladder}</h2>
              <Ladder stages={(it as unknown as Plan).ladder?.stages ?? []} />
            </section>
            <section className="card">
              <h2>{say.rows}</h2>
              <PlanRows plan={it as unknown as Plan} />
            </section>
          </div>
        )}
      </Asked>
    </Page>
  );
}

/** A change of it that another person is to publish. */
function Waiting({ of }: { of: string }) {
  const say = useWords(PROPOSAL_WORDS);
  const { moment } = useSaying();
  const { can } = useSession();
  const proposals = api.useQuery(
    'get',
    '/api/v1/plan-proposals',
    { params: { query: { waits: 'true' } } },
    { enabled: can('GET /plan-proposals') },
  );
  const waits = proposals.data?.items.find((it) => it.plan === of);
  if (waits === undefined) return null;
  return (
    <Alert
      className="gap"
      type="info"
      showIcon
      title={say.waits}
      description={`${waits.why} · ${say.by(waits.proposedBy, moment(waits.proposedAt))}`}
      action={
        <Link to={`/plan-proposals/${waits.proposal}`}>
          <Button>{say.look}</Button>
        </Link>
      }
    />
  );
}

function Compared({ plan, other, now }: { plan: string; other: number; now: object }) {
  const say = useWords(PLAN_WORDS);
  const before = usePlan(plan, other);
  return (
    <section className="card">
      <h2>{say.changes}</h2>
      <Asked query={before}>{(it) => <Changes before={it} now={now} />}</Asked>
    </section>
  );
}
