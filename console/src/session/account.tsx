import { Alert, Button, Descriptions, Form, Input, QRCode } from 'antd';
import { api } from '../client/client';
import { Page } from '../parts/page';
import { Trouble } from '../parts/refusal/trouble';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { ChangePassword } from './change-password';
import { useSession } from './session';
import { SESSION_WORDS } from './words';

/** Who I am, and how I prove it. */
export default function Account() {
  const say = useWords(SESSION_WORDS);
  const { word } = useSaying();
  const { staff, roles, branch } = useSession();
  return (
    <Page title={say.account}>
      <Descriptions
        column={1}
        bordered
        size="small"
        items={[
          { key: 'staff', label: say.staff, children: staff },
          { key: 'roles', label: say.roles, children: roles.map(word).join(' · ') },
          { key: 'branch', label: say.branch, children: branch ?? say.allBranches },
        ]}
      />
      <div className="columns">
        <section>
          <ChangePassword />
        </section>
        <section>
          <SecondFactor />
        </section>
      </div>
    </Page>
  );
}

function SecondFactor() {
  const say = useWords(SESSION_WORDS);
  const offer = api.useMutation('post', '/api/v1/session/second-factor');
  const use = api.useMutation('put', '/api/v1/session/second-factor');
  if (use.data)
    return (
      <>
        <h2>{say.second}</h2>
        <Alert type="success" showIcon title={say.recovery} />
        <ul className="codes">
          {use.data.codes.map((it) => (
            <li key={it}>
              <code>{it}</code>
            </li>
          ))}
        </ul>
        <Button
          onClick={() => {
            use.reset();
            offer.reset();
          }}
        >
          {say.done}
        </Button>
      </>
    );
  return (
    <>
      <h2>{say.second}</h2>
      <p>{say.secondWhy}</p>
      {offer.data === undefined ? (
        <Button onClick={() => offer.mutate({})} loading={offer.isPending}>
          {say.secondBegin}
        </Button>
      ) : (
        <Form
          layout="vertical"
          onFinish={({ code, password }: { code: string; password?: string }) =>
            use.mutate({ body: { secret: offer.data.secret, code, ...(password ? { password } : {}) } })
          }
        >
          <p>{say.secondScan}</p>
          <QRCode value={offer.data.uri} bgColor="#fff" color="#000" />
          <p>
            {say.secret}: <code>{offer.data.secret}</code>
          </p>
          <Form.Item name="code" label={say.code} rules={[{ required: true, message: say.needed }]}>
            <Input autoComplete="one-time-code" inputMode="numeric" />
          </Form.Item>
          <Form.Item name="password" label={say.password} extra={say.secondProof}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          {use.error && <Trouble error={use.error} />}
          <Button type="primary" htmlType="submit" loading={use.isPending}>
            {say.use}
          </Button>
        </Form>
      )}
      {offer.error && <Trouble error={offer.error} />}
    </>
  );
}
