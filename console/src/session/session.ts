import { createContext, useContext } from 'react';
import { type Answer, api, queries } from '../client/client';

export type Acting = Answer<'Acting'>;

export interface Session extends Acting {
  /** Whether the roles of who has signed in have a right, as src/api/access.ts names it: `POST /holds`. */
  can(right: string): boolean;
}

export const SESSION = api.queryOptions('get', '/api/v1/session').queryKey;

export const sessionOf = (acting: Acting): Session => ({ ...acting, can: (right) => acting.may.includes(right) });

export const SessionContext = createContext<Session | null>(null);

/** Who has signed in. Within a page there is always somebody. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('nobody has signed in');
  return session;
}

/** Another person: nothing of what the one before has seen is kept. */
export function forget(): void {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[1] !== SESSION[1] });
}

/** The session is over: whoever is at the screen signs in. */
export function leave(): void {
  forget();
  void queries.resetQueries({ queryKey: SESSION });
}
