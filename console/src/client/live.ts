import type { Query } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

/** A change, as `/api/v1/events` tells it. */
export interface Change {
  /** As the audit log has it, or a step: `payment`, `task done`, `notice`. */
  kind: string;
  /** `loan/L1`, `task/T7`. */
  about: string;
}

type Asked = Pick<Query, 'queryKey'>;
interface Init {
  params?: { path?: Record<string, unknown>; query?: Record<string, unknown> };
}

const WORK = ['tasks', 'cases', 'warnings', 'complaints', 'promises', 'rests'];
/** What shows changes of a kind of thing, by the first word of the API's address. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  book: ['loans', 'borrowers', 'staff', ...WORK],
  borrower: ['loans', 'borrowers', ...WORK],
  case: ['loans', 'cases', 'tasks', 'rests'],
  collateral: ['loans', 'tasks'],
  complaint: ['loans', 'borrowers', 'complaints', 'tasks', 'rests'],
  duty: ['tasks'],
  loan: ['loans', 'borrowers', ...WORK],
  payment: ['loans', 'promises', 'rests'],
  staff: ['staff', 'tasks'],
  task: ['loans', 'staff', ...WORK],
  warning: ['loans', 'warnings', 'tasks'],
};
const TOLD = new Set(Object.values(SHOWN).flat());
/** A message that goes changes nothing in a list: only the page of its loan. */
const OF_ITS_OWN_PAGE = 'notice';

const resourceOf = ({ queryKey: [, path] }: Asked) => String(path).split('/')[3] ?? '';

/** Whether what was asked is told of when it changes; what is not has to be asked anew from time to time. */
export const isTold = (query: Asked): boolean => TOLD.has(resourceOf(query));

/** Whether a change may show in what was asked: not in that of another loan. */
export function showsIn(query: Asked, { kind, about }: Change): boolean {
  const [, , { params = {} } = {}] = query.queryKey as [unknown, unknown, Init?];
  const named = { ...params.path, ...params.query };
  const [subject = '', ...id] = about.split('/');
  if (subject in named) return isTold(query) && named[subject] === id.join('/');
  return kind !== OF_ITS_OWN_PAGE && SHOWN[subject]?.includes(resourceOf(query)) === true;
}

/** What came in is shown soon; what follows it closely, together. */
const SOON_MS = 300;
const GAP_MS = 5_000;
const FIRST_TRY_MS = 1_000;
const LAST_TRY_MS = 60_000;

let listening = false;
let away = false;
const watching = new Set<() => void>();
function become(state: { listening: boolean; away: boolean }): void {
  ({ listening, away } = state);
  for (const it of watching) it();
}

export const isListening = (): boolean => listening;

/** Whether nothing is heard of the server any more: what is shown may be older. */
export const useAway = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      watching.add(changed);
      return () => watching.delete(changed);
    },
    () => away,
  );

/**
 * Hears what changes, on one connection, and none while nobody looks at the page; a connection that breaks goes on where it was. `show`: what is
 * to be asked anew; null: everything, since something may have been missed. Answers how to end it.
 */
export function listen(show: (changes: readonly Change[] | null) => void): () => void {
  let source: EventSource | null = null;
  let heard = '';
  let begun = false;
  let tries = 0;
  let again: ReturnType<typeof setTimeout> | undefined;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let shown = 0;
  let changes: Change[] = [];

  const tell = () => {
    gathering = undefined;
    shown = Date.now();
    show(changes);
    changes = [];
  };
  const close = () => {
    clearTimeout(again);
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    source = new EventSource(`./api/v1/events${heard === '' ? '' : `?after=${heard}`}`);
    source.onopen = () => {
      if (begun && heard === '') show(null);
      begun = true;
      tries = 0;
      become({ listening: true, away: false });
    };
    source.onmessage = ({ data, lastEventId }) => {
      heard = lastEventId;
      changes.push(JSON.parse(data));
      gathering ??= setTimeout(tell, Math.max(SOON_MS, shown + GAP_MS - Date.now()));
    };
    source.addEventListener('lost', () => show(null));
    source.onerror = () => {
      close();
      become({ listening: false, away: tries > 0 });
      // Not all at the same moment, when a server comes back.
      const wait = Math.min(LAST_TRY_MS, FIRST_TRY_MS * 2 ** tries++);
      again = setTimeout(open, wait * (0.5 + Math.random() / 2));
    };
  };
  const look = () => {
    if (document.visibilityState === 'visible') open();
    else close();
  };
  document.addEventListener('visibilitychange', look);
  addEventListener('online', look);
  look();
  return () => {
    document.removeEventListener('visibilitychange', look);
    removeEventListener('online', look);
    clearTimeout(gathering);
    close();
    become({ listening: false, away: false });
  };
}
