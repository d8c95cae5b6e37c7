import type { Plan } from '../../../src/domain/plan/plan';
import { Mark } from '../parts/mark';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { PLAN_WORDS } from './words';
import './plans.css';

type Stage = Plan['ladder']['stages'][number];

/** The stages of collection, from the mildest on: from which day, whose, and what is done in each. */
export function Ladder({ stages }: { stages: readonly Stage[] }) {
  const say = useWords(PLAN_WORDS);
  const { word, named } = useSaying();
  return (
    <ol className="rungs">
      {stages.map((it) => (
        <li key={it.stage}>
          <h3>
            {named(it.title)}
            <Mark tone="info">{say.from(String(it.fromDpd))}</Mark>
          </h3>
          <p className="soft">
            {word(it.owner)} · {it.rule}
          </p>
          <ul>
            {it.actions.map((action) => (
              <Action key={action.id} action={action} />
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function Action({ action: { notice, task, afterDays, everyDays } }: { action: Stage['actions'][number] }) {
  const say = useWords(PLAN_WORDS);
  const { word, title } = useSaying();
  const what = notice
    ? [`${notice.channels.map(word).join(' / ')}`, word(notice.template)]
    : task
      ? [title(task.title, task.kind), word(task.role), say.within(String(task.dueDays))]
      : [];
  const when = [
    ...(afterDays > 0 ? [say.after(String(afterDays))] : []),
    ...(everyDays === undefined ? [] : [say.every(String(everyDays))]),
  ];
  return (
    <li>
      {what.join(' · ')} {when.length > 0 && <span className="soft">({when.join(', ')})</span>}
    </li>
  );
}
