import type { KeyboardEvent } from 'react';
import type { Answer } from '../client/client';
import { Mark } from '../parts/mark';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { WORK_WORDS } from './words';

type Task = Answer<'Task'>;

interface Opening {
  /** The task that is open beside the list. */
  opened: string | null;
  open: (task: Task) => void;
}

/** Tasks by due time: late, of today, of the coming days. Arrows go from one to the next, Enter opens. */
export function TaskList({ tasks, now, ...opening }: { tasks: readonly Task[]; now: string } & Opening) {
  const say = useWords(WORK_WORDS);
  const today = now.slice(0, 10);
  const groups = [
    { name: say.late, of: tasks.filter((it) => it.late) },
    { name: say.today, of: tasks.filter((it) => !it.late && it.due.slice(0, 10) <= today) },
    { name: say.coming, of: tasks.filter((it) => !it.late && it.due.slice(0, 10) > today) },
  ];
  return groups
    .filter((it) => it.of.length > 0)
    .map(({ name, of }) => (
      <section key={name} aria-label={name}>
        <h2>{name}</h2>
        <ul className="tasks">
          {of.map((it) => (
            <li key={it.task}>
              <Line task={it} {...opening} />
            </li>
          ))}
        </ul>
      </section>
    ));
}

function Line({ task, opened, open }: { task: Task } & Opening) {
  const say = useWords(WORK_WORDS);
  const { title, word, money, moment } = useSaying();
  return (
    <button
      type="button"
      className="task"
      aria-current={opened === task.task}
      onClick={() => open(task)}
      onKeyDown={toNext}
    >
      <span className="number">{task.late ? <Mark tone="bad">{moment(task.due)}</Mark> : moment(task.due)}</span>
      <span>
        <span className="strong">{title(task.title, task.kind)}</span>
        <br />
        <span className="soft">
          {task.id} · {task.rule} · {task.owner ?? word(task.role)}
        </span>
      </span>
      <span>
        {task.name ?? task.borrower ?? (task.duty === null ? null : say.unit)}
        <br />
        <span className="soft">{task.loan ?? task.duty}</span>
      </span>
      <span className="figure number">
        {task.overdue !== null && task.dpd !== null && task.dpd > 0 && (
          <>
            {money(task.overdue)}
            <br />
            <span className="soft">{say.days(String(task.dpd))}</span>
          </>
        )}
      </span>
    </button>
  );
}

function toNext(event: KeyboardEvent<HTMLButtonElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const all = [...document.querySelectorAll<HTMLButtonElement>('button.task')];
  all[all.indexOf(event.currentTarget) + step]?.focus();
}
