import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Divider, Form, Input } from 'antd';
import { useState } from 'react';
import { api, type Problem } from '../client/client';
import { Trouble } from '../parts/refusal/trouble';
import { useWords } from '../words/language';
import { Door } from './door';
import { forget, SESSION } from './session';
import { SESSION_WORDS } from './words';

interface Entered {
  staff: string;
  password: string;
  code?: string;
}

export function SignIn() {
  const say = useWords(SESSION_WORDS);
  const client = useQueryClient();
  const [askCode, setAskCode] = useState(false);
  const signIn = api.useMutation('post', '/api/v1/session', {
    onSuccess: ({ token: _, ...acting }) => {
      forget();
      client.setQueryData(SESSION, acting);
    },
    onError: (problem) => {
      if (problem?.code === 'code-needed') setAskCode(true);
    },
  });
  const required = [{ required: true, message: say.needed }];
  return (
    <Door>
      <h1>{say.welcome}</h1>
      <Form<Entered>
        layout="vertical"
        requiredMark={false}
        onFinish={({ code, ...it }) => signIn.mutate({ body: { ...it, ...(code ? { code } : {}) } })}
      >
        <Form.Item name="staff" label={say.staff} rules={required}>
          <Input size="large" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus />
        </Form.Item>
        <Form.Item name="password" label={say.password} rules={required}>
          <Input.Password size="large" autoComplete="current-password" />
        </Form.Item>
        {askCode && (
          <Form.Item name="code" label={say.code} extra={say.codeHint} rules={required}>
            <Input size="large" autoComplete="one-time-code" autoFocus />
          </Form.Item>
        )}
        <Refused problem={signIn.error} />
        <Button type="primary" size="large" block htmlType="submit" loading={signIn.isPending}>
          {say.signIn}
        </Button>
      </Form>
      <SingleSignOn />
    </Door>
  );
}

/** Why the way by the lender's provider led back to this page; it is said once. */
const CAME_BACK = new URLSearchParams(location.search).get('sign-on');
if (CAME_BACK !== null) history.replaceState(null, '', location.pathname + location.hash);

function SingleSignOn() {
  const say = useWords(SESSION_WORDS);
  const { data } = api.useQuery('get', '/api/v1/sign-on');
  if (!data?.single) return null;
  return (
    <>
      <Divider plain>{say.or}</Divider>
      {CAME_BACK !== null && (
        <Alert className="gap" type="error" showIcon title={CAME_BACK === 'away' ? say.providerAway : say.notKnown} />
      )}
      <Button size="large" block href="./api/v1/sign-on/begin">
        {say.single}
      </Button>
    </>
  );
}

/** What is wrong is not told apart, but for a code that is still to be entered. */
function Refused({ problem }: { problem: Problem | null | undefined }) {
  const say = useWords(SESSION_WORDS);
  if (!problem || problem.code === 'code-needed') return null;
  if (problem.status === 401) return <Alert className="gap" type="error" showIcon title={say.wrong} />;
  if (problem.status === 429) return <Alert className="gap" type="warning" showIcon title={say.wait} />;
  return <Trouble error={problem} />;
}
