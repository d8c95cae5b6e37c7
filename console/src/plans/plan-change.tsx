import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useParams } from 'react-router';
import { stringify } from 'yaml';
import { api, STAYS } from '../client/client';
import { Asked } from '../parts/asked';
import { usePlanName } from '../parts/entry/plan-choice';
import { Mark } from '../parts/mark';
import { Page } from '../parts/page';
import { Trouble } from '../parts/refusal/trouble';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { CHANGE_WORDS } from './change-words';
import { Foreseen } from './foreseen';
import { useRehearsal } from './rehearse';
import './plans.css';

/** A change of a plan, tried on the book: its text with faults as one types, and what each loan would get otherwise. */
export default function PlanChange() {
  const say = useWords(CHANGE_WORDS);
  const { plan: name = '' } = useParams();
  const nameOf = usePlanName();
  const plan = api.useQuery('get', '/api/v1/plans/{plan}', { params: { path: { plan: name } } }, STAYS);
  return (
    <Page
      title={say.rehearse}
      about={
        <>
          <Link to={`/plans/${encodeURIComponent(name)}`}>{nameOf(name)}</Link> · {say.about}
        </>
      }
    >
      <Asked query={plan}>{(it) => <Rehearsing plan={name} text={stringify(it, { lineWidth: 0 })} />}</Asked>
    </Page>
  );
}

function Rehearsing({ plan, text: before }: { plan: string; text: string }) {
  const say = useWords(CHANGE_WORDS);
  const { count } = useSaying();
  const [text, setText] = useState(before);
  const problems = useFaults(text);
  const { begin, stop, running, rehearsed, error } = useRehearsal(plan);
  return (
    <div className="stack">
      <section className="card">
        <h2>
          {say.text}
          <Faults of={problems} />
        </h2>
        <Input.TextArea
          className="plan-text"
          aria-label={say.text}
          spellCheck={false}
          autoSize={{ minRows: 16, maxRows: 30 }}
          value={text}
          onChange={(it) => setText(it.target.value)}
        />
        {problems !== null && problems.length > 0 && (
          <ul className="faults" lang="en" aria-live="polite">
            {problems.map((it) => (
              <li key={it}>{it}</li>
            ))}
          </ul>
        )}
        <div className="actions" style={{ marginTop: 12 }}>
          <Button
            type="primary"
            loading={running}
            disabled={problems === null || problems.length > 0 || text === before}
            onClick={() => void begin(text)}
          >
            {say.look}
          </Button>
          {running && <Button onClick={stop}>{say.stop}</Button>}
        </div>
      </section>
      {error != null && <Trouble error={error} />}
      {rehearsed !== null && (
        <>
          <p className="soft" role="status">
            {rehearsed.whole ? say.whole : say.soFar(count(rehearsed.parts))}
          </p>
          <Foreseen of={rehearsed} />
        </>
      )}
    </div>
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

/** The same fault somewhere else: what a plan says by default stands in the text too, and some of it does nothing there. */
const kindOf = (problem: string) => problem.replaceAll(/\d+/g, 'n');

/** The faults of a text that it had not at first, a moment after it was typed; null: they are looked for. */
function useFaults(text: string): readonly string[] | null {
  const [found, setFound] = useState<{ of: string; problems: readonly string[] } | null>(null);
  const [first, setFirst] = useState<ReadonlySet<string> | null>(null);
  const { mutateAsync } = api.useMutation('post', '/api/v1/plan-checks', { meta: { asks: true } });
  useEffect(() => {
    const soon = setTimeout(
      () =>
        void mutateAsync({ body: { text: text } }).then(
          ({ problems }) => {
            setFirst((it) => it ?? new Set(problems.map(kindOf)));
            setFound({ of: text, problems });
          },
          () => undefined,
        ),
      PAUSE_MS,
    );
    return () => clearTimeout(soon);
  }, [text, mutateAsync]);
  return found?.of === text ? found.problems.filter((it) => !first?.has(kindOf(it))) : null;
}
