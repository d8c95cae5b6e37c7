import type { KeyboardEvent } from 'react';
import type { Answer } from '../client/client';
import { useInSight } from '../parts/in-sight';
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
        <Lines of={of} {...opening} />
      </section>
    ));
}

const LINE_PX = 64;

function Lines({ of, ...opening }: { of: readonly Task[] } & Opening) {
  const { list, from, to, before, after, measure } = useInSight<HTMLUListElement, HTMLLIElement>(of.length, LINE_PX);
  return (
    <ul ref={list} className="tasks" style={{ paddingTop: before, paddingBottom: after }}>
      {of.slice(from, to).map((it, n) => (
        <li key={it.task} ref={measure} data-index={from + n} aria-setsize={of.length} aria-posinset={from + n + 1}>
          <Line task={it} {...opening} />
        </li>
      ))}
    </ul>
  );
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
