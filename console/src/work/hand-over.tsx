import { type Answer, api } from '../client/client';
import { Enter } from '../parts/enter';
import { ChoiceLine, TextLine } from '../parts/said-form';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { WORK_WORDS } from './words';

/** Somebody else does it from now on: of those who are here, who has least to do first. */
export function HandOver({ task, done }: { task: Answer<'Task'>; done: () => void }) {
  const say = useWords(WORK_WORDS);
  const { word } = useSaying();
  const staff = api.useQuery('get', '/api/v1/staff');
  const handOver = api.useMutation('post', '/api/v1/tasks/{task}/owner', { onSuccess: done });
  const among = (staff.data?.items ?? [])
    .filter((it) => it.here && it.staff !== task.owner)
    .sort(
      (a, b) => Number(b.roles.includes(task.role)) - Number(a.roles.includes(task.role)) || a.openTasks - b.openTasks,
    )
    .map((it) => ({
      value: it.staff,
      label: `${it.staff} · ${it.roles.map(word).join(' ')} · ${say.staffHere(String(it.openTasks))}`,
    }));
  return (
    <Enter<{ staff: string; reason: string }>
      label={say.handOver}
      entering={handOver}
      save={(body) => handOver.mutateAsync({ params: { path: { task: task.task } }, body })}
    >
      <ChoiceLine name="staff" label={say.to} among={among} />
      <TextLine name="reason" label={say.reason} />
    </Enter>
  );
}
