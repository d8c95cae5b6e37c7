import { Alert, App, Button } from 'antd';
import { useEffect } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { Enter } from '../parts/entry/enter';
import { usePlanName } from '../parts/entry/plan-choice';
import { TextLine } from '../parts/entry/said-form';
import { Page } from '../parts/page';
import { Trouble } from '../parts/refusal/trouble';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { Ahead } from './foreseen';
import { PROPOSAL_WORDS } from './proposal-words';
import { useRehearsal } from './rehearse';
import { Written } from './written';
import './plans.css';

type Proposal = Answer<'PlanProposalText'>;

/** A proposed change of a plan: what is written differently, what the book would get otherwise; another person publishes it. */
export default function ProposalPage() {
  const say = useWords(PROPOSAL_WORDS);
  const { proposal } = useParams();
  const nameOf = usePlanName();
  const path = { proposal: Number(proposal) };
  const found = api.useQuery('get', '/api/v1/plan-proposals/{proposal}', { params: { path } });
  return (
    <Page
      title={say.title}
      about={
        found.data && (
          <Link to={`/plans/${encodeURIComponent(found.data.plan)}`}>
            {say.of(nameOf(found.data.plan), String(found.data.basedOn))}
          </Link>
        )
      }
    >
      <Asked query={found}>
        {(it) => (
          <div className="stack">
            <Decision of={it} />
            <section className="card">
              <h2>{say.lines}</h2>
              <Written before={it.before} now={it.text} />
            </section>
            {it.decidedAt === null && <Rehearsed of={it} />}
          </div>
        )}
      </Asked>
    </Page>
  );
}

function Decision({ of: it }: { of: Proposal }) {
  const say = useWords(PROPOSAL_WORDS);
  const { moment } = useSaying();
  const { can, actor } = useSession();
  const { message } = App.useApp();
  const go = useNavigate();
  const path = { proposal: it.proposal };
  const publish = api.useMutation('post', '/api/v1/plan-proposals/{proposal}/publication', {
    onSuccess: ({ version }) => {
      void message.success(say.published(String(version)));
      void go(`/plans/${encodeURIComponent(it.plan)}`);
    },
  });
  const refuse = api.useMutation('post', '/api/v1/plan-proposals/{proposal}/refusal');
  const own = it.proposedBy === actor;
  return (
    <section className="card">
      <h2>{it.why}</h2>
      <p className="soft">{say.by(it.proposedBy, moment(it.proposedAt))}</p>
      {it.version !== null && <Alert type="success" showIcon title={say.published(String(it.version))} />}
      {it.reason !== null && <Alert type="info" showIcon title={say.refused} description={it.reason} />}
      {it.decidedAt === null && (
        <>
          <p>{own ? say.own : say.publishAs(String(it.basedOn + 1))}</p>
          <div className="actions">
            {!own && can('POST /plan-proposals/:proposal/publication') && (
              <Button type="primary" loading={publish.isPending} onClick={() => publish.mutate({ params: { path } })}>
                {say.publish}
              </Button>
            )}
            {can('POST /plan-proposals/:proposal/refusal') && (
              <Enter<{ reason: string }>
                label={own ? say.takeBack : say.refuse}
                danger
                entering={refuse}
                save={(body) => refuse.mutateAsync({ params: { path }, body })}
              >
                <TextLine name="reason" label={say.reason} />
              </Enter>
            )}
          </div>
          {publish.error != null && <Trouble error={publish.error} />}
        </>
      )}
    </section>
  );
}

/** It is rehearsed before anybody decides. */
function Rehearsed({ of: { plan, text } }: { of: Proposal }) {
  const { can } = useSession();
  const rehearsal = useRehearsal(plan);
  const may = can('POST /plans/:plan/diff');
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for a text.
  useEffect(() => {
    if (may) void rehearsal.begin(text);
    return rehearsal.stop;
  }, [may, text]);
  return may && <Ahead of={rehearsal} />;
}
