import { type Answer, api } from '../client/client';
import { Asked } from '../parts/asked';
import { type Column, Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { OPS_WORDS } from './words';

type Task = Answer<'Task'>;

/** Work that nobody has: nobody of its role, or above, is here. What is due first; the rest is counted above. */
export function Unowned() {
  const say = useWords(OPS_WORDS);
  const { title, word, moment } = useSaying();
  const found = api.useQuery('get', '/api/v1/tasks', { params: { query: { unowned: 'true' } } });
  const columns: Column<Task>[] = [
    { label: say.task, show: (it) => `${it.id} ${title(it.title, it.kind)}` },
    { label: say.forRole, show: (it) => word(it.role) },
    { label: say.loan, show: (it) => it.loan ?? '–' },
    { label: say.due, show: (it) => <time className="number">{moment(it.due)}</time> },
  ];
  return (
    <Asked query={found}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="soft">{say.noUnowned}</p>
        ) : (
          <>
            <p>{say.unownedHint}</p>
            <Rows label={say.unowned} columns={columns} rows={items} keyOf={(it) => it.task} />
          </>
        )
      }
    </Asked>
  );
}
