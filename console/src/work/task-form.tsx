import { Link } from 'react-router';
import type { Answer } from '../client/client';
import { Facts } from '../parts/facts';
import { LetterFile } from '../parts/letter-file';
import { Mark } from '../parts/mark';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { HandOver } from './hand-over';
import { Record } from './record';
import { WORK_WORDS } from './words';

type Task = Answer<'Task'>;

/** A task: what it is about and why, the call where it is one, and its record by the plan's own form. */
export function TaskForm({ task, close }: { task: Task; close: () => void }) {
  const say = useWords(WORK_WORDS);
  const { money, moment, word } = useSaying();
  const { can } = useSession();
  return (
    <div className="stack">
      <Facts
        of={{
          [say.due]: task.late ? <Mark tone="bad">{moment(task.due)}</Mark> : moment(task.due),
          [say.borrower]: task.borrower && <BorrowerLink task={task} />,
          [say.loan]: task.loan && <Link to={`/loans/${encodeURIComponent(task.loan)}`}>{task.loan}</Link>,
          [say.overdue]:
            task.overdue !== null && task.dpd ? `${money(task.overdue)} · ${say.days(String(task.dpd))}` : null,
          [say.owner]: `${task.owner ?? say.nobody} · ${word(task.role)}`,
          [say.rule]: task.rule,
          [say.why]: task.why,
          [say.letter]: task.letter && <LetterFile letter={task.letter} name={task.id} />,
        }}
      />
      {task.decides !== null ? (
        <Link className="strong" to={`/approvals?case=${encodeURIComponent(task.decides)}`}>
          {say.decide}
        </Link>
      ) : (
        can('POST /tasks/:task/done') && <Record task={task} close={close} />
      )}
      {can('POST /tasks/:task/owner') && <HandOver task={task} done={close} />}
    </div>
  );
}

const BorrowerLink = ({ task }: { task: Task }) => (
  <Link to={`/borrowers/${encodeURIComponent(task.borrower!)}`}>{task.name ?? task.borrower}</Link>
);
