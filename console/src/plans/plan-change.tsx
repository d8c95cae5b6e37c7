import { Button } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { newFaults } from '../../../src/domain/plan/new-faults';
import { api, STAYS } from '../client/client';
import { Asked } from '../parts/asked';
import { Enter } from '../parts/entry/enter';
import { usePlanName } from '../parts/entry/plan-choice';
import { TextLine } from '../parts/entry/said-form';
import { Mark } from '../parts/mark';
import { Page } from '../parts/page';
import { Said } from '../parts/refusal/trouble';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { CHANGE_WORDS } from './change-words';
import { PlanEditor } from './editor/plan-editor';
import { Ahead } from './foreseen';
import { PROPOSAL_WORDS } from './proposal-words';
import { useRehearsal } from './rehearse';
import './plans.css';

/** A change of a plan, tried on the book: its text with faults as one types, and what each loan would get otherwise. */
export default function PlanChange() {
  const say = useWords(CHANGE_WORDS);
  const { plan: name = '' } = useParams();
  const nameOf = usePlanName();
  const plan = api.useQuery('get', '/api/v1/plans/{plan}/text', { params: { path: { plan: name } } }, STAYS);
  return (
    <Page
      title={say.rehearse}
      about={
        <>
          <Link to={`/plans/${encodeURIComponent(name)}`}>{nameOf(name)}</Link> · {say.about}
        </>
      }
    >
      <Asked query={plan}>{(it) => <Rehearsing plan={name} text={it.text} />}</Asked>
    </Page>
  );
}

function Rehearsing({ plan, text: before }: { plan: string; text: string }) {
  const say = useWords(CHANGE_WORDS);
  const { can } = useSession();
  const [text, setText] = useState(before);
  const problems = useFaults(text, before);
  const rehearsal = useRehearsal(plan);
  const { begin, stop, running } = rehearsal;
  const shown = useMemo(() => problems?.slice(0, MOST) ?? [], [problems]);
  const good = problems !== null && problems.length === 0 && text !== before;
  return (
    <div className="stack">
      <section className="card">
        <h2>
          {say.text}
          <Faults of={problems} />
        </h2>
        <p className="soft">{say.offers}</p>
        <PlanEditor label={say.text} text={before} changed={setText} faults={shown} />
        {problems !== null && problems.length > 0 && (
          <ul className="faults" aria-live="polite">
            {shown.map((it) => (
              <li key={it}>
                <Fault of={it} />
              </li>
            ))}
            {problems.length > MOST && <li>{say.first(String(MOST))}</li>}
          </ul>
        )}
        <div className="actions" style={{ marginTop: 12 }}>
          <Button type="primary" loading={running} disabled={!good} onClick={() => void begin(text)}>
            {say.look}
          </Button>
          {running && <Button onClick={stop}>{say.stop}</Button>}
          {good && can('POST /plan-proposals') && <Propose text={text} />}
        </div>
      </section>
      <Ahead of={rehearsal} />
    </div>
  );
}

/** So many faults are shown: one wrong indent makes one of every line. */
const MOST = 30;

function Propose({ text }: { text: string }) {
  const say = useWords(PROPOSAL_WORDS);
  const go = useNavigate();
  const propose = api.useMutation('post', '/api/v1/plan-proposals', {
    onSuccess: ({ proposal }) => void go(`/plan-proposals/${proposal}`),
  });
  return (
    <Enter<{ why: string }>
      label={say.propose}
      entering={propose}
      saved={say.proposed}
      save={({ why }) => propose.mutateAsync({ body: { text, why } })}
    >
      <TextLine name="why" label={say.why} />
    </Enter>
  );
}

/** `plan.yaml:12 ladder.stages: too few`: where it is, and what is wrong in the reader's language. */
function Fault({ of }: { of: string }) {
  const [, file = '', where = '', wrong = of] = /^(\S+:\d+) (?:(\S+): )?(.*)$/s.exec(of) ?? [];
  return (
    <>
      <code>
        {file} {where}
      </code>
      <Said line={wrong} />
    </>
  );
}

function Faults({ of }: { of: readonly string[] | null }) {
  const say = useWords(CHANGE_WORDS);
  if (of === null) return <Mark>{say.checking}</Mark>;
  return of.length === 0 ? (
    <Mark tone="good">{say.good}</Mark>
  ) : (
    <Mark tone="bad">{say.faults(String(of.length))}</Mark>
  );
}

/** Who types pauses so long. */
const PAUSE_MS = 500;

/** The faults of a text that `before` has not, a moment after it was typed; null: they are looked for. */
function useFaults(text: string, before: string): readonly string[] | null {
  const [found, setFound] = useState<{ of: string; problems: readonly string[] } | null>(null);
  const [first, setFirst] = useState<readonly string[] | null>(null);
  const { mutateAsync } = api.useMutation('post', '/api/v1/plan-checks', { meta: { asks: true } });
  useEffect(() => {
    const know = ({ problems }: { problems: string[] }) => setFirst(problems);
    void mutateAsync({ body: { text: before } }).then(know, () => undefined);
  }, [before, mutateAsync]);
  useEffect(() => {
    const show = ({ problems }: { problems: string[] }) => setFound({ of: text, problems });
    const soon = setTimeout(() => void mutateAsync({ body: { text } }).then(show, () => undefined), PAUSE_MS);
    return () => clearTimeout(soon);
  }, [text, mutateAsync]);
  return first !== null && found?.of === text ? newFaults(found.problems, first) : null;
}
