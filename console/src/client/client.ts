import { MutationCache, type Query, QueryClient } from '@tanstack/react-query';
import createFetchClient from 'openapi-fetch';
import createQueryHooks from 'openapi-react-query';
import { isListening, isTold, listen, showsIn } from './live';
import type { components, paths } from './schema';

/** What the API answers, by name: `Answer<'Task'>`. */
export type Answer<Name extends keyof components['schemas']> = components['schemas'][Name];
export type Problem = Answer<'Problem'>;

/** Relative to the page, wherever a proxy has put it. The session is a cookie that no script can read. */
export const ask = createFetchClient<paths>({ baseUrl: '.', credentials: 'same-origin' });

/** The hooks of every route: `api.useQuery('get', '/api/v1/loans/{loan}', { params })`. */
export const api = createQueryHooks(ask);

/** A list that is asked for part by part: `useInfiniteQuery(…, IN_PARTS)`. */
export const IN_PARTS = {
  initialPageParam: '',
  getNextPageParam: (it: { next: string | null }) => it.next,
  pageParamName: 'after',
};

/** What does not change any more is asked once: `useQuery(…, STAYS)`. */
export const STAYS = { refetchInterval: false, staleTime: Number.POSITIVE_INFINITY } as const;

/** Looked at anew, while a page is open. */
const LIVE_MS = 15_000;
/** So many parts of a list are asked anew by themselves; who has scrolled further reads on, and asks anew by opening the page. */
const MOST_PARTS = 5;
const isLong = ({ state: { data } }: Query): boolean =>
  ((data as { pages?: unknown[] } | undefined)?.pages?.length ?? 0) > MOST_PARTS;

/** What is told of by itself: only what time alone changes, such as what is late. */
const TOLD_MS = 60_000;

/** What was entered is followed by what the workflows make of it. `meta: { asks: true }` of a mutation: it only asks. */
const FOLLOWS_MS = 1_500;

export const queries: QueryClient = new QueryClient({
  mutationCache: new MutationCache({
    onSuccess: (_, _asked, _before, { meta }) => {
      if (!meta?.asks) follow();
    },
  }),
  defaultOptions: {
    queries: {
      refetchInterval: (query) => !isLong(query) && (isListening() && isTold(query) ? TOLD_MS : LIVE_MS),
      staleTime: 2_000,
      // A refusal stays one; only what did not arrive is tried again.
      retry: (failed, error) => !isProblem(error) && failed < 2,
    },
  },
});

/** Something was entered: all that is shown is asked anew. */
export function follow(): void {
  const anew = () => void queries.invalidateQueries({ predicate: (query) => !isLong(query) });
  anew();
  setTimeout(anew, FOLLOWS_MS);
}

/** Shows by itself what others change. Answers how to end it. */
export const stayLive = (): (() => void) =>
  listen((changes) => {
    const changed = (query: Query) =>
      !isLong(query) && (changes === null ? isTold(query) : changes.some((change) => showsIn(query, change)));
    void queries.invalidateQueries({ predicate: changed });
  });

export const isProblem = (error: unknown): error is Problem =>
  typeof error === 'object' && error !== null && 'status' in error && 'detail' in error;

let language = 'en';

/** In which language the API says why; what is shown is asked anew. */
export function speak(chosen: string): void {
  if (language === chosen) return;
  language = chosen;
  void queries.invalidateQueries();
}

let ended: () => void = () => undefined;

/** Called when the session is over, whatever was asked. */
export function onSessionEnd(call: () => void): void {
  ended = call;
}

ask.use({
  onRequest: ({ request }) => {
    request.headers.set('accept-language', language);
    return request;
  },
  onResponse: ({ response, schemaPath }) => {
    if (response.status === 401 && schemaPath !== '/api/v1/session') ended();
  },
});
