import { useRef, useState } from 'react';
import { type Answer, api } from '../client/client';

interface Foreseen {
  loan: string;
  on: string;
  what: string;
  before: number;
  after: number;
}

export interface Rehearsed {
  changes: Answer<'PlanChange'>[];
  items: Foreseen[];
  /** How many parts of the book were looked at. */
  parts: number;
  whole: boolean;
}

/** What a text of the plan would do to the book, part by part, until all is looked at or somebody stops it. */
export function useRehearsal(plan: string) {
  const asking = api.useMutation('post', '/api/v1/plans/{plan}/diff', { meta: { asks: true } });
  const [rehearsed, setRehearsed] = useState<Rehearsed | null>(null);
  const [running, setRunning] = useState(false);
  const round = useRef(0);
  const stop = () => {
    round.current++;
    setRunning(false);
  };
  const begin = async (text: string): Promise<void> => {
    const mine = ++round.current;
    setRunning(true);
    setRehearsed(null);
    let so: Rehearsed = { changes: [], items: [], parts: 0, whole: false };
    let after: string | null = '';
    while (after !== null && mine === round.current) {
      const part: Awaited<ReturnType<typeof asking.mutateAsync>> | null = await asking
        .mutateAsync({ params: { path: { plan } }, body: { to: { text }, after } })
        .catch(() => null);
      if (part === null || mine !== round.current) break;
      after = part.next;
      so = {
        changes: part.changes,
        items: [...so.items, ...part.items],
        parts: so.parts + 1,
        whole: after === null,
      };
      setRehearsed(so);
    }
    if (mine === round.current) setRunning(false);
  };
  return { begin, stop, running, rehearsed, error: asking.error };
}

/** More or less of each kind: messages, tasks, else. */
export const kindOf = (what: string): 'messages' | 'tasks' | 'other' =>
  what.startsWith('notice') ? 'messages' : what.startsWith('task.open') ? 'tasks' : 'other';
