import { useRef, useState } from 'react';
import { type Answer, api } from '../client/client';

interface Recorded {
  /** How the call ended that was let go. */
  ended?: 'answered' | 'unanswered';
  promise?: { on: string; amount: string };
}

/** Saves what came of a call, one after the other. What was saved before something is refused is not said twice when it is tried again. */
export function useRecord({ task, loan }: Pick<Answer<'Task'>, 'task' | 'loan'>) {
  const ended = api.useMutation('post', '/api/v1/tasks/{task}/call-ended');
  const promise = api.useMutation('post', '/api/v1/promises');
  const did = useRef(new Set<string>());
  const [error, setError] = useState<unknown>(null);
  const [isPending, setPending] = useState(false);
  const once = async (step: string, work: () => Promise<unknown>) => {
    if (did.current.has(step)) return;
    await work();
    did.current.add(step);
  };
  const params = { path: { task } };
  const save = async (it: Recorded): Promise<void> => {
    setError(null);
    setPending(true);
    try {
      if (it.ended) await once('ended', () => ended.mutateAsync({ params, body: { ended: it.ended! } }));
      if (it.promise && loan !== null)
        await once('promise', () => promise.mutateAsync({ body: { loan, ...it.promise! } }));
    } catch (refused) {
      setError(refused);
      throw refused;
    } finally {
      setPending(false);
    }
  };
  return { save, error, isPending };
}
