import { Spin } from 'antd';
import { type ReactNode, useEffect, useMemo } from 'react';
import { api, isProblem, onSessionEnd } from '../client/client';
import { Trouble } from '../parts/refusal/trouble';
import { ChangePassword } from './change-password';
import { Door } from './door';
import { leave, SessionContext, sessionOf } from './session';
import { SignIn } from './sign-in';

/** Lets in who has signed in and has a password of his or her own; everybody else sees how to. */
export function SessionGate({ children }: { children: ReactNode }) {
  const { data, error, isPending, refetch } = api.useQuery('get', '/api/v1/session', undefined, {
    refetchInterval: 60_000,
  });
  useEffect(() => onSessionEnd(leave), []);
  const session = useMemo(() => (data === undefined ? null : sessionOf(data)), [data]);
  if (isPending)
    return (
      <Door>
        <Spin size="large" />
      </Door>
    );
  if (session === null)
    return isProblem(error) && error.status === 401 ? (
      <SignIn />
    ) : (
      <Door>
        <Trouble error={error} again={refetch} />
      </Door>
    );
  return (
    <SessionContext value={session}>
      {session.mustChange ? (
        <Door>
          <ChangePassword given />
        </Door>
      ) : (
        children
      )}
    </SessionContext>
  );
}
