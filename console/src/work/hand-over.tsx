import { type Answer, api } from '../client/client';
import { Enter } from '../parts/entry/enter';
import { ChoiceLine, TextLine } from '../parts/entry/said-form';
import { useTakers } from '../parts/entry/takers';
import { useWords } from '../words/language';
import { WORK_WORDS } from './words';

/** Somebody else does it from now on: of those who are here, who has least to do first. */
export function HandOver({ task, done }: { task: Answer<'Task'>; done: () => void }) {
  const say = useWords(WORK_WORDS);
  const among = useTakers([task.role], task.owner);
  const handOver = api.useMutation('post', '/api/v1/tasks/{task}/owner', { onSuccess: done });
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
